"""C213: what holds for a base below zero is said of bases that can be."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.findings import Finding, finding
from slacontract.model.billing.sign import can_be_negative
from slacontract.model.contract import Contract


def negative_bases_can_be(contract: Contract) -> Iterator[Finding]:
    """A base that is a fixed sum, or quantities at prices, is never below zero."""
    for name, kpi in contract.kpis.items():
        if kpi.negative_base is not None and not can_be_negative(contract, kpi.base):
            what = f"'{name}' has no base that could be below zero."
            yield finding("C213", kpi.place_of("negative_base"), what, "Delete it.")
