"""The generator of records: its truth against its own files, read with csv and counted here in plain Python."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from slacontract.measuring.sample.plan import Faults, Plan, desks_of
from slacontract.measuring.sample.write import write_sample
from slacontract.measuring.tables import tables
from support.commands import CONTRACTS, run, tree

MADRID = ZoneInfo("Europe/Madrid")
Key = tuple[str, str, str]
PLAN = Plan(
    desks_of(["care", "tech", "back-office"], ["madrid", "sevilla"], frozenset({"back-office"}), 50),
    ("2026-03",),
    seed=11,
    faults=Faults(stuck=4, duplicates=5, resent=20, overlapping=True, exclusions=True),
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(PLAN, folder)
    return folder


def rows(*paths: Path) -> list[dict[str, str]]:
    found = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


def truth(folder: Path, *, part: str | None = None) -> dict[Key, Counter[str]]:
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    for row in rows(folder / "truth.csv"):
        if part in {None, row["part"]}:
            sums[row["period"], row["queue"], row["site"]][row["measure"]] += int(row["value"])
    return sums


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def month(text: str) -> str:
    return f"{instant(text).astimezone(MADRID):%Y-%m}"


def newest_legs(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Legs of each contact, once each and in their newest version."""
    legs: dict[tuple[str, int], dict[str, str]] = {}
    for row in rows(*sorted((folder / "canonical").glob("interactions-*.csv"))):
        key = row["contact_id"], int(row["leg_no"])
        if key not in legs or legs[key]["last_update"] < row["last_update"]:
            legs[key] = row
    contacts: dict[str, list[dict[str, str]]] = defaultdict(list)
    for (contact, _), row in sorted(legs.items()):
        contacts[contact].append(row)
    return contacts


def counted(folder: Path) -> dict[Key, Counter[str]]:
    odd = {row["contact_id"] for row in rows(folder / "oddities.csv")}
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    for contact, legs in newest_legs(folder).items():
        first = legs[0]
        counter = sums[month(first["queued_at"] or first["started_at"]), first["queue"], first["site"]]
        if contact in odd:
            continue
        if first["outcome"] == "ivr":
            counter["ivr"] += 1
            continue
        answered = [leg for leg in legs if leg["answered_at"]]
        wait = int(first["wait_s"])
        counter["offered"] += 1
        counter["answered"] += bool(answered)
        counter["abandoned"] += not answered
        counter["answered_in_20s"] += bool(answered) and wait <= 20
        counter["answered_under_20s"] += bool(answered) and wait < 20
        counter["abandoned_in_5s"] += not answered and wait <= 5
        counter["wait_answered_s"] += wait if answered else 0
        counter["legs"] += len(answered)
        for name in ("talk_s", "hold_s", "wrap_s", "ring_s"):
            counter[name] += sum(int(leg[name]) for leg in answered)
        handle = sum(int(leg[name]) for leg in answered for name in ("talk_s", "hold_s", "wrap_s"))
        counter["handle_to_300_s"] += min(handle, 300)
        minutes, rest = divmod(handle, 60)
        counter["handle_by_60_60_s"] += 60 * (minutes + (rest > 0))
    return sums


def test_every_column_and_word_is_one_of_the_canonical_tables(sample: Path) -> None:
    known = tables()
    for path in (sample / "canonical").glob("*.csv"):
        name = re.sub(r"-2026.*|\.csv", "", path.name)
        if name in {"quality", "mystery"}:
            continue
        found = rows(path)
        assert set(found[0]) <= set(known[name].columns), name
        for column in found[0]:
            allowed = getattr(known[name].columns[column], "one_of", ()) or ()
            assert not allowed or {row[column] for row in found} <= {"", *allowed}, (name, column)


def test_the_truth_is_what_the_records_hold(sample: Path) -> None:
    true, found = truth(sample), counted(sample)
    assert {key[1] for key in found} == {"", "care", "tech"}
    for key, counter in found.items():
        assert {name: true[key][name] for name in counter} == dict(counter), key


