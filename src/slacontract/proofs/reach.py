"""C241 and C254: parts of a scale that no result can get to, and pools whose KPIs cannot take all of them, or take more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.checks.kpis.sums import values_in
from slacontract.checks.spans import Span
from slacontract.checks.terms import how_measured, shown
from slacontract.formula.text import Share
from slacontract.model.kpis.bases import PoolPart
from slacontract.proofs.attainable import each_kpi
from slacontract.proofs.probe import Probe, pins_of
from slacontract.proofs.proof import Proof, Witness, accept, proved
from slacontract.proofs.shape import shape, shapes
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.formula.text import Interval
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.proofs.asked import Asked
    from slacontract.proofs.forms import Bounds
    from slacontract.quantities.numbers import Quantity
    from slacontract.settlement.draft import Outcome


def scales_within_domain(asked: Asked) -> Iterator[Proof]:
    """Points of a curve, knees and slabs lie where the KPI can be."""
    for name, kpi in each_kpi(asked):
        how = how_measured(kpi)
        if how is None:
            continue
        domain = values_in(asked.contract, kpi, how).domain
        for figure, what in _figures(kpi, domain):
            end = domain.high if domain.high is not None and figure.value >= domain.high else domain.low
            assert end is not None, "a domain without an end there holds every figure"
            told = f"{name} is never {'above' if end == domain.high else 'below'} {shown(end, how.unit)}, so that {what}"
            same = next((s for s in shapes(asked) if s.outcome.kpi == name and kpi.curve and s.kpi.curve == kpi.curve), None)
            last = same.at(end) if same is not None else None
            told += f": there it pays {same.money(last.paid)}." if same is not None and last is not None else "."
            yield proved("C241", figure.at, told, f"Correct the figure, delete it, or {accept('C241')}",
                         by=same.witness(last) if same is not None and last is not None else ())  # fmt: skip


def _figures(kpi: Kpi, domain: Span) -> Iterator[tuple[Quantity, str]]:
    for point in kpi.curve:
        if not domain.holds(point.at.value):
            yield point.at, f"the point at {point.at.text} is never reached"
    for scale in (*kpi.per_unit, *((kpi.slabs,) if kpi.slabs else ())):
        above, below = scale.above, scale.below
        if above is not None and not isinstance(above, Share) and domain.high is not None and above.value >= domain.high:
            yield above, f"no step above {above.text} is ever taken"
        if below is not None and not isinstance(below, Share) and domain.low is not None and below.value <= domain.low:
            yield below, f"no step below {below.text} is ever taken"
    ends = [part.to for part in kpi.slabs.parts if part.to is not None] if kpi.slabs else []
    for end in ends:
        if not domain.holds(end.value):
            yield end, f"the slab to {end.text} never ends"


def sums_within_reach(asked: Asked) -> Iterator[Proof]:
    """Each band of an account of points or a scorecard takes a sum that its KPIs can give together."""
    derived = [o for o in asked.outcomes if asked.kpi(o).derived and asked.kpi(o).bands]
    rows = asked.rows if derived else None
    for outcome in derived:
        kpi = asked.kpi(outcome)
        sources = [asked.contract.kpis[name] for name in kpi.sources]
        if rows is None or not all(asked.members_known(source) for source in sources) or kpi.against or kpi.window or kpi.every:
            continue
        if any(source.repeat or source.each for source in sources):
            continue
        reach = rows.of(outcome.value)
        for band in kpi.bands:
            end = _beyond(band.when, reach)
            if end is None:
                continue
            most, word = end
            what = f"No sum of {outcome.kpi} lies in '{band.when.text}': its KPIs give {word} {shown(most, outcome.unit)} "
            what += "together."
            yield proved("C241", band.when.at, what, f"Correct the band or the points, or {accept('C241')}",
                         *(source.payments[0].at for source in sources if source.payments),
                         by=_extreme(asked, outcome, highest=word == "at most"))  # fmt: skip


def _beyond(interval: Interval, reach: Bounds) -> tuple[mpq, str] | None:
    """The end of what can be reached, where an interval lies wholly beyond it."""
    for bound in interval.bounds:
        value, at = bound.limit.value, bound.relation
        if reach.most is not None and at in {">", ">=", "="} and (value, at == ">") > (reach.most, False):
            return reach.most, "at most"
        if reach.least is not None and at in {"<", "<=", "="} and (-value, at == "<") > (-reach.least, False):
            return reach.least, "at least"
    return None


def _extreme(asked: Asked, outcome: Outcome, *, highest: bool) -> tuple[Witness, ...]:
    """The month in which every KPI of a sum gives the most or the least."""
    month: dict[str, mpq] = {}
    for source in asked.compiled.outcomes:
        found = shape(asked, source) if not asked.kpi(source).derived else None
        if found is not None:
            point = (max if highest else min)(found.points, key=lambda point: point.paid)
            month |= dict.fromkeys(pins_of(asked.compiled, source), point.value)
    probe = Probe(asked.compiled, asked.schedule, (outcome.value,), frozenset(month))
    column = probe.month(month) or {}
    return (Witness(asked.contract.version, (month,), ({outcome.value: column.get(outcome.value)},)),)


def releases_within_reach(asked: Asked) -> Iterator[Proof]:
    """Each step of a retention is one that the results of its span can give: of three results, a share of 0, 1/3, 2/3 or all."""
    for said in asked.contract.retentions:
        kpis = [asked.contract.kpis[name] for name in said.kpis]
        if not kpis or said.missing is None or any(kpi.each or kpi.every or kpi.relief or kpi.window for kpi in kpis):
            continue
        if asked.contract.relief or said.every == "period":
            continue
        spans = Counter(period.span(said.every) for period in asked.schedule.periods())
        shares = {mpq(met, len(kpis) * count) for count in spans.values() for met in range(len(kpis) * count + 1)}
        above = None
        for step in said.release:
            least = step.at_least.value if step.at_least is not None else mpq(0)
            if not any(least <= share and (above is None or share < above) for share in shares):
                what = f"No share of targets met releases {step.released.text}: {len(kpis) * max(spans.values())} results of a "
                what += f"{said.every.replace('_', ' ')} give none from {shown(least, Unit.RATIO)}"
                what += f" to below {shown(above, Unit.RATIO)}." if above is not None else " on."
                at = step.at_least.at if step.at_least is not None else step.place
                yield proved("C241", at, what, f"Correct the steps, or {accept('C241')}")
            above = least


def pools_used_up(asked: Asked) -> Iterator[Proof]:
    """The KPIs of a pool can take all of it together, and no more; what limits it is asked apart."""
    found = {s.outcome.kpi: s for s in shapes(asked)}
    for name, pool in asked.contract.pools.items():
        parts = {k: kpi for k, kpi in asked.contract.kpis.items() if isinstance(kpi.base, PoolPart) and kpi.base.pool == name}
        shares = {k: _share(kpi.base) for k, kpi in parts.items() if isinstance(kpi.base, PoolPart)}
        odd = any(_odd(kpi) for kpi in parts.values()) or not all(k in found and found[k].whole for k in parts)
        if not parts or odd or sum(shares.values(), mpq(0)) != mpq(1):
            continue
        taken = {k: found[k].share(max(abs(point.paid) for point in found[k].points)) for k in parts}
        total = sum((shares[k] * taken[k] for k in parts), mpq(0))
        if total == mpq(1) or _is_limited(asked, str(name)):
            continue
        lists = ", ".join(f"{k} {_percent(shares[k] * taken[k])}" for k in parts)
        verb = "more than all of it" if total > 1 else "never all of it"
        what = f"Together the KPIs of pool '{name}' can take {_percent(total)} of it, {verb}: {lists}."
        remedy = f"Correct a payment or a share, or {accept('C254')}"
        witnesses = [found[k].witness(max(found[k].points, key=lambda point: abs(point.paid)))[0] for k in parts]
        yield proved("C254", pool.place, what, remedy, *(kpi.payments[0].at for kpi in parts.values()), by=tuple(witnesses))


def _odd(kpi: Kpi) -> bool:
    """Whether what it can take is not told by its scale alone: it has no end, pays no percentages, or counts repeats."""
    unbounded = bool(kpi.without_end) or (kpi.beyond is not None and "continued" in {kpi.beyond.below, kpi.beyond.above})
    pays = {pay.unit for pay in kpi.payments if pay.value}
    return unbounded or bool(kpi.each or kpi.repeat or kpi.withhold or kpi.scales) or pays != {Unit.RATIO}


def _share(part: PoolPart) -> mpq:
    share = part.share.value if part.share is not None else mpq(1)
    return share * (part.allocation.value if part.allocation is not None else mpq(1))


def _is_limited(asked: Asked, pool: str) -> bool:
    """Whether a limit is a part of the pool too."""
    limits = asked.contract.limits or ()
    return any(getattr(one.at_most, "pool", "") == pool or getattr(one.at_most, "of", "") == f"pools.{pool}" for one in limits)


def _percent(share: mpq) -> str:
    near = mpq(int(share * 1_000_000), 10_000)
    return f"{as_decimal(near)}{'' if near == share * 100 else '…'}%"
