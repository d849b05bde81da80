"""Units of formulas: a quotient of two alike is a percentage and a plain number."""

from __future__ import annotations

import pytest

from support.settling import HEAD, findings_of

KPI = """
billing:
  care: {model: fixed, clause: A 1, amount: 1000}
kpis:
  share: {clause: B 1, formula: %s, unit: percent, better: higher}
limits: []
"""


@pytest.mark.parametrize("formula", ["1 - closed_h / opening_h", "1 - down_s / agreed_s", "1 - wrong / checked",
                                     "(opening_h - closed_h) / opening_h"])  # fmt: skip
def test_one_less_a_share_is_a_percentage(formula: str) -> None:
    assert findings_of(HEAD + KPI % formula) == []


def test_a_number_is_not_taken_from_hours_and_seconds() -> None:
    assert [finding.code.id for finding in findings_of(HEAD + KPI % "(opening_h - down_s) / opening_h")] == ["C207"]