def test_the_files_have_the_faults_that_were_asked_for(sample: Path) -> None:
    legs = rows(*sorted((sample / "canonical").glob("interactions-*.csv")))
    keys = [(row["contact_id"], row["leg_no"]) for row in legs]
    versions = {(row["contact_id"], row["leg_no"], row["last_update"]) for row in legs}
    assert len(set(keys)) < len(versions) < len(legs)
    odd = rows(sample / "oddities.csv")
    stuck = [row for row in odd if row["what"] == "stuck"]
    assert len(stuck) == 4
    assert all(int(row["handle_s"]) > 18_000 for row in stuck)
    true = truth(sample)
    assert sum(counter["stuck_contacts"] for counter in true.values()) == 4
    assert sum(counter["test_contacts"] for counter in true.values()) == len(odd) - 4


def test_repeats_are_counted_by_customer(sample: Path) -> None:
    odd = {row["contact_id"] for row in rows(sample / "oddities.csv")}
    calls: dict[str, list[tuple[datetime, bool, Key]]] = defaultdict(list)
    for contact, legs in newest_legs(sample).items():
        first = legs[0]
        moment = first["queued_at"] or first["started_at"]
        if contact not in odd and first["customer_key"]:
            key = month(moment), first["queue"], first["site"]
            calls[first["customer_key"]].append((instant(moment), any(leg["answered_at"] for leg in legs), key))
    eligible: Counter[Key] = Counter()
    alone: Counter[Key] = Counter()
    for of_one in calls.values():
        of_one.sort(key=lambda call: call[0])
        for number, (at, answered, key) in enumerate(of_one):
            if answered:
                eligible[key] += 1
                following = of_one[number + 1][0] if number + 1 < len(of_one) else None
                alone[key] += following is None or following - at > timedelta(hours=72)
    true = truth(sample)
    assert dict(eligible) == {key: counter["fcr_identified"] for key, counter in true.items() if counter["fcr_identified"]}
    assert dict(alone) == {key: counter["fcr_no_repeat_72h"] for key, counter in true.items() if counter["fcr_no_repeat_72h"]}
    assert sum(alone.values()) < sum(eligible.values())


def test_vendor_forms_hold_the_same_contacts(sample: Path) -> None:
    odd = {row["contact_id"] for row in rows(sample / "oddities.csv")}
    true = truth(sample)
    whole = {
        name: sum(counter[name] for counter in true.values()) for name in ("talk_s", "hold_s", "wrap_s", "answered", "abandoned")
    }
    genesys = {row["Conversation ID"]: row for row in rows(*(sample / "genesys").glob("conversations-*.csv"))}
    kept = [row for ident, row in genesys.items() if ident not in odd and row["Non-ACD"] == "NO"]
    assert sum(int(row["Total Talk"]) for row in kept) == 1000 * whole["talk_s"]
    assert sum(int(row["Total ACW"]) for row in kept) == 1000 * whole["wrap_s"]
    assert sum(row["Abandoned"] == "YES" for row in kept) == whole["abandoned"]
    assert sum(row["Users - Interacted"] != "" for row in kept) == whole["answered"]
    five9 = {(row["CALL ID"], row["TIMESTAMP"]): row for row in rows(*(sample / "five9").glob("calls-*.csv"))}
    talk = sum(seconds(row["TALK TIME"]) for (ident, _), row in five9.items() if ident not in odd)
    assert talk == whole["talk_s"]


@pytest.mark.parametrize("form", ["genesys", "five9"])
def test_the_forms_of_vendors_are_measured_as_the_canonical_one(tmp_path: Path, form: str) -> None:
    """What a vendor's export does not say is the only difference: which calls are tests, and that ringing is part of the wait."""
    home, found = CONTRACTS / "care-from-records", {}
    for kind in ("canonical", form):
        desk = tmp_path / kind
        made = run("sample-records", home, "--month", "2026-03", "--per-day", 60, "--seed", 7, "--form", kind, "--output", desk)
        assert made.exit_code == 0, made.output
        contract = (home / "v1.yaml").read_text(encoding="utf-8").replace("test_contacts: left_out", "test_contacts: counted")
        (desk / "v1.yaml").write_text(contract, encoding="utf-8")
        told = run("measure", desk)
        assert told.exit_code == 0, told.output
        found[kind] = {
            (path.name, name): sum(hours_or_number(row[name], name) for row in read)
            for path in sorted((desk / "measures").glob("*.csv"))
            if (read := rows(path))
            for name in read[0]
            if name not in {"period", "queue", "site", "team", "campaign", "reason", "kind"}
        }
    short = {("2026-03_contacts.csv", name) for name in ("answered_in_20s", "wait_answered_s")}
    missing = (
        {("2026-03_repeats.csv", name) for name in ("fcr_eligible_72h", "fcr_no_repeat_72h")} if form == "genesys" else set()
    )
    ours = {key: value for key, value in found["canonical"].items() if key not in short | missing}
    assert {key: found[form].get(key) for key in ours} == ours
    assert ours["2026-03_contacts.csv", "talk_s"] > 0
    for key in short & found[form].keys():
        assert found[form][key] != 0


