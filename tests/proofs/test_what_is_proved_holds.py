"""What is proved of contracts made by chance holds in every month of theirs that is settled, whatever was measured."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from laws.deals import agreement_of, try_settled
from laws.strategies import make
from slacontract.findings import Finding
from slacontract.formula.exact import Column
from slacontract.model.contract import Contract
from slacontract.proofs.prove import proofs_of

DEALS = (*range(80), 508)  # of the last, a version pays more than the one before


def denied(contract: Contract, found: Finding, column: Column) -> Iterator[str]:
    """What of a month says the opposite of a finding."""
    for number, limit in enumerate(contract.limits or (), 1):
        if found.code.id == "C244" and found.at == getattr(limit.at_most, "at", None):
            ident = f"limit.{limit.name or number}"
            yield from (row for row in column if row.startswith(ident) and row.endswith(".amount") and column[row])
    for number, gate in enumerate(contract.gates, 1):
        if found.code.id == "C247" and gate.when is not None and found.at == gate.when.at:
            met = column.get(f"gate.{gate.name or number}.met")
            if met is not None and met != ("withholds nothing" in found.what) and gate.missing == "not_met":
                yield f"gate {number} is {met}"
    for name, kpi in contract.kpis.items():
        if found.code.id == "C249" and kpi.target is not None and found.at == kpi.target.at and "can have meets" in found.what:
            yield from (row for row in column if row.startswith(f"kpi.{name}") and row.endswith(".met") and column[row] is True)


@pytest.mark.parametrize("number", DEALS)
def test_no_month_denies_what_was_proved(number: int) -> None:
    deal = make(random.Random(number))  # noqa: S311  # a contract by chance, not a secret
    settlement, _ = try_settled(deal)
    if settlement is None:
        return  # its measures are refused
    for contract, proofs in proofs_of(agreement_of(deal), settlement.measures):
        months = [
            c for c, k in zip(settlement.columns, settlement.compiled, strict=True) if k.contract.version == contract.version
        ]
        told = [(proof.finding.what, row) for proof in proofs for c in months for row in denied(contract, proof.finding, c)]
        assert told == []


def test_some_deals_have_something_to_deny() -> None:
    codes = [p.finding.code.id for n in DEALS for _, ps in proofs_of(agreement_of(make(random.Random(n)))) for p in ps]  # noqa: S311
    assert codes.count("C244") > 20
    assert {"C242", "C243", "C245"} <= set(codes)
