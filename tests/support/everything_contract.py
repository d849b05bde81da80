"""The contract with every clause, its measures made from a seed, and its settlement."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from gmpy2 import mpq

from slacontract.checks.contract import check_versions
from slacontract.findings import any_stops
from slacontract.model.contract import Agreement
from slacontract.model.measures import Cell, Figure, Measures, Member
from slacontract.parse.contract import read_contract
from slacontract.settlement.settlement import Settlement, settle

SOURCE = Path(__file__).parent / "everything" / "v1.yaml"

VOICE_FIELDS = {
    "answered": (150, 900), "abandoned": (0, 60), "abandoned_in_5s": (0, 0), "talk_s": (20_000, 400_000), "hold_s": (0, 20_000),
    "wrap_s": (0, 40_000), "wait_answered_s": (2_000, 30_000), "held_over_90s": (0, 90),
}  # fmt: skip
BACK_FIELDS = {"cases_closed": (0, 400), "cases_open": (0, 200)}
BACK_HOURS = {"productive_h": (20, 200), "ordered_h": (60, 160), "busy_h": (20, 100), "ready_h": (1, 60), "paid_h": (110, 170)}


def agreement(text: str | None = None) -> Agreement:
    """Read and check the contract, or another text in its place."""
    data = SOURCE.read_bytes() if text is None else text.encode()
    contract, findings = read_contract(data, "v1.yaml")
    assert contract is not None, findings
    checked, findings = check_versions([contract])
    assert checked is not None, [f for f in findings if f.stops]
    return checked


def measures(seed: int, periods: int = 6) -> Measures:
    """Plausible figures from a seed: counts that belong together, hours with two decimals, now and then an unmeasured KPI."""
    chance = random.Random(seed)  # noqa: S311  # test data
    figures: dict[Cell, Figure] = {}
    for month in range(1, periods + 1):
        period = f"2026-{month:02}"
        for queue in ("care", "tech"):
            row = {name: mpq(chance.randint(*span)) for name, span in VOICE_FIELDS.items()}
            row["abandoned_in_5s"] = mpq(chance.randint(0, int(row["abandoned"])))
            row["answered_in_20s"] = mpq(int(row["answered"]) * chance.randint(60, 97) // 100)
            _put(figures, period, (("queue", queue),), row)
        _put(figures, period, (("queue", "voice"),), {"talk_s": mpq(chance.randint(0, 300_000))})
        hours = {name: mpq(chance.randint(low * 100, high * 100), 100) for name, (low, high) in BACK_HOURS.items()}
        for queue in ("back", "front"):
            _put(figures, period, (("queue", queue),), {n: mpq(chance.randint(*span)) for n, span in BACK_FIELDS.items()})
        _put(figures, period, (("queue", "back"),), hours)
        if chance.random() < 0.85:
            _put(figures, period, (), {"csat": mpq(chance.randint(650, 900), 1000)})
    return Measures(dict(sorted(figures.items())))


def _put(figures: dict[Cell, Figure], period: str, member: Member, row: Mapping[str, mpq]) -> None:
    figures |= {Cell(period, member, name): Figure(value) for name, value in row.items()}


def settlement(seed: int = 1, periods: int = 6, text: str | None = None) -> Settlement:
    """Settle the contract over the first months of its term."""
    terms = agreement(text)
    result, findings = settle(terms, measures(seed, periods), terms.latest.schedule.periods()[:periods])
    assert result is not None, findings
    assert not any_stops(findings)
    return result


def resettled(before: Settlement, cell: Cell, value: mpq) -> Settlement:
    """The same settlement with one figure changed."""
    figures = {**before.measures.cells, cell: Figure(value)}
    result, findings = settle(before.agreement, Measures(figures), before.asked)
    assert result is not None, findings
    return result
