"""Exposure as tables of words and figures in one language, for the review and the annex."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.formula.figures import write_short
from slacontract.languages import message, say
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacontract.checks.spans import Span
    from slacontract.languages import Argument, Language, Message
    from slacontract.scenarios.exposure_nouns import Exposure, Extreme, Marginal, Stake, Step, Sureness

_SURE: Final[dict[Sureness, Message]] = {
    "proven": message("proven"), "found": message("most found"), "endless": message("grows on without end"),
}  # fmt: skip
_NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading; the first ``texts`` columns are words, the others figures. ``notes`` stand below it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int
    notes: tuple[str, ...] = ()


def tables(exposure: Exposure, language: Language) -> tuple[Table, ...]:
    """What a contract puts at stake, table by table."""
    at = _Voice(exposure, language)
    found = [_stakes(at), _kpis(at), _prices(at), _break_even(at)]
    return tuple(table for table in found if table.rows)


@dataclass(frozen=True, slots=True)
class _Voice:
    """An exposure in one language."""

    of: Exposure
    language: Language

    def say(self, what: Argument) -> str:
        return say(what, self.language)

    def heads(self, *texts: str) -> tuple[str, ...]:
        return tuple(self.say(message(text)) for text in texts)

    def money(self, amount: mpq | None) -> str:
        return _NONE if amount is None else write_short(amount, Unit.MONEY, self.language, self.of.decimals)

    def value(self, value: mpq, unit: Unit) -> str:
        scaled = value * (100 if unit is Unit.RATIO else 1)
        decimals = next((n for n in (0, 1) if (scaled * 10**n).denominator == 1), 2)
        return write_short(value, unit, self.language, decimals)

    def share(self, amount: mpq, billing: mpq) -> str:
        return _NONE if not billing else write_short(amount / billing, Unit.RATIO, self.language, 2)

    def reached(self, extreme: Extreme) -> str:
        """The results with which an extreme is reached."""
        return "; ".join(f"{self.say(r.label)} {self.value(r.value, r.unit)}" for r in extreme.at)


def _stakes(at: _Voice) -> Table:
    heads = at.heads("Periods", "Certainty", "Billing", "Most won", "of billing", "Most lost", "of billing")
    stakes = _told(at)
    rows = tuple(_stake(at, called, stake) for called, stake in stakes.items())
    notes = tuple(note for called, stake in stakes.items() for note in _reached(at, called, stake))
    title = at.say(message("Most that can be won and lost ({currency}, version {version})", currency=at.of.currency,
                           version=at.of.version))  # fmt: skip
    return Table(title, heads, rows, 2, (*notes, *_history(at), *_guaranteed(at)))


def _told(at: _Voice) -> dict[str, Stake]:
    """The period and the year by what they are called; one where they are the same period and nothing is used up before it."""
    period, year = at.of.period, at.of.year
    if period.periods != year.periods:
        return {_span(period.periods): period, _span(year.periods): year}
    if (period.won.amount, period.lost.amount) == (year.won.amount, year.lost.amount):
        return {_span(period.periods): period}
    after = at.say(message("{period}, after the year so far", period=_span(year.periods)))
    return {_span(period.periods): period, after: year}


def _stake(at: _Voice, called: str, stake: Stake) -> tuple[str, ...]:
    sure = dict.fromkeys(at.say(_SURE[extreme.sure]) for extreme in (stake.won, stake.lost))
    return (
        called, " / ".join(sure), at.money(stake.billing), at.money(stake.won.amount),
        at.share(stake.won.amount, stake.billing), at.money(stake.lost.amount), at.share(stake.lost.amount, stake.billing),
    )  # fmt: skip


def _span(periods: tuple[str, ...]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]} – {periods[-1]}"


def _reached(at: _Voice, called: str, stake: Stake) -> Iterator[str]:
    said = {"won": "Most won in {periods} with: {results}.", "lost": "Most lost in {periods} with: {results}."}
    for extreme, text in ((stake.won, said["won"]), (stake.lost, said["lost"])):
        if extreme.amount:
            yield at.say(message(text, periods=called, results=at.reached(extreme)))


def _history(at: _Voice) -> Iterator[str]:
    history = at.of.history
    if len(at.of.periods) == 1:
        yield at.say(message("The results of {period} pay {amount}.", period=at.of.periods[0], amount=at.money(history.total)))
        return
    yield at.say(message(
        "On the results of {count} periods: {mean} in a period on average; best {best} ({best_period}), worst {worst} "
        "({worst_period}).",
        count=len(at.of.periods), mean=at.money(history.mean), best=at.money(history.best[1]), best_period=history.best[0],
        worst=at.money(history.worst[1]), worst_period=history.worst[0],
    ))  # fmt: skip


def _guaranteed(at: _Voice) -> Iterator[str]:
    yield at.say(
        message(
            "At the billing that was measured, whatever results go together; the period as if no limit of the year were used up."
        )
    )


def _kpis(at: _Voice) -> Table:
    heads = at.heads("KPI", "Clause", "Won at", "Lost at", "Most won", "Most lost", "Mean of the history")
    rows = tuple(
        (at.say(kpi.label), kpi.clause.text, _at(at, kpi.won), _at(at, kpi.lost), at.money(kpi.won.amount),
         at.money(kpi.lost.amount) + (" *" if kpi.through and kpi.lost.amount else ""), at.money(kpi.mean))
        for kpi in at.of.kpis
    )  # fmt: skip
    notes = []
    if any(kpi.through and kpi.lost.amount for kpi in at.of.kpis):
        notes.append(at.say(message("* It pays nothing itself: what is lost is that of others, through a gate or a pool.")))
    if any("endless" in {kpi.won.sure, kpi.lost.sure} for kpi in at.of.kpis):
        notes.append(at.say(message("No limit ends it: the figure is that of the result beside it, and grows on.")))
    title = at.say(message("Each KPI in {period}, after its own limits and before those on all", period=at.of.period.periods[0]))
    return Table(title, heads, rows, 4, tuple(notes))


def _at(at: _Voice, extreme: Extreme) -> str:
    if not extreme.amount:
        return _NONE
    values = list(dict.fromkeys(at.value(result.value, result.unit) for result in extreme.at))
    end = f" ({at.say(_SURE['endless'])})" if extreme.sure == "endless" else ""
    return (", ".join(values) if len(values) <= 3 else _NONE) + end


def _prices(at: _Voice) -> Table:
    heads = at.heads("KPI and step", "At", "Up: bonus and penalty", "Up: billing", "Down: bonus and penalty",
                     "Down: billing", "One more counted")  # fmt: skip
    rows = tuple(row for price in at.of.marginal for row in _price(at, price))
    note = at.say(message("The counts behind a result are moved, so that what is billed by the same counts moves with it."))
    return Table(at.say(message("What a step is worth")), heads, rows, 2, (note,))


def _price(at: _Voice, price: Marginal) -> Iterator[tuple[str, ...]]:
    step = at.value(price.step, price.unit) if price.unit is not Unit.RATIO else at.say(message("1 point"))
    here = at.say(message("last result, {value}", value=at.value(price.here.value, price.unit)))
    called = at.say(message("{kpi}, {step}", kpi=price.label, step=step))
    yield called, here, *_sides(at, price.here), at.money(price.contact)
    if price.target is not None:
        there = at.say(message("target, {value}", value=at.value(price.target.value, price.unit)))
        yield "", there, *_sides(at, price.target), ""


def _sides(at: _Voice, step: Step) -> tuple[str, ...]:
    return tuple(at.money(amount) for side in (step.up, step.down) for amount in (side or (None, None)))


def _break_even(at: _Voice) -> Table:
    heads = at.heads("KPI", "Pays nothing", "All KPIs together come to nothing at")
    rows = tuple(
        (at.say(one.label), ", ".join(_stretch(at, span, one.unit) for span in one.nothing) or at.say(message("nowhere")),
         _NONE if one.together is None else at.value(one.together, one.unit))
        for one in at.of.break_even
    )  # fmt: skip
    return Table(at.say(message("Break-even")), heads, rows, 3)


def _stretch(at: _Voice, span: Span, unit: Unit) -> str:
    """The values of a span in words."""
    if span.low is not None and span.low == span.high:
        return at.value(span.low, unit)
    if span.low is None and span.high is None:
        return at.say(message("everywhere"))
    if span.low is None or span.high is None:
        end = at.value(span.low if span.low is not None else span.high or mpq(0), unit)
        text = (
            ("from {end}" if span.low_in else "above {end}")
            if span.low is not None
            else "to {end}"
            if span.high_in
            else "below {end}"
        )
        return at.say(message(text, end=end))
    low = at.value(span.low, unit) if span.low_in else at.say(message("above {end}", end=at.value(span.low, unit)))
    text = "{low} to {high}" if span.high_in else "{low} to below {high}"
    return at.say(message(text, low=low, high=at.value(span.high, unit)))
