"""slacontract settles bonus-and-penalty contracts: a YAML contract and measures in, a self-proving workbook out.

    import slacontract
    settlement = slacontract.settle("contracts/acme-inbound", period="2026-05")
    settlement.to_frame()

Everything is imported when it is first asked for: ``import slacontract`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slacontract.findings import Finding, Refused
    from slacontract.settlement.settlement import Settlement
    from slacontract.workflow.front import check, load, settle

__version__ = "0.1.0"
__all__ = ["Finding", "Refused", "Settlement", "__version__", "check", "load", "settle"]

_ROOMS = {
    "Finding": "findings",
    "Refused": "findings",
    "Settlement": "settlement.settlement",
    "check": "workflow.front",
    "load": "workflow.front",
    "settle": "workflow.front",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(f"slacontract.{_ROOMS[name]}"), name)
