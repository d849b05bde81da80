"""A contract small enough to work out by hand: three months, four KPIs, a gate and three limits."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slacontract.settlement.settlement import Settlement
from slacontract.workflow.files import find_contracts
from slacontract.workflow.runs import settle_folder

if TYPE_CHECKING:
    from gmpy2 import mpq

CONTRACT = """contract: small
version: 1
effective: 2026-01-01
title: Small desk
client: {name: Client}
vendor: {name: Vendor}
term: {from: 2026-01-01, to: 2026-12-31}
currency: EUR
periods: {every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-01-01}
rounding: {mode: half_up, to: 0.01, at: line}
billing:
  care: {model: per_contact, clause: A 1, count: answered, rate: 3.00}
kpis:
  service_level:
    clause: B 1
    kpi: service_level
    variant: {within: 20 s, bound: inclusive, abandons: all_offered}
    target: ">= 80%"
    base: billing.care
    bands:
      - {when: "< 70%", pay: -6%}
      - {when: ">= 70% and < 80%", pay: -3%}
      - {when: ">= 80% and < 90%", pay: 0%}
      - {when: ">= 90%", pay: +4%}
    missing: worst
  fcr:
    clause: B 2
    kpi: fcr
    variant: {method: survey}
    target: ">= 70%"
    base: billing.care
    curve: [{at: 60%, pay: -5%}, {at: 70%, pay: 0%}, {at: 80%, pay: +3%}]
    beyond: flat
    missing: worst
  asa:
    clause: B 3
    kpi: asa
    variant: {of: all_answered}
    target: "<= 30 s"
    per_unit: {step: 1 s, above: 30 s, pay: -100, count: started}
    missing: neutral
  csat:
    clause: B 4
    kpi: csat
    variant: {method: top_box}
    target: ">= 75%"
gates:
  - {clause: B 6, when: "csat >= 75%", otherwise: no_bonus, missing: not_met}
limits:
  - {clause: B 7.1, on: penalty, kpi: asa, at_most: 250, every: period}
  - {clause: B 7.2, on: penalty, at_most: 8% of billing, every: period}
  - {clause: B 7.3, on: bonus, at_most: 6% of billing, every: period}
  - {clause: B 7.4, on: penalty, at_most: 500, every: contract_year}
tax: {treatment: reduces_base, category: S, rate: 21%}
"""
MEASURES = """period,answered,answered_in_20s,abandoned,wait_answered_s,fcr_surveys,fcr_surveys_resolved,surveys,surveys_satisfied
2026-01,1000,850,0,25000,200,140,100,80
2026-02,1200,780,0,38400,200,130,100,70
2026-03,800,680,0,20000,200,150,100,80
"""


def settled(folder: Path, contract: str = CONTRACT, measures: str = MEASURES) -> Settlement:
    """The contract settled with its measures, in a folder."""
    (folder / "v1.yaml").write_text(contract, encoding="utf-8")
    (folder / "measures.csv").write_text(measures, encoding="utf-8")
    (found,), _ = find_contracts(folder)
    settlement, findings = settle_folder(found)
    assert settlement is not None, findings
    return settlement


def plain(value: mpq) -> Any:
    """An exact figure of the engine as one of Python's own, to be compared with what a test works out."""
    return Fraction(int(value.numerator), int(value.denominator))
