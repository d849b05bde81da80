"""Ten years of fifty KPIs in one contract, with memory on every KPI: what one more period, KPI or mechanism costs."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

from gmpy2 import mpq

from benchmarks.contenders import Race
from slacontract.checks.contract import check_versions
from slacontract.model.contract import Agreement
from slacontract.model.measures import Cell, Figure, Measures
from slacontract.parse.contract import read_contract
from slacontract.settlement.settlement import settle

HEAD: dict[str, Any] = {
    "contract": "decade", "version": 1, "effective": "2026-01-01", "title": "Ten years",
    "client": {"name": "Client"}, "vendor": {"name": "Vendor"}, "currency": "EUR",
    "periods": {"every": "month", "starting_day": 1, "timezone": "Europe/Madrid", "contract_year_from": "2026-01-01"},
    "rounding": {"mode": "half_up", "to": "0.01", "at": "line"},
    "tax": {"treatment": "reduces_base", "category": "S", "rate": "21%"},
    "billing": {"contacts": {"model": "per_contact", "clause": "A 1", "count": "answered", "rate": "2.50"}},
}  # fmt: skip


def _kpi(number: int) -> dict[str, Any]:
    """A KPI with bands, a repeat multiplier and a window of three months."""
    return {
        "clause": f"B {number}", "formula": f"good_{number} / seen_{number}", "unit": "percent", "better": "higher",
        "target": ">= 90%", "base": "billing", "missing": "worst",
        "bands": [{"when": "< 80%", "pay": "-2%"}, {"when": ">= 80% and < 90%", "pay": "-1%"}, {"when": ">= 90%", "pay": "0.1%"}],
        "repeat": {"clause": f"B {number}.2", "failure": "target_missed", "after": "2 consecutive", "times": 2,
                   "compounding": "no", "restart": "never", "missing": "failure"},
    }  # fmt: skip


@cache
def agreement(kpis: int, years: int) -> Agreement:
    """A contract of so many KPIs with limits of the month, the contract year and the whole term."""
    limits = [
        {"clause": "C 1", "on": "penalty", "at_most": "10% of billing", "every": "period"},
        {"clause": "C 2", "on": "penalty", "at_most": "8% of billing_to_date", "every": "contract_year"},
        {"clause": "C 3", "on": "penalty", "at_most": "2000000", "every": "term"},
    ]
    term = {"from": "2026-01-01", "to": f"{2025 + years}-12-31"}
    tree = {**HEAD, "term": term, "kpis": {f"kpi_{n}": _kpi(n) for n in range(1, kpis + 1)}, "limits": limits}
    contract, findings = read_contract(json.dumps(tree).encode(), "v1.yaml")
    assert contract is not None, findings
    agreed, findings = check_versions([contract])
    assert agreed is not None, findings
    return agreed


@cache
def measures(kpis: int, years: int) -> Measures:
    """Figures for every month."""
    chance = random.Random(1)
    cells: dict[Cell, Figure] = {}
    for period in agreement(kpis, years).latest.schedule.periods():
        cells[Cell(period.id, (), "answered")] = Figure(mpq(chance.randint(40_000, 60_000)))
        for number in range(1, kpis + 1):
            cells[Cell(period.id, (), f"seen_{number}")] = Figure(mpq(1000))
            cells[Cell(period.id, (), f"good_{number}")] = Figure(mpq(chance.randint(780, 1000)))
    return Measures(cells)


def _settled(kpis: int, years: int) -> None:
    terms = agreement(kpis, years)
    result, findings = settle(terms, measures(kpis, years), terms.latest.schedule.periods())
    assert result is not None, findings


def races() -> list[Race]:
    """The race of this file."""
    contenders = {
        f"{12 * years} months, {kpis} KPIs": lambda kpis=kpis, years=years: _settled(kpis, years)
        for kpis, years in ((50, 1), (50, 10), (5, 1), (5, 10))
    }
    per_run = {f"{12 * years} months, {kpis} KPIs": 12 * years * kpis for kpis, years in ((50, 1), (50, 10), (5, 1), (5, 10))}
    about = (
        "From contract and measures to the proven settlement, compiling included. Every KPI has bands and doubles its penalty "
        "when it fails twice in a row; limits count the month, the contract year and the whole term. Time is for one KPI in "
        "one month: a ratio of 1 means that ten times the months cost ten times as much. Aim: at most 1.2 for 120 months."
    )
    return [Race("Ten years", about, "12 months, 50 KPIs", contenders, per_run=per_run, unit="KPI-month", rounds=5)]
