"""Array = exact, cell by cell: every mechanism and every sample contract, as measured and with each measure moved."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gmpy2 import mpq

from slacontract.formula.array import TOLERANCE, evaluate
from slacontract.formula.calculation import Calculation
from slacontract.formula.exact import evaluate as exactly
from slacontract.quantities.units import Unit
from slacontract.workflow.front import settle

CONTRACTS = Path(__file__).parents[2] / "contracts"
FOLDERS = sorted(path.parent for path in CONTRACTS.rglob("v1.yaml"))
MOVED = {Unit.COUNT, Unit.SECONDS, Unit.HOURS, Unit.MINUTES, Unit.MONEY, Unit.NUMBER, Unit.RATIO, Unit.POINTS}
"""What is moved: figures, not dates and truths."""


def scenario(calculation: Calculation, draw: random.Random) -> Calculation:
    """Each measure by some thousandths more or less; whole numbers stay whole, as counted ones are."""
    units = {row.id: row.unit for plan in calculation.distinct_plans for row in plan.rows.values()}

    def moved(row: str, value: mpq) -> mpq:
        if units.get(row) not in MOVED:
            return value
        new = value * mpq(draw.randint(900, 1100), 1000)
        return mpq(int(new)) if value.denominator == 1 else new

    return replace(calculation, inputs=tuple({r: moved(r, v) for r, v in given.items()} for given in calculation.inputs))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_cell_is_that_of_the_exact_face(folder: Path) -> None:
    calculation = settle(folder).calculation
    draw = random.Random(folder.name)  # noqa: S311  # a play with measures
    scenarios = [calculation, scenario(calculation, draw), scenario(calculation, draw)]
    rows = list(calculation.rows)
    inputs = [
        {row: np.array([float(one.inputs[index][row]) for one in scenarios]) for row in given}
        for index, given in enumerate(calculation.inputs)
    ]
    shown = evaluate(calculation, inputs, len(scenarios), rows)
    for number, one in enumerate(scenarios):
        for index, column in enumerate(exactly(one)):
            for row, value in column.items():
                figure = float(np.broadcast_to(shown[index][row], len(scenarios))[number])
                assert _agree(value, figure), (
                    f"{row} in {calculation.periods[index].id}, scenario {number}: {figure}, not {value}"
                )


def _agree(value: object, figure: float) -> bool:
    if value is None:
        return bool(np.isnan(figure))
    exact = float(mpq(value))  # type: ignore[call-overload]  # a number or a truth
    return abs(exact - figure) <= 100 * TOLERANCE * max(1.0, abs(exact))
