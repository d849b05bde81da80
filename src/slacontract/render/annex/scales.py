"""What a result pays: bands, curves, steps, slabs and matrices as sentences and tables, each with its picture."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.formula.text import Share
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.render.annex.curve import picture
from slacontract.render.annex.document import Block, Drawn, Grid, Listed, Section, Text
from slacontract.render.annex.heat import heat
from slacontract.render.annex.phrases import share
from slacontract.render.annex.reading import Reading
from slacontract.scenarios.payouts import Payout, group_has_scale, payout
from slacontract.settlement.reading.meaning import how_measured, unit_of_name

if TYPE_CHECKING:
    from slacontract.model.kpis.groups import GroupScale
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.model.kpis.scales import CurveEnds, Matrix, PerUnitScale, SlabScale
    from slacontract.render.annex.voice import Voice

_PARTS: Final = {
    "exact": "a part of a step counts in proportion", "full": "only whole steps count",
    "started": "a step that was begun counts whole",
}  # fmt: skip
_ENDS: Final = {
    "flat": "the payment of that point goes on", "nothing": "nothing is paid", "continued": "the line goes on",
}  # fmt: skip


def unit_of(kpi: Kpi) -> Unit:
    """What the values are in that a scale looks at: the KPI's unit, or that of its distance to a figure that moves."""
    unit = how_measured(kpi).unit
    return kpi.against.unit(unit) if kpi.against else unit


def scale(voice: Voice, name: str, reading: Reading) -> Iterator[Block]:
    """The scale of a KPI, or of a group of its members."""
    noun, unit, better = reading.noun, reading.unit, how_measured(voice.contract.kpis[name]).better  # type: ignore[index]
    if bands := reading.take("bands"):
        rows = tuple((voice.interval(band.when, unit), voice.figure(band.pay, signed=True)) for band in bands)
        yield Grid((voice.say("Value"), voice.say("Pays")), rows)
    curve, between, beyond = (reading.take(key) for key in ("curve", "between", "beyond"))
    if curve:
        rows = tuple((voice.figure(point.at, unit), voice.figure(point.pay, signed=True)) for point in curve)
        yield Grid((voice.say("Value"), voice.say("Pays")), rows)
        yield Text(_between(voice, between, better))
        yield Text(_beyond(voice, beyond, curve[0].at, curve[-1].at, unit)) if beyond else Text(voice.say("none"))
    if steps := reading.take("per_unit"):
        yield Listed(tuple(_steps(voice, step, unit) for step in steps))
    if slabs := reading.take("slabs"):
        yield from _slabs(voice, slabs, unit)
    if "matrix" in type(noun).model_fields and (matrix := reading.take("matrix")):
        yield from _matrix(voice, matrix, unit)
    if "pay" in type(noun).model_fields and (paid := reading.take("pay")):
        yield Text(voice.say("It pays {share}.", share=share(voice, paid)))


def _between(voice: Voice, between: str, better: str) -> str:
    if between == "straight":
        return voice.say("Between two points the payment lies on the straight line from one to the other.")
    side = "from the lower values" if better == "higher" else "from the higher values"
    return voice.say("No line joins the points: what is paid is the payment of the last point reached, coming {side}.",
                     side=voice.say(side))  # fmt: skip


def _beyond(voice: Voice, beyond: CurveEnds, first: Quantity, last: Quantity, unit: Unit | None) -> str:
    low = voice.say("Below {point} {what}.", point=voice.figure(first, unit), what=voice.say(_ENDS[beyond.below]))
    return f"{low} {voice.say('Above {point} {what}.', point=voice.figure(last, unit), what=voice.say(_ENDS[beyond.above]))}"


def _steps(voice: Voice, said: PerUnitScale, unit: Unit | None) -> str:
    knee = share(voice, said.knee) if isinstance(said.knee, Share) else voice.figure(said.knee, unit)
    text = "For each {step} above {knee}: {pay}; {parts}." if said.above else "For each {step} below {knee}: {pay}; {parts}."
    return voice.say(text, step=voice.figure(said.step, unit), knee=knee, pay=voice.figure(said.pay, signed=True),
                     parts=voice.say(_PARTS[said.count]))  # fmt: skip


