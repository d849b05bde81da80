"""A year of public figures, settled by provider and month, and worked out again here with csv and fractions alone."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import pytest

from slacontract.findings import Finding
from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement
from slacontract.workflow.files import find_contracts
from slacontract.workflow.runs import settle_folder
from support.recalculation import SOFFICE, differences, office, other_engine, stored, stripped

DATA = os.environ.get("SLACONTRACT_REAL_DATA", "")
TABLE = Path(DATA) / "nhs111_provider_month.csv"
MONTHS = {
    name: number
    for number, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA, reason="SLACONTRACT_REAL_DATA does not name the folder with the public records"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settlement, list[Finding]]:
    """The whole year settled from a folder, as a user would."""
    folder = tmp_path_factory.mktemp("nhs111")
    for name in ("v1.yaml", "feed.yaml"):
        shutil.copy(Path(__file__).parent / "nhs111" / name, folder / name)
    shutil.copy(TABLE, folder / "measures.csv")
    (found,), faults = find_contracts(folder)
    assert faults == []
    settlement, findings = settle_folder(found)
    assert settlement is not None, findings
    return settlement, findings


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def month_of(row: dict[str, str]) -> str:
    name, year = row["Periodname"].split("-")
    return f"20{year}-{MONTHS[name]:02}"


def to_the_penny(value: Fraction) -> Fraction:
    """Half away from zero."""
    pennies = floor(abs(value) * 100 + Fraction(1, 2))
    return Fraction(pennies if value >= 0 else -pennies, 100)


def share(level: Fraction) -> Fraction:
    """What the service level pays, from the schedule."""
    if level < Fraction(85, 100):
        return Fraction("-0.0325")
    if level < Fraction(95, 100):
        return Fraction("-0.01")
    return Fraction("0.0075") if level >= Fraction(98, 100) else Fraction(0)


def by_hand(rows: list[dict[str, str]]) -> dict[tuple[str, str], Fraction]:
    """Every line of every month, without slacontract."""
    counts: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        known = counts.setdefault((month_of(row), row["Provider Org Code"]), [0, 0])
        known[0] += int(row["Nhs1 Answered Calls SUM"])
        known[1] += int(row["Nhs1 Answered 60sec SUM"])
    months, providers = sorted({month for month, _ in counts}), sorted({provider for _, provider in counts})
    lines: dict[tuple[str, str], Fraction] = {}
    for month in months:
        billing = penalty = Fraction(0)
        for provider in providers:
            answered, in_time = counts.get((month, provider), [0, 0])
            bill = to_the_penny(answered * Fraction("8.4175"))
            paid = to_the_penny(bill * share(Fraction(in_time, answered))) if answered else Fraction(0)
            # nothing answered, yet a provider of that month: the figure is missing, and the worst is paid of a bill of nothing
            lines[month, f"billing.calls[provider={provider}]"] = bill
            lines[month, f"kpi.within_60s[provider={provider}]"] = paid
            lines[month, f"kpi.within_60s[provider={provider}].missing"] = Fraction(0)
            billing, penalty = billing + bill, penalty + min(Fraction(0), paid)
        cap = to_the_penny(billing * Fraction(2, 100))
        lines[month, "limit.1"] = max(Fraction(0), -penalty - cap)
        lines[month, "tax"] = Fraction(0)
    return lines


def test_every_line_of_the_year_is_right_to_the_penny(told: tuple[Settlement, list[Finding]], rows: list[dict[str, str]]) -> None:
    settlement, _ = told
    found = {(line.period.id, line.id): Fraction(str(line.amount)) for line in settlement.lines}
    expected = by_hand(rows)
    assert len({month for month, _ in found}) == 12
    assert len(found) > 1000
    assert any(amount for (_, name), amount in expected.items() if name == "limit.1"), "the limit binds in some month"
    assert found == expected


def test_three_rows_with_more_answered_and_abandoned_than_offered_are_warned_of(
    told: tuple[Settlement, list[Finding]], rows: list[dict[str, str]]
) -> None:
    odd = [
        number
        for number, row in enumerate(rows, 2)
        if int(row["Nhs1 Answered Calls SUM"]) + int(row["Nhs1 Abandoned Calls SUM"]) > int(row["Nhs1 Number Calls Offered SUM"])
    ]
    assert len(odd) == 3
    assert sorted((f.code.id, f.at.line) for f in told[1]) == [("M316", line) for line in odd]


ENGINES: list[Any] = [
    pytest.param(other_engine, id="ironcalc"),
    pytest.param(
        lambda data: office([data])[0],
        id="libreoffice",
        marks=[pytest.mark.office, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")],
    ),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_workbook_of_the_year_recalculates(
    told: tuple[Settlement, list[Finding]], engine: Callable[[bytes], dict[tuple[str, str], object]]
) -> None:
    data = write_workbook(told[0])
    found = engine(stripped(data))
    assert len(found) > 10_000
    assert differences(stored(data), found) == []
