"""What every proof is asked about: one version as it was written and as it compiles, and its calendar."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from slacontract.checks.kpis.direction import wrong_way
from slacontract.checks.kpis.slabs import slabs_rightly
from slacontract.formula.nodes import references
from slacontract.model.contract import Agreement
from slacontract.model.kpis.groups import of_group, variants
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
    """One version, compiled for the members that the measures have, or for made-up ones, and all versions of its contract."""

    compiled: Compiled
    schedule: Schedule
    versions: tuple[Contract, ...]
    shapes: dict[Outcome, Shape | None] = field(default_factory=dict, compare=False, repr=False)
    """What KPIs pay, as far as it was asked for."""

    @cached_property
    def rows(self) -> Rows:
        """The most and the least that its rows can hold."""
        return rows_of(self)

    @property
    def is_first(self) -> bool:
        """Whether no other version comes before it, whose results its clauses would remember."""
        return self.versions[0].version == self.contract.version

    @cached_property
    def in_force(self) -> frozenset[str]:
        """The ids of the periods that it prices."""
        agreement = Agreement(self.versions)
        number = self.contract.version
        return frozenset(p.id for p in self.schedule.periods() if agreement.in_force(p.start).version == number)

    @property
    def contract(self) -> Contract:
        """The version as it was written."""
        return self.compiled.contract

    def kpi(self, outcome: Outcome) -> Kpi:
        """The KPI of an outcome, with the target and scale of its member where they differ."""
        kpi = self.contract.kpis[Word(outcome.kpi)]
        return kpi if kpi.scales is None else of_group(kpi, self._group(outcome))

    def _group(self, outcome: Outcome) -> str:
        """The group of a member, as the terms say it that its rows read: ``v1:kpi.answer[gold].target.1``."""
        ident, begins = f"kpi.{outcome.kpi}{outcome.suffix}.", f"v{self.contract.version}:kpi.{outcome.kpi}["
        rows = (row.formula for name, row in self.compiled.plan.rows.items() if name.startswith(ident))
        read = (ref.id for formula in rows if formula is not None for ref in references(formula))
        return next((name.removeprefix(begins).partition("].")[0] for name in read if name.startswith(begins)), "")

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The KPIs, each once; those whose target and scale differ by member, each member."""
        differ = {str(name) for name, kpi in self.contract.kpis.items() if kpi.scales}
        found: dict[tuple[str, str], Outcome] = {}
        for outcome in self.compiled.outcomes:
            found.setdefault((outcome.kpi, outcome.suffix if outcome.kpi in differ else ""), outcome)
        return tuple(found.values())

    @cached_property
    def told_wrong_way(self) -> frozenset[str]:
        """The KPIs of which the text alone shows that a better result pays less; the contract has accepted it."""
        told = [f for variant in variants(self.contract) for check in (wrong_way, slabs_rightly) for f in check(variant)]
        return frozenset(f.what.split(" ", 1)[0] for f in told)

    def members_known(self, kpi: Kpi) -> bool:
        """Whether it is sure for which members a KPI is judged: for none, or for all that have attributes or a scale.

        Others are refused when a month is settled. Of any other dimension, measures of another month may have more members.
        """
        if not kpi.each:
            return True
        listed = [len(self._listed(kpi, str(dimension))) for dimension in kpi.each]
        name = next(name for name, said in self.contract.kpis.items() if said is kpi)
        return math.prod(listed) == len({outcome.suffix for outcome in self.compiled.outcomes if outcome.kpi == name})

    def _listed(self, kpi: Kpi, dimension: str) -> frozenset[str]:
        """The members of a dimension that have attributes, or scales of their own; nothing for any other dimension."""
        known = {str(name): members for name, members in self.contract.attributes.items()}
        if dimension in known:
            return frozenset(map(str, known[dimension]))
        chosen = kpi.scales is not None and str(kpi.scales.by) == dimension
        return frozenset(map(str, kpi.scales.is_)) if chosen and kpi.scales is not None else frozenset()


Prove: TypeAlias = Callable[[Asked], Iterator[Proof]]
"""One question: from a version to its findings with their witnesses."""
