"""Worked examples: by hand on a small contract, and held against the engine on every mechanism."""

from __future__ import annotations

from pathlib import Path

import pytest
from gmpy2 import mpq

import slacontract
from slacontract.model.measures import Cell
from slacontract.quantities.units import Unit
from slacontract.scenarios.worked_examples import worked_examples
from slacontract.settlement.settlement import settle
from support.settling import small

MECHANISMS = sorted((Path(__file__).parents[2] / "contracts" / "mechanisms").iterdir())

CONTRACT = """billing:
  care: {model: per_contact, clause: A 1, count: answered, rate: 2}
kpis:
  level:
    clause: B 1
    formula: answered_in_20s / answered
    unit: percent
    better: higher
    domain: proportion
    target: ">= 80%"
    base: billing.care
    bands:
      - {when: "< 70%", pay: -5%}
      - {when: ">= 70% and < 80%", pay: -2%}
      - {when: ">= 80% and < 90%", pay: 0%}
      - {when: ">= 90%", pay: +3%}
    missing: neutral
limits: []
"""


def test_the_edges_of_bands_by_hand() -> None:
    """1,000 contacts at 2 EUR are 2,000 EUR; the KPI is moved by who was answered in time alone, one contact at a time."""
    found = worked_examples(small(CONTRACT, [{"period": "2026-03", "answered": 1000, "answered_in_20s": 850}]))
    assert [(e.purpose, e.value, e.paid, e.amount) for e in found] == [
        ("most_charged", mpq(69, 100), mpq(-5, 100), mpq(-100)),
        ("threshold", mpq(7, 10), mpq(-2, 100), mpq(-40)),
        ("target", mpq(8, 10), mpq(0), mpq(0)),
        ("most_paid", mpq(9, 10), mpq(3, 100), mpq(60)),
    ]
    assert {e.line for e in found} == {"kpi.level"}
    assert found[0].changes == ((Cell("2026-03", (), "answered_in_20s"), mpq(850), mpq(690)),)
    assert found[0].lines == {"billing.care": mpq(2000), "kpi.level": mpq(-100), "tax": mpq(399)}  # 21 % of 1,900


def test_contacts_come_whole_and_on_the_side_that_is_told() -> None:
    """Of 9 contacts 6.2 would be 69 %, 6.3 are 70 %, 7.2 are 80 % and 8.1 are 90 %: 6 (66.7 %), 7, 8 and 9 are paid as those."""
    found = worked_examples(small(CONTRACT, [{"period": "2026-03", "answered": 9, "answered_in_20s": 6}]))
    assert {e.purpose: e.value for e in found} == {
        "most_charged": mpq(6, 9), "threshold": mpq(7, 9), "target": mpq(8, 9), "most_paid": mpq(9, 9),
    }  # fmt: skip


def test_several_queues_keep_whole_contacts_and_their_sum() -> None:
    rows = [{"period": "2026-03", "queue": queue, "answered": n, "answered_in_20s": m} for queue, n, m in
            (("care", 601, 333), ("tech", 399, 277))]  # fmt: skip
    for example in worked_examples(small(CONTRACT, rows)):
        after = {cell.member: value for cell, _, value in example.changes}
        assert all(value.denominator == 1 for value in after.values())
        assert sum(after.values()) == example.value * 1000
        assert after[("queue", "care"),] <= 601
        assert after[("queue", "tech"),] <= 399


def test_a_scale_without_end_is_told_further_on() -> None:
    text = CONTRACT.partition("    bands:")[0].replace('    target: ">= 80%"\n', "").replace("unit: percent", "unit: number")
    text += "    per_unit: {step: 0.01, below: 0.8, pay: -100, count: exact}\n    missing: neutral\nlimits: []\n"
    text = text.replace("    domain: proportion\n", "")
    found = worked_examples(small(text, [{"period": "2026-03", "answered": 1000, "answered_in_20s": 850}]))
    assert [(e.purpose, e.value, e.amount) for e in found] == [
        ("beyond", mpq(64, 100), mpq(-1600)),  # a fifth of 0.8 below it
        ("threshold", mpq(8, 10), mpq(0)),
    ]


@pytest.mark.parametrize("folder", MECHANISMS, ids=lambda path: path.name)
def test_the_measures_of_an_example_settle_to_its_lines(folder: Path) -> None:
    for example in worked_examples(slacontract.settle(folder)):
        again, findings = settle(example.settlement.agreement, example.measures, (example.period,))
        assert again is not None, findings
        assert {line.id: line.amount for line in again.lines} == example.lines
        row = f"kpi.{example.kpi}{example.outcome.suffix}.pay"
        if example.paid is not None and row in again.calculation.rows:
            assert again.value(row, example.period) == example.paid
        exact = f"kpi.{example.kpi}{example.outcome.suffix}.amount.exact"
        kpi = again.agreement.latest.kpis[example.kpi]  # type: ignore[index]  # a name is a text
        if example.paid is not None and example.unit is Unit.MONEY and kpi.indexed_by is None and not kpi.pay_rounded:
            assert again.value(exact, example.period) == example.paid
