"""C246 and C247: gates that can be open and can be closed, and that never close where the bonus they hold is earned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

from slacontract.checks.kpis.sums import values_in
from slacontract.checks.terms import how_measured, shown
from slacontract.formula.nodes import All, Any, Compare, Node, Not, Ref
from slacontract.formula.written import Figure
from slacontract.model.texts import Word
from slacontract.proofs.probe import Probe, billed, pins_of
from slacontract.proofs.proof import Proof, Witness, accept, proved
from slacontract.proofs.shape import Shape, looked_at, shape

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.formula.exact import Column
    from slacontract.model.kpis.gates import Gate
    from slacontract.proofs.asked import Asked
    from slacontract.settlement.draft import Outcome

_MOST: Final = 2000
"""So many months are looked at for one gate; of one that asks more, nothing is said."""


def gates_can_be_both(asked: Asked) -> Iterator[Proof]:
    """A gate is open for some values of its KPIs and closed for others."""
    for number, gate in enumerate(asked.contract.gates, 1):
        asks = _outcomes(asked, gate)
        if gate.when is None or not asks:
            continue
        row = f"gate.{gate.name or number}.met"
        months = list(_months(asked, asks, (row,)))
        held = {month[1].get(row) for month in months}
        if len(held) != 1 or not months:
            continue
        given, column = months[-1] if held == {False} else months[0]
        values = ", ".join(f"{o.kpi} at {shown(given[o.value], o.unit)}" for o in asks)
        verb, follows = ("meets", "bonus behind it is never earned") if held == {False} else ("fails", "gate withholds nothing")
        what = f"No result that can be {verb} '{gate.when.text}', not even {values}: the {follows}."
        remedy = f"Correct its threshold, delete the gate, or {accept('C247')}"
        yield proved("C247", gate.when.at, what, remedy,
                     by=(Witness(asked.contract.version, (given,), ({row: column.get(row)},)),))  # fmt: skip


def gates_let_pass(asked: Asked) -> Iterator[Proof]:
    """A gate on a KPI is open for some value for which that KPI earns the bonus that the gate holds."""
    for number, gate in enumerate(asked.contract.gates, 1):
        asks = _outcomes(asked, gate)
        if gate.when is None or gate.otherwise is None or not asks:
            continue
        if "bonus" not in gate.otherwise.none and any(share.value for side, share in gate.otherwise.shares if side == "bonus"):
            continue
        for outcome in asks:
            if gate.kpis and Word(outcome.kpi) not in gate.kpis:
                continue
            found = shape(asked, outcome)
            if found is not None and found.whole and not found.kpi.gives_points:
                yield from _blocked(asked, gate, str(gate.name or number), asks, found)


def _blocked(asked: Asked, gate: Gate, number: str, asks: Sequence[Outcome], of: Shape) -> Iterator[Proof]:
    assert gate.when is not None, "the caller has seen it"
    earning = [point for point in of.points if point.paid > 0]
    row = f"gate.{number}.met"
    opened = [given[of.outcome.value] for given, column in _months(asked, asks, (row,), of) if column.get(row) is True]
    if not earning or not opened or {point.value for point in earning} & set(opened):
        return
    best = min(earning, key=lambda point: abs(point.value - _nearest(opened, point.value)))
    after = f"{of.ident}.gate_{number}"
    pinned = frozenset([*_pins(asked, asks), *billed(asked.compiled)])
    probe = Probe(asked.compiled, asked.schedule, (row, after, of.paid_by), pinned)
    month = billed(asked.compiled) | dict.fromkeys(pins_of(asked.compiled, of.outcome), best.value)
    column = probe.month(month) or {}
    what = (
        f"The gate '{gate.when.text}' is closed wherever {of.name} earns a bonus: at {shown(best.value, of.how.unit)} it would "
    )
    what += f"earn {of.money(best.paid)}, and the gate opens at {shown(_nearest(opened, best.value), of.how.unit)}."
    remedy = f"Turn the gate's threshold round, take {of.outcome.kpi} out of it with 'kpis:', or {accept('C246')}"
    rows = {name: column.get(name) for name in (row, after)}
    yield proved("C246", gate.when.at, what, remedy, of.place(best), by=(Witness(asked.contract.version, (month,), (rows,)),))


def _nearest(values: Sequence[mpq], to: mpq) -> mpq:
    return min(values, key=lambda value: abs(value - to))


def _outcomes(asked: Asked, gate: Gate) -> tuple[Outcome, ...]:
    """The KPIs that a condition compares with figures of the contract; nothing where it asks anything else too."""
    names = _names(gate.when.node) if gate.when is not None else None
    found = [next((o for o in asked.compiled.outcomes if o.kpi == name), None) for name in names or ()]
    sound = all(o is not None and not asked.kpi(o).each and how_measured(asked.kpi(o)) is not None for o in found)
    return tuple(o for o in found if o is not None) if sound else ()


def _names(node: Node) -> list[str] | None:
    """The names that are compared with figures, each by itself; None where a condition does something else."""
    if isinstance(node, (All, Any)):
        parts = [_names(item) for item in node.items]
        return None if any(part is None for part in parts) else list(dict.fromkeys(n for part in parts for n in part or ()))
    if isinstance(node, Not):
        return _names(node.item)
    if not isinstance(node, Compare):
        return None
    names = [side.id for side in (node.left, node.right) if isinstance(side, Ref) and not isinstance(side, Figure)]
    figures = [side for side in (node.left, node.right) if isinstance(side, Figure)]
    return names if len(names) == len(figures) == 1 else None


def _months(
    asked: Asked, asks: Sequence[Outcome], rows: tuple[str, ...], of: Shape | None = None
) -> Iterator[tuple[dict[str, mpq], Column]]:
    """All months that a gate tells apart: each of its KPIs at, below and above each figure that it is compared with."""
    probe = Probe(asked.compiled, asked.schedule, rows, _pins(asked, asks))
    edges = set(probe.terms.values()) | {point.value for point in (of.points if of else ())}
    axes = []
    for outcome in asks:
        kpi = asked.kpi(outcome)
        how = how_measured(kpi)
        assert how is not None, "the caller has seen it"
        axes.append(looked_at(edges, values_in(asked.contract, kpi, how)))
    if prod(map(len, axes)) > _MOST:
        return
    for values in product(*axes):
        month = {pin: value for outcome, value in zip(asks, values, strict=True) for pin in pins_of(asked.compiled, outcome)}
        column = probe.month(month)
        if column is not None:
            yield month, column


def _pins(asked: Asked, asks: Sequence[Outcome]) -> frozenset[str]:
    return frozenset(pin for outcome in asks for pin in pins_of(asked.compiled, outcome))