def hours_or_number(text: str, name: str) -> Fraction:
    """A counter as it is written: hours that are no decimal number stand in seconds."""
    number, _, unit = (text or "0").partition(" ")
    return Fraction(number) / (3600 if unit == "s" and name.endswith("_h") else 1)


def seconds(clock: str) -> int:
    hours, minutes, rest = map(int, clock.split(":"))
    return hours * 3600 + minutes * 60 + rest


def test_agents_are_in_one_state_at_a_time_and_the_truth_cuts_at_midnight(sample: Path) -> None:
    by_agent: dict[str, list[dict[str, str]]] = defaultdict(list)
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    for row in rows(sample / "canonical" / "agent_states-2026-03.csv"):
        by_agent[row["agent_key"]].append(row)
        start, end = instant(row["start_at"]), instant(row["end_at"])
        while start < end:
            local = start.astimezone(MADRID)
            midnight = datetime(local.year, local.month, local.day, tzinfo=MADRID) + timedelta(days=1)
            edge = min(end, midnight.astimezone(start.tzinfo))
            sums[f"{local:%Y-%m}", row["queue"], row["site"]][f"state_{row['class']}_s"] += int((edge - start).total_seconds())
            start = edge
    for states in by_agent.values():
        states.sort(key=lambda row: row["start_at"])
        for before, after in pairwise(states):
            assert before["end_at"] <= after["start_at"], (before, after)
    true = truth(sample)
    for key, counter in sums.items():
        assert {name: true[key][name] for name in counter} == dict(counter), key


def test_the_month_looks_like_one_of_a_contact_centre(sample: Path) -> None:
    true = truth(sample)
    for (_, queue, _), counter in true.items():
        if queue != "care":
            continue
        offered = counter["answered"] + counter["abandoned"]
        if offered < 100:
            continue
        assert 40 * offered < 100 * counter["answered_in_20s"] < 95 * offered
        assert 150 < counter["handle_s"] / counter["answered"] < 700
    nights = [row for row in rows(*(sample / "canonical").glob("interactions-*.csv")) if row["queue"] == "tech"]
    assert {instant(row["started_at"]).astimezone(MADRID).hour for row in nights} >= {0, 12, 23}


def test_the_same_plan_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    small = Plan(desks_of(["care"], ["madrid"], frozenset(), 12), ("2026-10",), seed=3, forms=("canonical",))
    write_sample(small, tmp_path)
    digest = hashlib.sha256("".join(f"{name} {value}\n" for name, value in tree(tmp_path).items()).encode()).hexdigest()
    assert digest[:16] == PINNED


PINNED = "d64137bee3d8d3c4"
"""Changes with the generator only: what was drawn on one machine is drawn on every other."""


def test_the_verb_takes_queues_from_the_contract(tmp_path: Path) -> None:
    words = ("sample-records", CONTRACTS / "acme-inbound", "--month", "2026-05", "--per-day", 20, "--output", tmp_path / "new")
    result = run(*words)
    assert result.exit_code == 0, result.output
    queues = {row["queue"] for row in rows(tmp_path / "new" / "records" / "interactions-2026-05.csv")}
    assert queues == {"care", "tech", "retention", ""}
    again = run(*words)
    assert again.exit_code == 1
    assert "E502" in again.output
    assert run("sample-records", CONTRACTS / "acme-inbound", "--month", "May", "--output", tmp_path / "other").exit_code == 1
    assert not (tmp_path / "other").exists()
