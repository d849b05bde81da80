"""The exposure in an annex: what can be won and lost, the price of a step, and where nothing is paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.formula.figures import write_about
from slacontract.quantities.units import Unit
from slacontract.render.annex.document import Block, Grid, Listed, Section, Text
from slacontract.render.annex.examples import about
from slacontract.render.annex.voice import minus
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.render.annex.voice import Voice
    from slacontract.scenarios.exposure_nouns import Exposure, Extreme, Marginal, Result, Stake

_SURE: Final = {
    "proven": "it cannot be more", "found": "the most that a search found",
    "endless": "found within the values looked at; it grows on with the result, and no limit ends it",
}  # fmt: skip


def at_stake(voice: Voice, found: Exposure) -> Section:
    """The exposure of a version on its own history."""
    first, last = found.periods[0], found.periods[-1]
    span = first if first == last else voice.say("{first} to {last}", first=first, last=last)
    told = voice.say(
        "At the billing of the measured periods ({periods}), after gates, pools and limits. Positive amounts are for the vendor, "
        "negative ones for the client.", periods=span,
    )  # fmt: skip
    blocks: list[Block] = [Text(told), _extremes(voice, found), *_sureness(voice, found), _by_kpi(voice, found)]
    blocks += _history(voice, found)
    blocks += _prices(voice, found)
    return Section("exposure", voice.say("What is at stake"), "", tuple(blocks))


def _money(voice: Voice, amount: mpq) -> str:
    text = minus(write_about(amount, Unit.MONEY, voice.language, voice.decimals))
    return f"{'+' if amount > 0 else ''}{text} {voice.currency}"


def _extremes(voice: Voice, found: Exposure) -> Grid:
    heads = (voice.say("Span"), voice.say("Billing"), voice.say("Most that can be won"), voice.say("Most that can be lost"))
    rows = [
        (voice.say("one period ({period})", period=found.period.periods[-1]), *_stake(voice, found.period)),
        (voice.say("the contract year, as far as it was measured ({count} periods)", count=len(found.year.periods)),
         *_stake(voice, found.year)),
    ]  # fmt: skip
    return Grid(heads, tuple(rows))


def _stake(voice: Voice, stake: Stake) -> tuple[str, ...]:
    return tuple(_money(voice, amount).removeprefix("+" if place == 0 else "")
                 for place, amount in enumerate((stake.billing, stake.won.amount, stake.lost.amount)))  # fmt: skip


def _sureness(voice: Voice, found: Exposure) -> Iterator[Block]:
    """Which results come to the most of a period, and how sure that is."""
    items = [_extreme(voice, "Most that can be won in a period: {results} ({sure}).", found.period.won),
             _extreme(voice, "Most that can be lost in a period: {results} ({sure}).", found.period.lost)]  # fmt: skip
    if told := tuple(item for item in items if item):
        yield Listed(told)


def _extreme(voice: Voice, text: str, extreme: Extreme) -> str:
    if not extreme.at or not extreme.amount:
        return ""
    return voice.say(
        text, results="; ".join(_result(voice, result) for result in extreme.at), sure=voice.say(_SURE[extreme.sure])
    )


def _result(voice: Voice, result: Result) -> str:
    member = voice.said(result.member)
    name = f"{voice.kpi(result.kpi)} ({member})" if member else voice.kpi(result.kpi)
    return f"{name} {_value(voice, result.value, result.unit)}"


def _value(voice: Voice, value: mpq, unit: Unit) -> str:
    return about(voice, value, unit)


def _by_kpi(voice: Voice, found: Exposure) -> Grid:
    heads = (voice.say("KPI, by itself in a period"), voice.say("Most that can be won"), voice.say("Most that can be lost"),
             voice.say("Mean of the measured periods"))  # fmt: skip
    rows = tuple(
        (voice.kpi(stake.kpi) + (voice.say(" (through others)") if stake.through else ""), _money(voice, stake.won.amount),
         _money(voice, stake.lost.amount), _money(voice, stake.mean))
        for stake in found.kpis
    )  # fmt: skip
    return Grid(heads, rows)


def _history(voice: Voice, found: Exposure) -> Iterator[Block]:
    said = found.history
    yield Text(voice.say(
        "The measured results would pay {total} under this version: {mean} a period, at best {best} ({best_period}), at worst "
        "{worst} ({worst_period}).", total=_money(voice, said.total), mean=_money(voice, said.mean),
        best=_money(voice, said.best[1]), best_period=said.best[0], worst=_money(voice, said.worst[1]),
        worst_period=said.worst[0],
    ))  # fmt: skip


def _prices(voice: Voice, found: Exposure) -> Iterator[Block]:
    rows = tuple(_marginal(voice, one) for one in found.marginal)
    if rows:
        heads = (voice.say("Price of a step"), voice.say("Step"), voice.say("Last result"), voice.say("One step better"),
                 voice.say("One step worse"))  # fmt: skip
        yield Grid(heads, rows, texts=2, caption=voice.say("What one step changes of what results pay"))
    even = tuple(
        (voice.kpi(one.kpi), _value(voice, one.together, one.unit)) for one in found.break_even if one.together is not None
    )
    if even:
        names = (voice.say("KPI"), voice.say("All KPIs together come to nothing at"))
        yield Grid(names, even, caption=voice.say("Break-even in the last period, all else as it was measured"))


def _step(voice: Voice, step: mpq, unit: Unit) -> str:
    """One step of a result; of a percentage in points, for it is no share of the result."""
    if unit is not Unit.RATIO:
        return _value(voice, step, unit)
    text = "{number} percentage point" if step == mpq(1, 100) else "{number} percentage points"
    return voice.say(text, number=voice.value(step * 100, Unit.NUMBER))


def _marginal(voice: Voice, one: Marginal) -> tuple[str, ...]:
    better = how_measured(voice.contract.kpis[one.kpi]).better  # type: ignore[index]  # a name is a text
    up, down = (_money(voice, side[0]) if side is not None else "" for side in (one.here.up, one.here.down))
    first, second = (down, up) if better == "lower" else (up, down)
    member = voice.said(one.member)
    name = f"{voice.kpi(one.kpi)} ({member})" if member else voice.kpi(one.kpi)
    return (name, _step(voice, one.step, one.unit), _value(voice, one.here.value, one.unit), first, second)
