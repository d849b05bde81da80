"""C220 and C221: the trade's warnings about ways of billing that pay the vendor for being slow or idle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from slacontract.findings import Finding, finding
from slacontract.model.billing.hours import PerFteHour
from slacontract.model.billing.minutes import PerMinute
from slacontract.model.contract import Contract

_OF_HOURS: Final = {"productivity": ("case_productivity", "sales_per_hour"), "utilisation": ("occupancy",)}
"""What tells output and use of paid hours, and the KPIs that tell it as well."""


def minutes_without_end(contract: Contract) -> Iterator[Finding]:
    """Whoever is paid by the minute earns more by talking longer, unless something holds the handle time."""
    held = any(kpi.kpi == "aht" and (kpi.pays or kpi.target is not None) for kpi in contract.kpis.values())
    for name, line in contract.billing.items():
        capped = isinstance(line, PerMinute) and line.cap is not None and (line.cap.aht is not None or line.cap.by)
        if isinstance(line, PerMinute) and not capped and not held:
            yield finding("C220", line.place, f"'{name}' is paid by the minute, and nothing holds the handle time.",
                          "Add 'cap: {aht: ...}' to the line or a KPI aht with a target, or accept it.")  # fmt: skip


def hours_without_use(contract: Contract) -> Iterator[Finding]:
    """Whoever is paid by the hour earns as much idle as busy, unless both use and output are measured."""
    measured = {str(kpi.kpi) for kpi in contract.kpis.values()}
    absent = [kpi for kpi, others in _OF_HOURS.items() if not measured & {kpi, *others}]
    for name, line in contract.billing.items():
        if isinstance(line, PerFteHour) and absent:
            yield finding("C221", line.place, f"'{name}' is paid by the hour, and nothing measures {' or '.join(absent)}.",
                          f"Add a KPI {' and a KPI '.join(absent)}; or accept it.")  # fmt: skip
