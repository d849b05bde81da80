"""The public records as canonical rows, beside a reading of the same files with csv and zoneinfo alone."""

from __future__ import annotations

import csv
import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from support.records_at_hand import Read, read

DATA = os.environ.get("SLACONTRACT_REAL_DATA", "")
BANK = Path(DATA) / "bank_calls_10_days.csv"
NHS = Path(DATA) / "nhs111_provider_month.csv"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA, reason="SLACONTRACT_REAL_DATA does not name the folder with the public records"),
]


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def bank() -> Read:
    return read((Path(__file__).parent / "bank" / "records.yaml").read_text(encoding="utf-8"), [BANK])


@pytest.fixture(scope="module")
def nhs() -> Read:
    return read((Path(__file__).parent / "nhs111" / "records.yaml").read_text(encoding="utf-8"), [NHS])


def outcome(row: dict[str, str]) -> str:
    if row["outcome"] == "AGENT":
        return "answered"
    return "abandoned" if row["q_start"] != "0:00:00" else "ivr"


def utc(day: str, clock: str, entry: str) -> datetime | None:
    """A time of day of a call that came in at ``entry``; long before it is the next day."""
    if clock == "0:00:00":
        return None
    hour, minute, second = (int(part) for part in clock.split(":"))
    came = [int(part) for part in entry.split(":")]
    later = (came[0] * 60 + came[1]) * 60 + came[2] - ((hour * 60 + minute) * 60 + second) > 12 * 3600
    local = datetime.combine(date.fromisoformat(day) + timedelta(days=later), datetime.min.time())
    local = local.replace(hour=hour, minute=minute, second=second, tzinfo=ZoneInfo("Asia/Jerusalem"))
    return local.astimezone(UTC).replace(tzinfo=None)


def test_every_call_has_its_instants_and_durations(bank: Read) -> None:
    expected = []
    for row in (r for r in lines(BANK) if r["outcome"] != "PHANTOM"):
        agent = row["outcome"] == "AGENT"
        queued = row["q_start"] if row["q_start"] != "0:00:00" or not agent else row["ser_start"]
        ended = next(row[c] for c in ("ser_exit", "q_exit", "vru_exit") if row[c] != "0:00:00")
        expected.append((
            f"{row['date']}|{row['vru+line']}|{row['call_id']}", 1, row["type"], row["priority"], outcome(row),
            utc(row["date"], row["vru_entry"], row["vru_entry"]), utc(row["date"], queued, row["vru_entry"]),
            utc(row["date"], row["ser_start"], row["vru_entry"]) if agent else None, utc(row["date"], ended, row["vru_entry"]),
            int(row["q_time"]), int(row["ser_time"]) if agent else None,
            int(row["vru_time"]) if int(row["vru_time"]) >= 0 else None, row["server"] if row["server"] != "NO_SERVER" else None,
        ))  # fmt: skip
    found = bank.rows(
        "interactions", "contact_id", "leg_no", "queue", "priority", "outcome", "started_at", "queued_at", "answered_at",
        "ended_at", "wait_s", "talk_s", "ivr_s", "agent_key", order="contact_id",
    )  # fmt: skip
    assert found == sorted(expected, key=lambda row: row[0])


def test_the_account_of_the_bank(bank: Read) -> None:
    rows = lines(BANK)
    left = sum(row["outcome"] == "PHANTOM" for row in rows)
    assert not any(f.stops for f in bank.findings)
    assert (bank.table.read, bank.table.kept) == (len(rows), len(rows) - left)
    assert [(drop.reason, drop.rows) for drop in bank.table.dropped] == [("phantom call of the switch", left)]
    first = next(n for n, row in enumerate(rows, 2) if row["outcome"] == "PHANTOM")
    assert bank.table.dropped[0].examples[0].line == first
    real = [row for row in rows if row["outcome"] != "PHANTOM"]
    assert bank.table.unknown["customer_key"] == sum(row["customer_id"] == "0" for row in real)
    assert bank.table.unknown["agent_key"] == sum(row["server"] == "NO_SERVER" for row in real)
    assert bank.table.days_without == ()


def test_customers_are_told_apart_and_not_named(bank: Read) -> None:
    known = Counter(row["customer_id"] for row in lines(BANK) if row["outcome"] != "PHANTOM" and row["customer_id"] != "0")
    found = bank.connection.execute("SELECT customer_key, count(*) FROM interactions GROUP BY 1").fetchall()
    keys = {key: count for key, count in found if key is not None}
    assert sorted(keys.values()) == sorted(known.values())
    assert not set(keys) & set(known)


def test_months_of_providers_are_counters(nhs: Read) -> None:
    columns = {
        "offered": "Nhs1 Number Calls Offered SUM", "answered": "Nhs1 Answered Calls SUM",
        "abandoned": "Nhs1 Abandoned Calls SUM", "answered_in_60s": "Nhs1 Answered 60sec SUM",
        "callbacks_requested": "Nhs1 Person Offered Call Back SUM",
    }  # fmt: skip
    rows = lines(NHS)
    expected = Counter[tuple[datetime, str, str]]()
    for row in rows:
        month = datetime.strptime(row["Periodname"], "%b-%y").replace(tzinfo=ZoneInfo("Europe/London"))
        at = month.astimezone(UTC).replace(tzinfo=None)
        for measure, heading in columns.items():
            expected[at, row["Provider Org Code"], measure] += int(row[heading])
    found = Counter[tuple[datetime, str, str]]()
    for at, provider, measure, value in nhs.rows("interval_stats", "start_at", "provider", "measure", "value"):
        found[at, provider, measure] += value
    assert found == expected
    assert nhs.table.kept == len(rows)
    assert not any(f.stops for f in nhs.findings)
