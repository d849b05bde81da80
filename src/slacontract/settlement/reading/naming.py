"""What names of formulas stand for in a draft beside measures: figures, and rows that are read before they are computed.

A figure may read a KPI or billing, and be read by one. So the rows of those are promised when a figure asks for them, and known
when all stages have run; ``check`` has seen that nothing reads itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slacontract.formula.nodes import Node, Ref
    from slacontract.quantities.units import Unit
    from slacontract.settlement.billing.lines import Invoiced
    from slacontract.settlement.draft import Draft
    from slacontract.settlement.kpis.kpi_values import KpiValue
    from slacontract.settlement.service.scopes import Scope, Service


@dataclass(frozen=True, slots=True)
class Stages:
    """What the stages of settlement have yielded: every KPI by name and scope, and the billing."""

    draft: Draft
    values: Mapping[str, tuple[KpiValue, ...]]
    invoiced: Invoiced


@dataclass
class Names:
    """The names of one draft, and what becomes of them."""

    derived: dict[str, Callable[[Draft, Service, Scope], Ref]] = field(default_factory=dict)
    """By name: how the row of a figure, or of a fact of the calendar, is made for a scope."""
    pending: dict[str, Unit] = field(default_factory=dict)
    """Rows that are being made: a figure that reads its own earlier value meets itself."""
    service: Service | None = None
    """The service that the measures describe, once the names are declared."""
    promised: dict[str, Callable[[Stages], Node]] = field(default_factory=dict)
    """By row: what it reads, once all stages have run."""
    due: dict[str, list[Ref]] = field(default_factory=dict)
    """By KPI and member, as their rows call them: the amounts before the limits."""
    remake: dict[str, Callable[[Draft], Ref]] = field(default_factory=dict)
    """By row: how it is made in the draft of another version, whose periods a formula looks back on."""

    def keep(self, stages: Stages) -> None:
        """Put into the promised rows what they read."""
        for ident, promise in self.promised.items():
            stages.draft.fill(ident, promise(stages))
