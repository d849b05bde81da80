"""Public records measured and settled as a user does, beside plain Python over the same rows."""

from __future__ import annotations

import csv
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from slacontract.settlement.settlement import Settlement
from slacontract.workflow.files import find_contracts
from slacontract.workflow.runs import settle_folder
from support.commands import run

DATA = os.environ.get("SLACONTRACT_REAL_DATA", "")
HERE = Path(__file__).parent
ISRAEL = ZoneInfo("Asia/Jerusalem")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA, reason="SLACONTRACT_REAL_DATA does not name the folder with the public records"),
]


@dataclass(frozen=True)
class Call:
    """One call of the bank: who, when it came in (to the queue, or to the menu), what became of it, seconds."""

    ident: str
    customer: str
    arrived: datetime
    outcome: str
    wait: int
    talk: int


def settled(tmp_path: Path, folder: Path, table: str, *, measured: bool = True) -> Settlement:
    """The contract of a folder, settled from records that were measured before, or from ready measures."""
    desk = tmp_path / "desk"
    (desk / "records").mkdir(parents=True)
    for name in ("v1.yaml", "records.yaml" if measured else "feed.yaml"):
        shutil.copy(folder / name, desk / name)
    shutil.copy(Path(DATA) / table, desk / "records" / table if measured else desk / "measures.csv")
    if measured:
        told = run("measure", desk)
        assert told.exit_code == 0, told.output
    (found,), faults = find_contracts(desk)
    assert faults == []
    settlement, findings = settle_folder(found)
    assert settlement is not None, findings
    return settlement


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Settlement:
    return settled(tmp_path_factory.mktemp("bank"), HERE / "bank", "bank_calls_10_days.csv")


def local(day: str, clock: str, not_before: datetime) -> datetime:
    """A time of day without a date: long before what came before it, it is of the next day."""
    moment = datetime.fromisoformat(f"{day} {clock.zfill(8)}").replace(tzinfo=ISRAEL)
    later = not_before - moment > timedelta(hours=12)
    return moment + timedelta(days=later)


def read_calls() -> Iterator[Call]:
    with (Path(DATA) / "bank_calls_10_days.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["outcome"] == "PHANTOM":
                continue
            entry = datetime.fromisoformat(f"{row['date']} {row['vru_entry'].zfill(8)}").replace(tzinfo=ISRAEL)
            answered = row["outcome"] == "AGENT"
            queued = row["q_start"] if row["q_start"] != "0:00:00" else row["ser_start"] if answered else "0:00:00"
            arrived = entry if queued == "0:00:00" else local(row["date"], queued, entry)
            outcome = "answered" if answered else "abandoned" if row["q_start"] != "0:00:00" else "ivr"
            yield Call(
                f"{row['date']} {row['vru+line']} {row['call_id']}",
                row["customer_id"] if row["customer_id"] != "0" else "",
                arrived.astimezone(UTC),
                outcome,
                int(row["q_time"]),
                int(row["ser_time"]) if answered else 0,
            )


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    return list(read_calls())


def started(seconds: int, first: int, then: int) -> int:
    return 0 if seconds <= 0 else first + max(0, ceil(Fraction(seconds - first, then))) * then


def minutes(calls: list[Call]) -> dict[str, Fraction]:
    """Billed minutes in each way, by plain arithmetic over the calls."""
    served = [call for call in calls if call.outcome == "answered"]
    days: dict[object, list[int]] = defaultdict(list)
    for call in served:
        days[call.arrived.astimezone(ISRAEL).date()].append(call.talk)
    whole = sum(call.talk for call in served)
    seconds = {
        "by_1_1": whole,
        "by_6_6": sum(started(call.talk, 6, 6) for call in served),
        "by_30_6": sum(started(call.talk, 30, 6) for call in served),
        "by_60_60": sum(started(call.talk, 60, 60) for call in served),
        "cap_contact": sum(min(call.talk, 180) for call in served),
        "cap_day": sum(min(sum(of_day), 180 * len(of_day)) for of_day in days.values()),
        "cap_period": min(whole, 180 * len(served)),
    }
    return {name: Fraction(value, 60) for name, value in seconds.items()}


def test_minutes_are_billed_as_plain_arithmetic_bills_them(bank: Settlement, calls: list[Call]) -> None:
    found = {name: bank.value(f"billing.{name}.minutes", bank.asked[0]) for name in minutes(calls)}
    assert {name: Fraction(str(value)) for name, value in found.items()} == minutes(calls)


def test_each_definition_of_a_kpi_gives_its_own_figure(bank: Settlement, calls: list[Call]) -> None:
    served = [c for c in calls if c.outcome == "answered"]
    lost = [c for c in calls if c.outcome == "abandoned"]
    menu = sum(c.outcome == "ivr" for c in calls)
    quick, everyone = sum(c.wait <= 20 for c in served), len(served) + len(lost)
    expected = {
        "answered_only": Fraction(quick, len(served)),
        "all_offered": Fraction(quick, everyone),
        "exclude_within": Fraction(quick, everyone - sum(c.wait <= 20 for c in lost)),
        "exclude_short": Fraction(quick, everyone - sum(c.wait <= 5 for c in lost)),
        "met_within": Fraction(quick + sum(c.wait <= 20 for c in lost), everyone),
        "include_ivr": Fraction(quick, everyone + menu),
        "strict": Fraction(sum(c.wait < 20 for c in served), everyone),
        "answer_rate": Fraction(len(served), everyone),
        "abandonment": Fraction(len(lost) + menu, everyone + menu),
        "asa_all": Fraction(sum(c.wait for c in served), len(served)),
        "asa_waited": Fraction(sum(c.wait for c in served), sum(c.wait > 0 for c in served)),
        "aht": Fraction(sum(c.talk for c in served), len(served)),
    }
    assert {name: Fraction(str(bank.value(f"kpi.{name}.value", bank.asked[0]))) for name in expected} == expected


@pytest.mark.parametrize(("name", "days", "closed_only"), [("fcr_1d", 1, True), ("fcr_3d", 3, True), ("fcr_7d", 7, True),
                                                             ("fcr_7d_open", 7, False)])  # fmt: skip
def test_repeats_are_those_of_the_window(bank: Settlement, calls: list[Call], name: str, days: int, closed_only: bool) -> None:  # noqa: FBT001
    """Any later call of the same customer within the window, answered or not; windows that the records cut short are left out."""
    window, until = timedelta(days=days), max(call.arrived for call in calls)
    of_one: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for call in calls:
        if call.customer:
            of_one[call.customer].append((call.arrived, call.ident))
    first = [call for call in calls if call.customer and call.outcome == "answered"]
    first = [call for call in first if not closed_only or call.arrived + window <= until]
    alone = sum(
        not any((call.arrived, call.ident) < other and other[0] - call.arrived <= window for other in of_one[call.customer])
        for call in first
    )
    assert Fraction(str(bank.value(f"kpi.{name}.value", bank.asked[0]))) == Fraction(alone, len(first))


def test_a_year_of_providers_settles_from_records_as_from_the_table(tmp_path: Path) -> None:
    """The same public table, measured as records and read by a feed; the latter is worked out by hand in test_nhs111.py."""
    counted = settled(tmp_path / "records", HERE / "nhs111", "nhs111_provider_month.csv")
    ready = settled(tmp_path / "feed", HERE / "nhs111", "nhs111_provider_month.csv", measured=False)
    assert {(line.period.id, line.id): line.amount for line in counted.lines if line.amount} == {
        (line.period.id, line.id): line.amount for line in ready.lines if line.amount
    }
