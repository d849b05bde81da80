"""Examples of KPIs that hang on measures in steps: each figure worked out by hand."""

from __future__ import annotations

from gmpy2 import mpq

from slacontract.model.measures import Cell
from slacontract.scenarios.worked_examples import WorkedExample, worked_examples
from support.settling import small

HEAD = """billing:
  care: {model: fixed, clause: A 1, amount: 10000}
"""
AGAINST = f"""{HEAD}kpis:
  csat:
    clause: B 1
    formula: satisfied / surveys
    unit: percent
    better: higher
    domain: proportion
    against: {{clause: B 1.1, compared: difference, value: 80%}}
    base: billing.care
    bands:
      - {{when: "< -2 points", pay: -3%}}
      - {{when: ">= -2 points and < 0 points", pay: -1%}}
      - {{when: ">= 0 points", pay: 0%}}
    missing: neutral
limits: []
"""
MATRIX = f"""{HEAD}kpis:
  satisfaction: {{clause: B 2, formula: satisfied / surveys, unit: percent, better: higher}}
  level:
    clause: B 1
    formula: answered_in_20s / answered
    unit: percent
    better: higher
    domain: proportion
    base: billing.care
    matrix:
      columns_of: satisfaction
      columns: ["< 80%", ">= 80%"]
      rows:
        - {{when: "< 75%", pay: [-4%, -2%]}}
        - {{when: ">= 75%", pay: [-1%, +3%]}}
    missing: neutral
limits: []
"""
POINTS = f"""{HEAD}kpis:
  level:
    clause: B 1
    formula: answered_in_20s / answered
    unit: percent
    better: higher
    bands: [{{when: "< 80%", pay: 5 points}}, {{when: ">= 80%", pay: 0 points}}]
    missing: neutral
  total:
    clause: B 2
    points_of: [level]
    better: lower
    bands: [{{when: "< 5 points", pay: 0}}, {{when: ">= 5 points", pay: -700}}]
limits: []
"""


def told(text: str, **figures: int) -> list[WorkedExample]:
    return list(worked_examples(small(text, [{"period": "2026-03", **figures}])))


def shown(found: list[WorkedExample]) -> list[tuple[str, mpq, mpq]]:
    return [(example.purpose, example.value, example.amount) for example in found]


def test_a_distance_is_moved_by_the_counts_of_its_kpi() -> None:
    """Of 1,000 surveys 785 are 1.5 points short of 80 %; 780 are 2 short, 800 meet it.

    What is looked at ends a fifth of the way between the edges below the lowest, at 2.4: half-way there, at 2.2, are 778.
    """
    found = told(AGAINST, surveys=1000, satisfied=785)
    assert shown(found) == [
        ("most_charged", mpq(-22, 10), mpq(-300)), ("threshold", mpq(-2), mpq(-100)), ("threshold", mpq(0), mpq(0)),
    ]  # fmt: skip
    assert [{cell.field: int(after) for cell, _, after in example.changes} for example in found] == [
        {"satisfied": 778}, {"satisfied": 780}, {"satisfied": 800},
    ]  # fmt: skip


def test_a_table_of_two_is_told_in_the_column_that_was_hit() -> None:
    """Satisfaction is 90 %, the second column: below 75 % costs 2 %, from there on 3 % are paid, the most of all cells."""
    found = told(MATRIX, surveys=100, satisfied=90, answered=1000, answered_in_20s=700)
    assert shown(found) == [("threshold", mpq(74, 100), mpq(-200)), ("most_paid", mpq(75, 100), mpq(300))]
    assert found[1].changes == ((Cell("2026-03", (), "answered_in_20s"), mpq(700), mpq(750)),)
    assert [example.amount for example in told(MATRIX, surveys=100, satisfied=70, answered=1000, answered_in_20s=700)] == [
        mpq(-400), mpq(-100),
    ]  # fmt: skip


def test_points_come_by_the_smallest_change_of_one_measure() -> None:
    """850 of 1,000 are in time: 51 fewer are 79.9 % and bring the five points; what was divided by is not moved."""
    found = told(POINTS, answered=1000, answered_in_20s=850)
    total = [example for example in found if example.kpi == "total"]
    (charged,) = [example for example in total if example.amount]
    assert (charged.value, charged.amount) == (mpq(5), mpq(-700))
    assert charged.changes == ((Cell("2026-03", (), "answered_in_20s"), mpq(850), mpq(799)),)


def test_an_example_settles_to_its_amount() -> None:
    for text, figures in ((AGAINST, {"surveys": 1000, "satisfied": 785}), (POINTS, {"answered": 1000, "answered_in_20s": 850})):
        for example in told(text, **figures):
            moved = {cell.field: int(after) for cell, _, after in example.changes}
            again = small(text, [{"period": "2026-03", **figures, **moved}])
            assert {line.id: line.amount for line in again.lines}[example.line] == example.amount
