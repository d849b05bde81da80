"""The sample contract whose measures are counted: from its records to the settled month, beside the truth they were made from."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from samples.by_hand import cents, on_line, percent
from slacontract.workflow.front import settle
from support.commands import CONTRACTS, run, tree

HOME = CONTRACTS / "care-from-records"
COMMAND = ("sample-records", HOME, "--month", "2026-03", "--seed", 20, "--per-day", 26)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the generator writes for the contract."""
    folder = tmp_path_factory.mktemp("sample") / "new"
    result = run(*COMMAND, "--output", folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the contract, with its records measured."""
    import shutil  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("measured") / HOME.name
    shutil.copytree(HOME, folder, ignore=shutil.ignore_patterns("measures"))
    result = run("measure", folder, "--period", "2026-03")
    assert result.exit_code == 0, result.output
    return folder


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def truth(sample: Path) -> dict[tuple[str, str], int]:
    """Counters of March by queue and measure."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows(sample / "truth.csv"):
        if row["period"] == "2026-03":
            sums[row["queue"], row["measure"]] += int(row["value"])
    return sums


def resolved(sample: Path) -> tuple[int, int]:
    """Answered calls of identified customers whose 72 hours had passed when the records end, and those without a later call."""
    odd = {row["contact_id"] for row in rows(sample / "oddities.csv")}
    calls: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    end = datetime.fromisoformat("2026-03-01T00:00:00Z")
    for row in rows(sample / "records" / "interactions-2026-03.csv"):
        end = max(end, *(datetime.fromisoformat(row[name]) for name in ("started_at", "queued_at", "ended_at") if row[name]))
        if row["customer_key"] and row["contact_id"] not in odd:
            at = datetime.fromisoformat(row["queued_at"] or row["started_at"])
            calls[row["customer_key"]].append((at, bool(row["answered_at"])))
    eligible = alone = 0
    for of_one in calls.values():
        of_one.sort()
        for (at, answered), after in zip(of_one, [*(at for at, _ in of_one[1:]), None], strict=True):
            if answered and end - at >= timedelta(hours=72):
                eligible += 1
                alone += after is None or after - at > timedelta(hours=72)
    return eligible, alone


def by_hand(sample: Path) -> dict[str, Fraction]:
    """The month from the truth, clause by clause, in fractions."""
    true = truth(sample)

    def care(name: str) -> Fraction:
        return Fraction(true["care", name])

    def desk(name: str) -> Fraction:
        return Fraction(true["back-office", name], 3600)

    calls = care("answered")
    lines = {"billing.care": cents(min(care("handle_s"), 390 * calls) / 60 * Fraction("0.46"))}
    busy = desk("state_busy_s") + desk("state_wrap_s")
    productive = busy + desk("state_ready_s")
    lines["billing.case-work"] = cents(productive * Fraction("18.40"))
    used = (busy + desk("state_offphone_s")) / desk("paid_s")
    credit = lines["billing.case-work"] * (1 - used / percent("80"))
    lines["billing.case-work.guarantee"] = -cents(max(credit, Fraction(0)))
    aht = care("handle_s") / calls
    lines["kpi.aht"] = cents(lines["billing.care"] * percent("1" if aht < 300 else "0" if aht <= 360 else "-2"))
    counted = calls + care("abandoned") - care("abandoned_in_5s")
    level = care("answered_in_20s") / counted
    corners = [("70", "-4"), ("78", "0"), ("84", "0"), ("92", "2")]
    lines["kpi.service_level"] = cents(lines["billing.care"] * on_line(level, corners))
    lost = (care("abandoned") - care("abandoned_in_5s")) / counted
    step = "0" if lost <= percent("8") else "-1" if lost <= percent("12") else "-2"
    lines["kpi.abandonment"] = cents(lines["billing.care"] * percent(step))
    eligible, alone = resolved(sample)
    first = Fraction(alone, eligible)
    step = "-1.5" if first < percent("75") else "-0.5" if first < percent("80") else "0.5"
    lines["kpi.fcr"] = cents(lines["billing.care"] * percent(step))
    happy = (care("csat_score_4") + care("csat_score_5")) / care("csat_answers")
    lines["kpi.csat"] = cents(lines["billing.care"] * percent("-1" if happy < percent("70") else "0"))
    mystery = care("mystery_points_hundredths") / care("mystery_possible_hundredths")
    lines["kpi.mystery_calls"] = Fraction(-400 if mystery < percent("80") else 250 if mystery >= percent("90") else 0)
    pace = Fraction(true["back-office", "cases_closed"]) / productive
    step = "-3" if pace < Fraction("2.8") else "-1" if pace < Fraction("3.2") else "0" if pace < 4 else "2"
    after = lines["billing.case-work"] + lines["billing.case-work.guarantee"]
    lines["kpi.productivity"] = cents(after * percent(step))
    assert care("qa_points_hundredths") / care("qa_possible_hundredths") >= percent("85")  # bonuses are paid
    return lines


def test_the_records_are_those_of_the_generator(sample: Path) -> None:
    assert tree(HOME / "records") == tree(sample / "records")
    assert tree(HOME / "forms") == tree(sample / "forms")


def test_what_is_measured_is_the_truth(sample: Path, measured: Path) -> None:
    true = truth(sample)
    found: dict[tuple[str, str], str] = {}
    for path in sorted((measured / "measures").glob("2026-03_*.csv")):
        for row in rows(path):
            assert row["period"] == "2026-03"
            found |= {(row["queue"], name): value for name, value in row.items() if name not in {"period", "queue"}}
    for name in ("answered", "abandoned", "answered_in_20s", "abandoned_in_5s", "talk_s", "hold_s", "wrap_s"):
        assert int(found["care", name]) == true["care", name], name
    assert (int(found["care", "fcr_eligible_72h"]), int(found["care", "fcr_no_repeat_72h"])) == resolved(sample)
    assert int(found["care", "surveys"]) == true["care", "csat_answers"]
    assert int(found["care", "surveys_top_2"]) == true["care", "csat_score_4"] + true["care", "csat_score_5"]
    for kind in ("qa", "mystery"):
        assert 100 * Fraction(found["care", f"{kind}_points"]) == true["care", f"{kind}_points_hundredths"]
    assert 100 * Fraction(found["care", "mystery_points_possible"]) == true["care", "mystery_possible_hundredths"]
    assert int(found["back-office", "cases_closed"]) == true["back-office", "cases_closed"]
    assert 3600 * Fraction(found["back-office", "paid_h"]) == true["back-office", "paid_s"]


def test_the_month_is_settled_as_by_hand(sample: Path, measured: Path) -> None:
    settlement = settle(measured, period="2026-03")
    found = {line.id: Fraction(int(line.amount.numerator), int(line.amount.denominator)) for line in settlement.lines}
    expected = {line: amount for line, amount in by_hand(sample).items() if amount}
    assert found.pop("tax") == cents(sum(expected.values(), Fraction(0)) * percent("21"))
    assert {line: amount for line, amount in found.items() if amount} == expected


def test_the_readme_tells_the_month(sample: Path) -> None:
    text = (HOME / "README.md").read_text(encoding="utf-8")
    for line, amount in by_hand(sample).items():
        if amount:
            assert f"{abs(float(amount)):,.2f}" in text, line
