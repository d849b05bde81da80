"""C240, where a relief makes it so: a result that is bad enough to be excused costs less than a better one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.checks.terms import shown
from slacontract.formula.nodes import references
from slacontract.formula.written import Figure
from slacontract.proofs.probe import Probe
from slacontract.proofs.proof import Proof, Witness, accept, proved
from slacontract.proofs.shape import Shape, looked_at, shapes

if TYPE_CHECKING:
    from slacontract.model.kpis.excuses import Relief
    from slacontract.proofs.asked import Asked


def worse_is_excused(asked: Asked) -> Iterator[Proof]:
    """What a relief leaves of a KPI does not rise as its result gets worse, where the relief asks for the result itself."""
    for shape in shapes(asked):
        if shape.how.better == "neither" or shape.kpi.gives_points or shape.outcome.kpi in asked.told_wrong_way:
            continue
        for number, relief in enumerate(shape.kpi.relief if shape.whole else (), 1):
            row = f"{shape.ident}.relief_{relief.name or number}"
            if _asks_itself(shape, relief) and row in asked.compiled.plan.rows:
                yield from _rises(shape, relief, row)


def _asks_itself(shape: Shape, relief: Relief) -> bool:
    """Whether the condition is about the KPI and nothing else."""
    if relief.when is None:
        return False
    names = {ref.id for ref in references(relief.when.node) if not isinstance(ref, Figure)}
    return names == {shape.outcome.kpi}


def _rises(shape: Shape, relief: Relief, row: str) -> Iterator[Proof]:
    asked = shape.asked
    probe = Probe(asked.compiled, asked.schedule, (row, shape.paid_by), shape.probe.pinned)
    edges = set(probe.terms.values()) | {point.value for point in shape.points}
    left: list[tuple[mpq, mpq]] = []
    for value in looked_at(edges, shape.values):
        column = probe.month(shape.given(value))
        amount = column.get(row) if column else None
        left += [(value, mpq(amount))] if amount is not None else []
    worst_first = left if shape.how.better == "higher" else left[::-1]
    for worse, better in pairwise(worst_first):
        if better[1] < worse[1]:
            assert relief.when is not None, "the caller has seen it"
            said = [f"{shape.money(paid)} at {shown(value, shape.how.unit)}" for value, paid in (better, worse)]
            what = f"{shape.name} pays {said[0]}, less than the {said[1]}, which is worse and excused by '{relief.when.text}'."
            remedy = f"Let the relief ask for its reason and not for the result, or {accept('C240')}"
            version = asked.contract.version
            by = tuple(Witness(version, (shape.given(value),), ({row: paid},)) for value, paid in (worse, better))
            yield proved("C240", relief.when.at, what, remedy, by=by)
            return
