"""What every proof is asked about: one version as it was written and as it compiles, and its calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from slacontract.checks.kpis.direction import wrong_way
from slacontract.checks.kpis.slabs import slabs_rightly
from slacontract.model.kpis.groups import variants
from slacontract.model.texts import Word
from slacontract.proofs.most import rows_of
from slacontract.proofs.proof import Proof

if TYPE_CHECKING:
    from slacontract.model.contract import Contract
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.proofs.bounds import Rows
    from slacontract.proofs.shape import Shape
    from slacontract.quantities.periods import Schedule
    from slacontract.settlement.draft import Compiled, Outcome


@dataclass(frozen=True)
class Asked:
    """One version, compiled for the members that the measures have, or for made-up ones."""

    compiled: Compiled
    schedule: Schedule
    shapes: dict[Outcome, Shape | None] = field(default_factory=dict, compare=False, repr=False)
    """What KPIs pay, as far as it was asked for."""

    @cached_property
    def rows(self) -> Rows:
        """The most and the least that its rows can hold."""
        return rows_of(self)

    @property
    def contract(self) -> Contract:
        """The version as it was written."""
        return self.compiled.contract

    def kpi(self, outcome: Outcome) -> Kpi:
        """The KPI of an outcome."""
        return self.contract.kpis[Word(outcome.kpi)]

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The KPIs, each once; those whose target and scale differ by member, each member."""
        seen: dict[str, None] = {}
        return tuple(
            o for o in self.compiled.outcomes if self.kpi(o).scales or (o.kpi not in seen and not seen.update({o.kpi: None}))
        )

    @cached_property
    def told_wrong_way(self) -> frozenset[str]:
        """The KPIs of which the text alone shows that a better result pays less; the contract has accepted it."""
        told = [f for variant in variants(self.contract) for check in (wrong_way, slabs_rightly) for f in check(variant)]
        return frozenset(f.what.split(" ", 1)[0] for f in told)

    def members_known(self, kpi: Kpi) -> bool:
        """Whether the contract itself says which members a KPI is judged for; measures of another month may have more."""
        return all(dimension in kpi.where for dimension in kpi.each)


Prove: TypeAlias = Callable[[Asked], Iterator[Proof]]
"""One question: from a version to its findings with their witnesses."""