def _slabs(voice: Voice, said: SlabScale, unit: Unit | None) -> Iterator[Block]:
    text = ("Each {step} above {knee} pays what the table says for it; {parts}." if said.above
            else "Each {step} below {knee} pays what the table says for it; {parts}.")  # fmt: skip
    yield Text(voice.say(text, step=voice.figure(said.step, unit), knee=voice.figure(said.knee, unit),
                         parts=voice.say(_PARTS[said.count])))  # fmt: skip
    rows, start = [], voice.figure(said.knee, unit)
    for part in said.parts:
        end = voice.figure(part.to, unit) if part.to else ""
        stretch = voice.say("from {start} to {end}", start=start, end=end) if end else voice.say("from {start} on", start=start)
        rows.append((stretch, voice.figure(part.pay, signed=True)))
        start = end
    yield Grid((voice.say("Value"), voice.say("Each step pays")), tuple(rows))


def _matrix(voice: Voice, said: Matrix, unit: Unit | None) -> Iterator[Block]:
    other = unit_of_name(voice.contract, str(said.columns_of))
    yield Text(voice.say("Rows are values of this KPI, columns values of {other}.", other=voice.kpi(said.columns_of)))
    heads = ("", *(voice.interval(column, other) for column in said.columns))
    rows = tuple((voice.interval(row.when, unit), *(voice.figure(pay, signed=True) for pay in row.pay)) for row in said.rows)
    yield Grid(heads, rows)


def drawn(voice: Voice, name: str, kpi: Kpi, group: GroupScale | None = None, called: str = "") -> Iterator[Block]:
    """The picture of a scale, where it is a line over the KPI's own values."""
    if kpi.matrix and group is None:
        yield from _heat(voice, name, kpi, kpi.matrix)
    found = payout(kpi, group)
    if found is None:
        return
    title = f"{voice.kpi(name)} · {called}" if called else voice.kpi(name)
    across = title if not kpi.against else voice.say("{kpi}: distance to the figure it is compared with", kpi=title)
    if found.beyond:
        across = voice.say("{kpi}: what lies beyond the allowance", kpi=title)
    caption = voice.say("What {kpi} pays. A filled dot belongs to the line it ends, an open dot does not.", kpi=title)
    scale = group if group is not None and group_has_scale(group) else kpi
    yield Drawn(picture(voice, found, across), f"{name}-{called}" if called else name, caption, _table(voice, scale, found))


def _heat(voice: Voice, name: str, kpi: Kpi, said: Matrix) -> Iterator[Block]:
    """The picture of a table of two KPIs, whose cells stand in a table of their own already."""
    drawn = heat(voice, name, said, unit_of(kpi))
    if drawn is not None:
        caption = voice.say("{what}. The fields are of one size, whatever stretch of values they stand for.", what=drawn.says)
        yield Drawn(drawn, name, caption, Grid((), ()))


def _table(voice: Voice, scale: Kpi | GroupScale, found: Payout) -> Grid:
    """What a picture says where none can be shown: payments at corners and half-way between them, or so many steps beyond a knee.

    Bands have their own table.
    """
    places: list[mpq] = []
    if scale.curve:
        places = [found.low, *found.edges, found.high]
        places = sorted({*places, *((a + b) / 2 for a, b in pairwise(places))})
    for unit in (*scale.per_unit, *((scale.slabs,) if scale.slabs else ())):
        knee = unit.knee.value if isinstance(unit.knee, Quantity) else mpq(0)
        places += [knee + (count if unit.above else -count) * unit.step.value for count in (0, 1, 5, 10)]
    paid = Unit.NUMBER if found.paid is Unit.POINTS else found.paid
    rows = [(voice.value(x, found.unit), _signed(voice, y, paid)) for x in sorted(set(places))
            if found.low <= x <= found.high and (y := found.at(x)) is not None]  # fmt: skip
    caption = voice.say("Some values, and what they pay")
    return Grid((voice.say("Value"), voice.say("Pays")), tuple(rows), texts=0, caption=caption)


def _signed(voice: Voice, paid: mpq, unit: Unit) -> str:
    return f"{'+' if paid > 0 else ''}{voice.value(paid, unit)}"


def groups(voice: Voice, name: str, kpi: Kpi) -> Iterator[Section]:
    """The targets and scales of groups of members, each as a part of its own."""
    assert kpi.scales is not None
    for group, said in kpi.scales.is_.items():
        reading = Reading(voice, said, unit_of(kpi))
        blocks: list[Block] = []
        if target := reading.take("target"):
            blocks.append(Text(voice.say("Target: {target}.", target=voice.interval(target, reading.unit))))
        blocks += [*scale(voice, name, reading), *reading.rest()]
        if group_has_scale(said) or kpi.scaled:
            blocks += drawn(voice, name, kpi, said, str(group))
        yield Section(f"kpi.{name}.{group}", f"{kpi.scales.by} {group}", "", tuple(blocks))
