"""Two implementations that share no code agree to the coin, on every line of every deal that chance makes."""

from __future__ import annotations

import os
import random
from collections import Counter
from fractions import Fraction

import pytest

from laws import second_opinion
from laws.deals import figures, texts_of, try_settled
from laws.strategies import make

DEALS = int(os.environ.get("SLACONTRACT_DEALS", "400"))
"""How many deals are compared, of some six settlements each; a nightly run may ask for more."""
PARTS = 4


def told(name: str) -> str:
    """The kind of a line by its name, to count what was seen."""
    for kind in ("guarantee", "billing_cap", "missing"):
        if name.endswith(kind):
            return kind
    return name.partition(".")[0]


@pytest.mark.parametrize("part", range(PARTS))
def test_two_implementations_agree_to_the_coin(part: int) -> None:
    seen: Counter[str] = Counter()
    settlements = 0
    for seed in range(part, DEALS, PARTS):
        deal = make(random.Random(seed))  # noqa: S311
        settlement, findings = try_settled(deal)
        if settlement is None:
            assert {f.code.id for f in findings} <= {"M302", "M315", "M316"}, f"deal {seed} is refused: {findings}"
            seen["refused"] += 1
            continue
        found, expected = figures(settlement), second_opinion.settlement(texts_of(deal), deal.rows)
        assert _differences(found, expected) == [], f"deal {seed}"
        settlements += len(settlement.asked)
        seen.update(told(name) for (_, name), amount in found.items() if amount)
    assert settlements > DEALS * 4 // PARTS
    assert seen["refused"] < DEALS // PARTS // 4
    for kind in ("billing", "guarantee", "billing_cap", "kpi", "missing", "gate", "limit", "tax"):
        assert seen[kind] >= DEALS // PARTS // 40, f"hardly a {kind} was worth anything: {seen}"


def _differences(found: dict[tuple[str, str], Fraction], expected: dict[tuple[str, str], Fraction]) -> list[str]:
    return [
        f"{period} {name}: {found.get((period, name))}, second opinion {expected.get((period, name))}"
        for period, name in sorted(found.keys() | expected.keys())
        if found.get((period, name)) != expected.get((period, name))
    ]


def test_the_comparison_can_fail() -> None:
    """A coin more on one line, or a line less, is told."""
    deal = make(random.Random(7))  # noqa: S311
    settlement, _ = try_settled(deal)
    assert settlement is not None
    found = figures(settlement)
    key = next(iter(found))
    assert len(_differences(found, {**found, key: found[key] + Fraction(1, 100)})) == 1
    assert len(_differences(found, {k: v for k, v in found.items() if k != key})) == 1
