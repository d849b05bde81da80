"""Two implementations that share no code agree to the coin, on every line of every deal that chance makes.

``SLACONTRACT_DEALS`` and ``SLACONTRACT_WIDE_DEALS`` ask for more of them, as in a nightly run.
"""

from __future__ import annotations

import csv
import io
import os
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from laws import second_opinion
from laws.combined import combined, settled, text_of
from laws.deals import figures, texts_of, try_settled
from laws.second_opinion import NotKnown, Refused
from laws.strategies import make
from laws.wide.settled import made

DEALS = int(os.environ.get("SLACONTRACT_DEALS", "120"))
"""How many small deals are compared, of some six settlements each."""

WIDE = int(os.environ.get("SLACONTRACT_WIDE_DEALS", "60"))
"""How many deals that combine the mechanisms of the language, over one to three years each."""

COMBINED = 60
PARTS = 4
HOME = Path(__file__).parents[2] / "contracts" / "mechanisms"
Figures = dict[tuple[str, str], Fraction]


def told(name: str) -> str:
    """The kind of a line by its name, to count what was seen."""
    ending = name.rpartition(".")[2].partition("[")[0].partition("_")[0]
    known = {
        "guarantee",
        "billing",
        "missing",
        "forecast",
        "excess",
        "additional",
        "reduced",
        "night",
        "sunday",
        "ceiling",
        "handling",
        "repeat",
        "earned",
        "withheld",
        "released",
        "lost",
        "carried",
        "brought",
    }
    return ending if ending in known and "." in name else name.partition(".")[0]


@pytest.mark.parametrize("part", range(PARTS))
def test_two_implementations_agree_to_the_coin(part: int) -> None:
    settlements = refused = 0
    for seed in range(part, DEALS, PARTS):
        deal = make(random.Random(seed))  # noqa: S311
        settlement, findings = try_settled(deal)
        if settlement is None:
            assert {f.code.id for f in findings} <= {"M302", "M315", "M316"}, f"deal {seed} is refused: {findings}"
            refused += 1
            continue
        found, expected = figures(settlement), second_opinion.settlement(texts_of(deal), deal.rows)
        assert _differences(found, expected) == [], f"deal {seed}"
        settlements += len(settlement.asked)
    assert settlements > DEALS * 4 // PARTS
    assert refused < DEALS // PARTS // 4


def test_they_agree_on_deals_that_combine_the_mechanisms() -> None:
    seen: Counter[str] = Counter()
    periods = 0
    for seed in range(WIDE):
        deal, settlement, _ = made(seed)
        if settlement is None:
            continue
        found, expected = figures(settlement), second_opinion.settlement(texts_of(deal), deal.rows)
        assert _differences(found, expected) == [], f"wide deal {seed}"
        periods += len(settlement.asked)
        seen.update({told(name) for (_, name), amount in found.items() if amount})
    assert periods > WIDE * 8, "most deals settle, over a year or more"
    expected_kinds = {"billing", "kpi", "limit", "gate", "commitment", "relief", "missing", "repeat", "withheld", "tax"}
    assert not expected_kinds - set(seen), seen


def test_they_agree_on_samples_put_together() -> None:
    agreed = 0
    for seed in range(COMBINED):
        found = combined(random.Random(seed))  # noqa: S311
        settlement = settled(found[0], found[1]) if found else None
        if found and settlement:
            try:
                rows = [row for table in found[1] for row in table]
                expected = second_opinion.settlement([text_of(found[0])], rows)
            except NotKnown:
                continue
            assert _differences(figures(settlement), expected) == [], f"combination {seed}: {found[2]}"
            agreed += 1
    assert agreed > COMBINED // 4


def test_the_second_opinion_has_the_figures_that_were_worked_by_hand() -> None:
    """Of every sample of ``contracts/mechanisms`` that it knows; so the two do not agree on the same mistake."""
    figures_by_hand = 0
    for folder in sorted(HOME.iterdir()):
        tables = [*folder.glob("measures.csv"), *sorted(folder.glob("measures/*.csv"))]
        if not tables or (folder / "feed.yaml").exists():
            continue
        events = (folder / "events.csv").read_text(encoding="utf-8") if (folder / "events.csv").exists() else ""
        rows = [row for path in tables for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))]
        try:
            texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("v*.yaml"))]
            found = second_opinion.settlement(texts, rows, list(csv.DictReader(io.StringIO(events))))
        except (NotKnown, Refused):
            continue
        tests = yaml.safe_load((folder / "tests" / "example.yaml").read_text(encoding="utf-8"))["tests"]
        worked = tests["worked-by-hand"]["expected"]
        for period, lines in worked.items():
            for name, figure in lines.items():
                if (str(period), name) in found:
                    assert found[str(period), name] == Fraction(str(figure)), (folder.name, period, name)
                    figures_by_hand += 1
    assert figures_by_hand > 600


def _differences(found: Figures, expected: Figures) -> list[str]:
    """Lines that are not alike; one that is not there is worth nothing."""
    return [
        f"{period} {name}: {found.get((period, name))}, second opinion {expected.get((period, name))}"
        for period, name in sorted(found.keys() | expected.keys())
        if found.get((period, name), 0) != expected.get((period, name), 0)
    ]


def test_the_comparison_can_fail() -> None:
    """A coin more on one line, or a line less, is told."""
    deal = make(random.Random(7))  # noqa: S311
    settlement, _ = try_settled(deal)
    assert settlement is not None
    found = figures(settlement)
    key = next(key for key, amount in found.items() if amount)
    assert len(_differences(found, {**found, key: found[key] + Fraction(1, 100)})) == 1
    assert len(_differences(found, {k: v for k, v in found.items() if k != key})) == 1
