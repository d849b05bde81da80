"""The billing of an annex: each line with its prices, and what holds for several lines together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from slacontract.formula.text import Figure
from slacontract.model.agreed import By, Dated
from slacontract.model.billing.counted import Counted
from slacontract.model.billing.hours import PerFteHour, PerFteMonth
from slacontract.model.billing.lines import Adjusted, Priced
from slacontract.model.billing.minutes import PerMinute
from slacontract.model.billing.models import Fee
from slacontract.model.billing.recovered import Contingency
from slacontract.quantities.units import Unit
from slacontract.render.annex.document import Block, Facts, Grid, Section, Text
from slacontract.render.annex.formulas import formula
from slacontract.render.annex.meanings import meaning
from slacontract.render.annex.phrases import scope
from slacontract.render.annex.reading import Reading

if TYPE_CHECKING:
    from slacontract.model.billing.lines import Line
    from slacontract.model.billing.minutes import HandleTimeCap
    from slacontract.render.annex.voice import Voice

_PRICED: Final = {
    Unit.SECONDS: "{price} for each second", Unit.MINUTES: "{price} for each minute", Unit.HOURS: "{price} for each hour",
    Unit.FTE: "{price} for each full-time agent and period", Unit.COUNT: "{price} for each one",
    Unit.MONEY: "{price} of the amount",
}  # fmt: skip
_NESTED: Final = (
    "conversion", "packages", "forecast", "ramp", "overlap", "rollover", "rounded", "fixed_wrap",
    "free_short", "increments", "cap", "guarantee", "equivalent", "eligible", "clawback", "ceiling", "handling",
)  # fmt: skip


_CAPPED: Final = {
    (False, False): "At most {aht} for {per} are billed on average, taken over {level}; what lies above is not paid.",
    (False, True): "At most {aht} for {per} are billed on average, taken over {level}; {share} of what lies above is paid all "
                   "the same.",
    (True, False): "Of {per} at most {aht} are billed, each by itself; what lies above is not paid.",
    (True, True): "Of {per} at most {aht} are billed, each by itself; {share} of what lies above is paid all the same.",
}  # fmt: skip
"""How the cap on handle time is told: whether it holds for each contact, and whether a share of the excess is paid."""


def billing(voice: Voice) -> Section:
    """All billing lines, in the order of the contract."""
    lines = tuple(_line(voice, str(name), line) for name, line in voice.contract.billing.items())
    told = voice.say("Each line is billed in every period and rounded by itself. Amounts are in {currency}, without tax.",
                     currency=voice.currency)  # fmt: skip
    return Section("billing", voice.say("What is billed"), "", (Text(told),), lines)


def unit_of(line: Line) -> Unit:
    """What one unit of a line is."""
    if isinstance(line, PerMinute):
        return line.unit
    if isinstance(line, PerFteHour):
        return Unit.HOURS
    if isinstance(line, PerFteMonth):
        return Unit.FTE
    return Unit.MONEY if isinstance(line, Contingency) else Unit.COUNT


def _line(voice: Voice, name: str, line: Line) -> Section:
    own, conversion = voice, line.conversion if isinstance(line, Adjusted) else None
    if conversion is not None:
        voice = voice.pricing_in(str(conversion.currency))
    reading = Reading(voice, line)
    reading.take("title"), reading.take("where"), reading.take("each")
    clause = str(reading.take("clause"))
    model = reading.told("model")
    lead = voice.say("The client pays {model}.", model=model)
    price, prices = _price(voice, reading, line)
    each = "Each {dimension} is billed by itself, and the amounts are added."
    told = (lead, price, scope(voice, line, each), *_exactly(voice, line))
    blocks: list[Block] = [Text(" ".join(part for part in told if part)), *prices]
    if isinstance(line, Priced) and (tiers := reading.part("tiers", named=False)):
        blocks += _tiers(voice, tiers, unit_of(line))
    if isinstance(line, PerMinute):
        blocks += _handle_time(voice, reading)
    for key in ("billing_cap", "de_minimis"):
        reading.part_of(own, key)  # amounts, which are in the contract's currency whatever the prices are in
    for key in _NESTED:
        if key in type(line).model_fields and not reading.has_told(key):
            reading.part(key)
    blocks += reading.rest()
    return Section(f"billing.{name}", voice.line(name), clause, tuple(blocks))


def _exactly(voice: Voice, line: Line) -> Iterator[str]:
    """What holds where nothing is rounded or counted up."""
    if isinstance(line, PerMinute) and line.increments is None:
        yield voice.say("Time is counted to the second.")
    if isinstance(line, Counted) and line.rounded is None:
        yield voice.say("The exact quantity is priced, without rounding.")


def _handle_time(voice: Voice, reading: Reading) -> Iterator[Block]:
    """The cap on handle time where it is one figure; a longer one is told as facts."""
    cap: HandleTimeCap | None = getattr(reading.noun, "cap")  # noqa: B009
    if cap is None or cap.aht is None or cap.by or cap.types or cap.floor:
        return
    inner = Reading(voice, cap)
    reading.take("cap")
    text = _CAPPED[cap.level == "contact", cap.excess_paid is not None]
    told = voice.say(
        text, aht=inner.told("aht"), per=inner.told("per"), level=inner.told("level"), share=inner.told("excess_paid")
    )
    yield Text(told)


def _price(voice: Voice, reading: Reading, line: Line) -> tuple[str, list[Grid]]:
    """The price of one: a sentence, or a table where it differs by member or changes by date."""
    if isinstance(line, Fee) and isinstance(line.amount, (By, tuple)):
        return "", [_prices(voice, reading, "amount", voice.say("Amount"))]
    if not isinstance(line, Priced) or line.rate is None:
        return "", []
    text = _PRICED[unit_of(line)]
    if isinstance(line.rate, (By, tuple)):
        return "", [_prices(voice, reading, "rate", voice.say(text, price=voice.say("Price")))]
    return voice.say("Price: {price}.", price=voice.say(text, price=reading.told("rate"))), []


def _prices(voice: Voice, reading: Reading, key: str, called: str) -> Grid:
    said = reading.take(key)
    members = list(said.is_.items()) if isinstance(said, By) else [("", said)]
    rows = []
    for member, one in members:
        for dated in one if isinstance(one, tuple) else (one,):
            figure = reading.words(key, dated.is_ if isinstance(dated, Dated) else dated)
            rows.append((str(member), voice.day(dated.from_) if isinstance(dated, Dated) else "", figure))
    heads = (str(said.by) if isinstance(said, By) else "", voice.say("From"), called)
    shown = [place for place in range(3) if place == 2 or any(row[place] for row in rows)]
    return Grid(tuple(heads[p] for p in shown), tuple(tuple(row[p] for p in shown) for row in rows), texts=len(shown) - 1)


def _tiers(voice: Voice, reading: Reading, unit: Unit) -> Iterator[Block]:
    """A price list: from which quantity to which, and what it costs there; how tiers count is told with the other facts."""
    said: Any = reading.noun
    steps = reading.take("steps")
    columns = [key for key in ("rate", "package", "flat") if any(getattr(step, key) is not None for step in steps)]
    rows, start = [], None
    for step in steps:
        inner = Reading(voice, step)
        rows.append((_stretch(voice, start, step.up_to, said.edges, unit), *(inner.told(key) for key in columns)))
        start = step.up_to
    heads = (voice.say("Quantity"), *(Reading(voice, steps[0]).label(key) for key in columns))
    yield Grid(heads, tuple(rows))


def _stretch(voice: Voice, start: Any, end: Any, edges: str, unit: Unit) -> str:
    bare = {Unit.COUNT: Unit.NUMBER}.get(unit, unit)
    low, high = (voice.value(edge.value, bare) if edge else "" for edge in (start, end))
    inclusive = edges == "inclusive"
    if not low:
        return voice.say("at most {limit}" if inclusive else "below {limit}", limit=high) if high else voice.say("any quantity")
    if not high:
        return voice.say("above {limit}" if inclusive else "at least {limit}", limit=low)
    text = "above {low}, up to {high} (included)" if inclusive else "from {low} (included) to below {high}"
    return voice.say(text, low=low, high=high)


def together(voice: Voice) -> Iterator[Section]:
    """What holds for several lines: commitments, target costs, retentions, pools, indexation."""
    contract = voice.contract
    if contract.commitments:
        told = Text(voice.say("Commitments apply in this order; an earlier line is never changed by a later one."))
        parts = tuple(_clause(voice, f"commitment.{n}", c.name or voice.say("Commitment {number}", number=n), c)
                      for n, c in enumerate(contract.commitments, 1))  # fmt: skip
        yield Section("commitments", voice.say("Commitments"), "", (told,) if len(parts) > 1 else (), parts)
    if contract.target_costs:
        parts = tuple(_clause(voice, f"target_cost.{n}", t.title or n, t) for n, t in contract.target_costs.items())
        yield Section("target_costs", voice.say("Target costs"), "", (), parts)
    if contract.retentions:
        parts = tuple(_clause(voice, f"retention.{n}", r.name or voice.say("Retention {number}", number=n), r)
                      for n, r in enumerate(contract.retentions, 1))  # fmt: skip
        yield Section("retentions", voice.say("Retentions"), "", (), parts)
    if contract.pools:
        parts = tuple(_clause(voice, f"pool.{name}", name, pool) for name, pool in contract.pools.items())
        yield Section("pools", voice.say("Pools"), "", (), parts)
    if contract.indices or contract.indexation:
        parts = tuple(_clause(voice, f"index.{name}", name, index) for name, index in contract.indices.items())
        parts += tuple(_clause(voice, f"indexation.{name}", name, said) for name, said in contract.indexation.items())
        yield Section("indexation", voice.say("Indices and indexation"), "", (), parts)


def _clause(voice: Voice, ident: str, title: object, noun: Any) -> Section:
    reading = Reading(voice, noun)
    for key in ("title", *(("name",) if str(title) == str(getattr(noun, "name", "")) else ())):
        if key in type(noun).model_fields:
            reading.take(key)
    clause = str(reading.take("clause")) if "clause" in type(noun).model_fields else ""
    blocks: list[Block] = []
    for key in ("at_least", "at_most", "target", "outturn"):
        said = getattr(noun, key, None)
        if said is not None and hasattr(said, "node"):
            reading.take(key)
            if isinstance(said.node, Figure) and said.node.quantity is not None:
                blocks.append(Facts(((reading.label(key), voice.figure(said.node.quantity, Unit.MONEY)),)))
            else:
                blocks += [Text(f"{reading.label(key)}:"), formula(voice, said)]
    for key in ("successor", "deadband", "collar", "change_rounded", "factor_rounded", "rate_rounded"):
        if key in type(noun).model_fields:
            reading.part(key)
    means = meaning(voice, noun)
    return Section(ident, str(title), clause, (*([Text(means)] if means else []), *blocks, *reading.rest()))
