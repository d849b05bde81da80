"""What a line is called from one version to the next."""

from __future__ import annotations

from slacontract.settlement.settlement import settle
from support.everything_contract import SOURCE, agreement, measures


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
