"""What a line is called from one version to the next."""

from __future__ import annotations

from slacontract.settlement.settlement import settle
from support.everything_contract import SOURCE, agreement, measures
from support.settling import HEAD, agreed, amounts, measured, read, settled, tables_of


def test_a_named_limit_is_the_same_line_wherever_it_stands() -> None:
    """The yearly limit of version 1 is its fourth, and has a name; without one the fourth is called 4."""
    text = SOURCE.read_text(encoding="utf-8").replace("{clause: D 4, on: penalty", "{clause: D 4, name: yearly, on: penalty")
    terms, plain = agreement(text), agreement()
    named, _ = settle(terms, measures(1), terms.latest.schedule.periods()[:6])
    numbered, _ = settle(plain, measures(1), plain.latest.schedule.periods()[:6])
    assert named is not None
    assert numbered is not None
    lines = {line.id: line.line.clause.text for line in named.lines if line.line.kind == "limit"}
    assert lines == {"limit.1": "D 1", "limit.2": "D 2", "limit.3": "D 3", "limit.yearly": "D 4", "limit.5": "D 5"}
    assert [line.amount for line in named.lines] == [line.amount for line in numbered.lines]


REPEATS = """
billing:
  platform: {model: fixed, clause: A 1, amount: 1000}
kpis:
  aht:
    clause: B 1
    formula: failures_found
    unit: count
    better: lower
    target: "<= 0"
    bands: [{when: "<= 0", pay: 0}, {when: "> 0", pay: -10}]
    missing: neutral
    repeat: [REPEATS]
limits: []
"""
THREE = (
    "{clause: B 1.3, failure: penalty, after: 3 consecutive, add: -100, compounding: no, restart: never, missing: passed_over}"
)
TWO = "{clause: B 1.2, failure: penalty, after: 2 consecutive, add: -50, compounding: no, restart: never, missing: passed_over}"


def test_an_unnamed_repeat_is_known_again_by_its_clause() -> None:
    """The run of three failures goes on though the amendment puts another rule before it."""
    first = HEAD + REPEATS.replace("REPEATS", THREE)
    later = HEAD.replace("version: 1\neffective: 2026-01-01", "version: 2\neffective: 2026-03-01\nreplaces: {version: 1, "
                         f"fingerprint: {read(first).fingerprint}}}") + REPEATS.replace("REPEATS", f"{TWO}, {THREE}")  # fmt: skip
    rows = [{"period": f"2026-0{month}", "failures_found": 1} for month in (1, 2, 3)]
    terms = agreed(first, later)
    lines = amounts(settled(terms, measured(terms, tables_of(rows))))
    assert lines["2026-03", "kpi.aht.repeat"] == -100
    assert lines["2026-03", "kpi.aht.repeat_2"] == 0
