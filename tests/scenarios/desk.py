"""A small desk: a fee for each contact, and 500 off where fewer than 80 % are answered in time; at most 900 off in a year."""

from __future__ import annotations

from pathlib import Path

CONTRACT = """contract: desk
version: 1
effective: 2026-01-01
title: Desk
client: {name: Client}
vendor: {name: Vendor}
term: {from: 2026-01-01, to: 2026-12-31}
currency: EUR
periods: {every: quarter, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-01-01}
rounding: {mode: half_up, to: 0.01, at: line}
billing:
  desk: {model: per_contact, clause: Annex 1, count: answered, rate: 2.50}
kpis:
  service_level:
    clause: Annex 2
    kpi: service_level
    variant: {within: 20 s, bound: inclusive, abandons: all_offered}
    target: ">= 80%"
    bands: [{when: "< 80%", pay: -500}, {when: ">= 80%", pay: 0}]
    missing: neutral
limits:
  - {clause: Annex 3, on: penalty, at_most: 900, every: contract_year}
tax: {treatment: reduces_base, category: S, rate: 21%}
"""
MEASURES = """period,offered,answered,answered_in_20s,abandoned
2026-Q1,1000,950,790,50
2026-Q2,1200,1100,1000,100
2026-Q3,800,780,600,20
"""


def written(folder: Path, contract: str = CONTRACT, measures: str = MEASURES) -> Path:
    """The contract with its measures, in a folder."""
    (folder / "v1.yaml").write_text(contract, encoding="utf-8")
    (folder / "measures.csv").write_text(measures, encoding="utf-8")
    return folder
