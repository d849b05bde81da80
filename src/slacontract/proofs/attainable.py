"""C249 and C250: targets and bands within reach: of the values that a KPI can have, and with the smallest sample that counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.checks.kpis.sums import values_in
from slacontract.checks.spans import meets, pieces
from slacontract.checks.terms import how_measured, is_well_written, own_measured, shown
from slacontract.formula.nodes import Arith, Compare, Node, Ref
from slacontract.formula.written import Figure
from slacontract.model.kpis.groups import of_group
from slacontract.proofs.probe import Probe, pins_of
from slacontract.proofs.proof import Proof, Witness, accept, proved
from slacontract.proofs.shape import shapes
from slacontract.quantities.numbers import rounded
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.checks.spans import Values
    from slacontract.formula.text import Interval
    from slacontract.formula.written import Expression
    from slacontract.model.kpis.excuses import Relief
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.proofs.asked import Asked

_LARGEST: Final = 2000
"""A sample of more is no small one."""


def each_kpi(asked: Asked) -> Iterator[tuple[str, Kpi]]:
    """The KPIs by name, each group of members with its own target and scale."""
    for name, kpi in asked.contract.kpis.items():
        groups = [of_group(kpi, group) for group in kpi.scales.is_] if kpi.scales else [kpi]
        yield from ((str(name), one) for one in groups)


def targets_decide(asked: Asked) -> Iterator[Proof]:
    """Some value that a KPI can have meets its target, and some value misses it."""
    for name, kpi in each_kpi(asked):
        how = how_measured(kpi)
        if how is None or kpi.target is None or not is_well_written(kpi.target, how.unit):
            continue
        values = values_in(asked.contract, kpi, how)
        looked = list(_witnesses(kpi.target, values))
        held = {meets(value, kpi.target) for value in looked}
        if len(held) != 1:
            continue
        best, worst = (looked[-1], looked[0]) if how.better == "higher" else (looked[0], looked[-1])
        value, verb = (best, "meets") if held == {False} else (worst, "misses")
        extreme = f"{'the best' if verb == 'meets' else 'the worst'}, {shown(value, how.unit)}, does not"
        what = f"No value that {name} can have {verb} its target '{kpi.target.text}': even {extreme}."
        yield proved("C249", kpi.target.at, what, f"Correct the target, or {accept('C249')}",
                     by=_met(asked, name, value))  # fmt: skip


def _witnesses(target: Interval, values: Values) -> Iterator[mpq]:
    for span in pieces({bound.limit.value for bound in target.bounds}, values.domain):
        value = values.witness(span)
        if value is not None:
            yield value


def _met(asked: Asked, name: str, *values: mpq) -> tuple[Witness, ...]:
    """What the engine says of the target at some values."""
    outcome = next((o for o in asked.compiled.outcomes if o.kpi == name and o.met), None)
    if outcome is None:
        return ()
    pins = pins_of(asked.compiled, outcome)
    probe = Probe(asked.compiled, asked.schedule, (outcome.met,), frozenset([outcome.value]))
    found = []
    for value in values:
        column = probe.month({outcome.value: value}) or {}
        given = dict.fromkeys(pins, value)
        found.append(Witness(asked.contract.version, (given,), ({outcome.met: column.get(outcome.met)},)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Sample:
    """The smallest number of cases on which a KPI is judged, what they are, and where the contract says so."""

    least: int
    field: str
    relief: Relief

    def values(self, kpi: Kpi) -> list[mpq]:
        """The values that so many cases can give, as they are compared."""
        found = [mpq(hits, self.least) for hits in range(self.least + 1)]
        if kpi.rounded is None:
            return found
        return [rounded(value, kpi.rounded.decimals + 2, kpi.rounded.mode) for value in found]


def samples_suffice(asked: Asked) -> Iterator[Proof]:
    """At the smallest sample that is judged, the target forgives at least one case, and every band can be reached."""
    for name, kpi in each_kpi(asked):
        sample = _sample(kpi)
        how = how_measured(kpi)
        if sample is None or how is None or kpi.against is not None:
            continue
        values = sorted(set(sample.values(kpi)))
        yield from _target(asked, name, kpi, sample, values)
        yield from _bands(asked, name, kpi, sample, values)


def _sample(kpi: Kpi) -> _Sample | None:
    """The smallest sample, where a relief of the KPI says below how many of its cases it does not count."""
    how = own_measured(kpi)
    if how is None or how.unit is not Unit.RATIO or how.domain != "proportion" or kpi.derived or kpi.window or kpi.every:
        return None
    if not isinstance(how.node, Arith) or how.node.op != "/" or not isinstance(how.node.right, Ref):
        return None
    for relief in kpi.relief:
        effect = relief.effect
        lifted = effect.counts != "own" or "penalty" in effect.none
        least = _least(relief.when, how.node.right.id) if relief.when is not None and lifted else None
        if least is not None and 1 < least <= _LARGEST:
            return _Sample(least, how.node.right.id, relief)
    return None


def _least(when: Expression, field: str) -> int | None:
    """The smallest number that does not satisfy ``surveys < 30``."""
    node: Node = when.node
    if not isinstance(node, Compare) or node.relation not in {"<", "<="}:
        return None
    figure = node.right
    if not isinstance(node.left, Ref) or node.left.id != field or not isinstance(figure, Figure) or figure.quantity is None:
        return None
    value = figure.quantity.value
    below = -(-value.numerator // value.denominator) if node.relation == "<" else value.numerator // value.denominator + 1
    return int(below)


def _target(asked: Asked, name: str, kpi: Kpi, sample: _Sample, values: list[mpq]) -> Iterator[Proof]:
    if kpi.target is None or len(values) < 2:
        return
    best, *others = sorted(values, reverse=True) if meets(values[-1], kpi.target) else sorted(values)
    if not meets(best, kpi.target) or any(meets(value, kpi.target) for value in others):
        return
    least, near = sample.least, others[0]
    what = f"With the {least} {sample.field} from which {name} is judged, one miss is {_about(near)}: only "
    what += f"{shown(best, Unit.RATIO)} meets '{kpi.target.text}'."
    remedy = f"Raise the smallest sample, lower the target, or {accept('C249')}"
    yield proved("C249", kpi.target.at, what, remedy, sample.relief.place, by=_met(asked, name, near, best))


def _bands(asked: Asked, name: str, kpi: Kpi, sample: _Sample, values: list[mpq]) -> Iterator[Proof]:
    same = next((s for s in shapes(asked) if s.outcome.kpi == name and s.kpi.bands == kpi.bands), None)
    for band in kpi.bands:
        inside = [value for value in values if meets(value, band.when)]
        if inside:
            continue
        below, above = _around(values, band.when)
        sides = " and ".join(_about(value) for value in (below, above) if value is not None)
        what = f"With the {sample.least} {sample.field} from which {name} is judged, no value lies in '{band.when.text}': the "
        what += f"nearest {'are' if ' and ' in sides else 'is'} {sides}."
        remedy = f"Raise the smallest sample, widen the band, or {accept('C250')}"
        points = [same.at(value) for value in (below, above) if same is not None and value is not None]
        by = same.witness(*(point for point in points if point is not None)) if same is not None else ()
        yield proved("C250", band.when.at, what, remedy, sample.relief.place, by=by)


def _around(values: list[mpq], interval: Interval) -> tuple[mpq | None, mpq | None]:
    """The nearest values on both sides of an interval that takes none of them."""
    edges = [bound.limit.value for bound in interval.bounds]
    below = [value for value in values if value <= min(edges)]
    above = [value for value in values if value >= max(edges)]
    return (max(below) if below else None), (min(above) if above else None)


def _about(value: mpq) -> str:
    """A share of a sample, to two decimals; one that has no end is so marked."""
    cut = mpq(int(value * 10_000), 10_000)
    return shown(value, Unit.RATIO) if cut == value else f"{shown(cut, Unit.RATIO).removesuffix('%')}…%"
