"""The exact engine: 1,000 contract-months of 8 KPIs: generated code, interpreter, and with the compiling counted."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from gmpy2 import mpq

from benchmarks.contenders import Race
from slacontract.checks.contract import check_versions
from slacontract.formula.calculation import Calculation
from slacontract.formula.exact import compiled, evaluate
from slacontract.formula.interpreter import Place, value_of
from slacontract.model.contract import Agreement
from slacontract.model.measures import Cell, Figure, Measures
from slacontract.parse.contract import read_contract
from slacontract.settlement.settlement import Settlement, settle

CONTRACT = Path(__file__).parent / "eight_kpis.yaml"
MONTHS = 1_000
SPANS = {
    "offered": (9_000, 16_000), "answered": (8_000, 15_000), "abandoned": (100, 1_500), "abandoned_in_5s": (0, 100),
    "answered_in_20s": (5_000, 8_000), "talk_s": (2_000_000, 5_000_000), "hold_s": (10_000, 400_000),
    "wrap_s": (100_000, 900_000), "wait_answered_s": (50_000, 700_000), "fcr_surveys": (200, 900),
    "fcr_surveys_resolved": (100, 200), "surveys": (200, 900), "surveys_satisfied": (100, 200),
    "qa_points_applicable": (900, 1_000),
    "qa_points": (600, 900), "mystery_points_possible": (300, 400), "mystery_points": (200, 300),
}  # fmt: skip


def agreement() -> Agreement:
    """The contract of eight KPIs, read and checked."""
    contract, findings = read_contract(CONTRACT.read_bytes(), CONTRACT.name)
    assert contract is not None, findings
    checked, findings = check_versions([contract])
    assert checked is not None, findings
    return checked


def measures(terms: Agreement, seed: int = 1) -> Measures:
    """Figures for every month of the term, for two queues."""
    chance = random.Random(seed)
    return Measures(
        {
            Cell(period.id, (("queue", queue),), name): Figure(mpq(chance.randint(*span)))
            for period in terms.latest.schedule.periods()
            for queue in ("care", "tech")
            for name, span in SPANS.items()
        }
    )


def settled(terms: Agreement, figures: Measures) -> Settlement:
    """All months settled."""
    result, findings = settle(terms, figures, terms.latest.schedule.periods())
    assert result is not None, findings
    return result


def _interpreted(calculation: Calculation) -> None:
    columns: list[dict[str, object]] = []
    for index, plan in enumerate(calculation.plans):
        column: dict[str, object] = {}
        columns.append(column)
        place = Place(calculation, columns, index)  # type: ignore[arg-type]  # filled as it goes
        for row in plan.rows.values():
            inputs = calculation.inputs[index]
            column[row.id] = inputs.get(row.id) if row.formula is None else value_of(row.formula, place)


def races() -> list[Race]:
    """The races of this file."""
    terms = agreement()
    figures = measures(terms)
    whole = settled(terms, figures).calculation
    count = len(whole.periods)
    repeats = MONTHS // count

    def generated() -> None:
        for _ in range(repeats):
            evaluate(whole)

    def settlements() -> None:
        for _ in range(repeats):
            settled(terms, figures)

    contenders = {
        "generated code": generated,
        "interpreter": lambda: _interpreted(whole),
        "contract and measures to settlement": settlements,
        "compiling one contract": lambda: compiled(replace(whole.plans[0])),
    }
    per_run = {"generated code": count * repeats, "interpreter": count,
               "contract and measures to settlement": count * repeats}  # fmt: skip
    rows = sum(row.formula is not None for row in whole.rows.values())
    about = (
        f"{count * repeats:,} contract-months of a contract with 8 KPIs ({rows} computed rows a month), exact rationals "
        "throughout. The third line compiles the contract, takes the figures of all months in and proves the result."
    )
    return [Race("The exact engine", about, "generated code", contenders, per_run=per_run, unit="contract-month", rounds=5)]
