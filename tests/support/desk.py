"""One compact valid contract, patched by the tests of checks, and the findings of what comes out."""

from __future__ import annotations

from slacontract.checks.contract import check_versions
from slacontract.findings import Finding
from slacontract.model.contract import Contract
from slacontract.parse.contract import read_contract

Change = tuple[str, str]

DESK = """\
contract: desk
version: 1
effective: 2026-01-01
title: Help desk
client: {name: Acme}
vendor: {name: Desk}
term: {from: 2026-01-01, to: 2026-12-31}
currency: EUR
periods: {every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-01-01}
rounding: {mode: half_up, to: 0.01, at: line}
billing:
  care:
    model: per_contact
    clause: A 1
    count: answered
    rate: 2.50
kpis:
  service_level:
    clause: B 1
    kpi: service_level
    variant: {within: 20 s, bound: inclusive, abandons: all_offered}
    base: billing.care
    bands:
      - {when: "< 80%", pay: -2%}
      - {when: ">= 80% and < 90%", pay: 0%}
      - {when: ">= 90%", pay: +1%}
    missing: worst
limits:
  - {clause: B 2, on: penalty, at_most: 10% of billing, every: period}
tax: {treatment: reduces_base, category: S, rate: 21%}
"""


def patched(text: str, *changes: Change) -> str:
    """The text with each old part replaced by its new one; a part that is not there is a fault of the test."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def read(text: str, name: str = "v1.yaml") -> Contract:
    """Read a version that has no fault of text."""
    contract, findings = read_contract(text.encode(), name)
    assert contract is not None, findings
    return contract


def check(*changes: Change) -> list[Finding]:
    """Check one version, given as changes of the desk contract."""
    return check_versions([read(patched(DESK, *changes))])[1]
