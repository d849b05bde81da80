"""Chats side by side and the calls of a dialler: what is measured of them is what the generator knows."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from slacontract.findings import any_stops
from slacontract.measuring.sample.plan import Plan, campaigns_of, chats_of, desks_of
from slacontract.measuring.sample.write import write_sample
from slacontract.workflow.files import Folder, find_contracts
from slacontract.workflow.measuring import measure_fields
from support.commands import CONTRACTS, run, tree

Key = tuple[str, str, str]
CONTRACT = """\
contract: desk
version: 1
effective: 2026-10-01
title: Chats and offers
client: {name: Acme}
vendor: {name: Desk}
term: {from: 2026-10-01, to: 2026-12-31}
currency: EUR
periods: {every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-10-01}
rounding: {mode: half_up, to: 0.01, at: line}
counting: {contacts: arrival, test_contacts: left_out, repeats_by: customer}
billing:
  chats:
    model: per_contact
    clause: A 1
    count: answered
    where: {queue: [chat], site: [madrid, lima]}
    rate: 2.50
tax: {treatment: reduces_base, category: S, rate: 21%}
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month with the day of 25 hours, with calls, chats and a campaign at two sites."""
    folder, sites = tmp_path_factory.mktemp("sample"), ["madrid", "lima"]
    desks = desks_of(["care"], sites, frozenset(), 40)
    plan = Plan(desks, ("2026-10",), 5, forms=("canonical",), chats=chats_of(sites, 240), campaigns=campaigns_of(sites, 60))
    write_sample(plan, folder)
    (folder / "v1.yaml").write_text(CONTRACT, encoding="utf-8")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def truth(sample: Path) -> dict[tuple[str, str], Counter[str]]:
    """By queue and site: each measure of October. The records end with the month, but for what is cancelled later."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows(sample / "truth.csv"):
        if row["period"] == "2026-10":
            sums[row["queue"], row["site"]][row["measure"]] += int(row["value"])
    return sums


OF_CHATS = (
    "offered",
    "answered",
    "abandoned",
    "answered_in_20s",
    "wait_answered_s",
    "talk_s",
    "wrap_s",
    "chats_queued",
    "chats_left",
)
OF_DIALS = ("dials", "live_calls", "live_calls_lasting_60s", "dialer_abandoned", "talk_s", "wrap_s")
OF_OFFERS = ("sales", "sales_net", "sales_cancelled", "contacts_eligible", "contacts_with_sale")
OF_LISTS = ("records_loaded", "records_worked", "records_contacted", "useful_contacts", "right_party_contacts", "records_closed",
            "loaded_records_contacted", "loaded_records_closed")  # fmt: skip
OF_AGENTS = {"busy_h": ("busy", "wrap"), "ready_h": ("ready",), "break_h": ("break",), "productive_h": ("busy", "wrap", "ready"),
             "offphone_h": ("offphone",), "logged_h": ("busy", "wrap", "ready", "break", "offphone")}  # fmt: skip


@pytest.fixture(scope="module")
def measured(sample: Path) -> dict[tuple[str, str, str], Fraction]:
    """Each field by queue and site, counted from the files."""
    (folder,), _ = find_contracts(sample)
    assert isinstance(folder, Folder)
    fields = frozenset({*OF_CHATS, *OF_DIALS, *OF_OFFERS, *OF_LISTS, *OF_AGENTS, "chat_handle_h"})
    measures, findings = measure_fields(folder, fields)
    assert not any_stops(findings), findings
    found: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    for cell, figure in measures.cells.items():
        if cell.period == "2026-10":
            named = dict(cell.member)
            found[cell.field, named.get("queue", ""), named.get("site", "")] += Fraction(
                int(figure.value.numerator), int(figure.value.denominator)
            )
    return found


@pytest.mark.parametrize("site", ["madrid", "lima"])
@pytest.mark.parametrize(
    ("queue", "fields"), [("chat", OF_CHATS), ("outbound", OF_DIALS), ("outbound", OF_OFFERS), ("", OF_LISTS)]
)
def test_what_is_measured_is_what_is_true(
    measured: Any, truth: Any, site: str, queue: str, fields: tuple[str, ...]
) -> None:  # fmt: skip
    true = truth[queue, site]
    assert {field: measured[field, queue, site] for field in fields} == {field: true[field] for field in fields}
    assert all(true[field] > 0 for field in fields if field != "sales_cancelled")


@pytest.mark.parametrize("site", ["madrid", "lima"])
@pytest.mark.parametrize("queue", ["care", "chat", "outbound"])
def test_hours_of_agents_are_true_also_where_states_overlap(measured: Any, truth: Any, queue: str, site: str) -> None:
    true = {field: sum(truth[queue, site][f"state_{kind}_s"] for kind in kinds) for field, kinds in OF_AGENTS.items()}
    assert {field: measured[field, queue, site] * 3600 for field in OF_AGENTS} == true


def test_chats_side_by_side_take_more_handle_time_than_the_clock(measured: Any, truth: Any) -> None:
    for site in ("madrid", "lima"):
        handle, busy = measured["chat_handle_h", "chat", site], measured["busy_h", "chat", site]
        assert handle == Fraction(truth["chat", site]["chat_handle_s"], 3600)
        assert Fraction(6, 5) < handle / busy < 3  # concurrency
        assert Fraction(2, 5) < busy / (busy + measured["ready_h", "chat", site]) < 1  # occupancy


def test_the_time_of_chats_second_by_second(sample: Path, truth: Any) -> None:
    """Nobody has more than three chats at once; each second counts once: for a chat, else for what is written up after it."""
    seconds: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    idle: Counter[str] = Counter()
    of_site: dict[str, str] = {}
    for row in rows(sample / "records" / "chat_states-2026-10.csv"):
        start, end = (int(datetime.fromisoformat(row[name]).timestamp()) for name in ("start_at", "end_at"))
        of_site[row["agent_key"]] = row["site"]
        if row["class"] in {"busy", "wrap"}:
            seconds[row["agent_key"], row["class"]].update(range(start, end))
        elif row["class"] == "ready":
            idle[row["site"]] += end - start
    assert max(max(counter.values()) for (_, kind), counter in seconds.items() if kind == "busy") == 3
    for site in ("madrid", "lima"):
        agents = [agent for agent, where in of_site.items() if where == site]
        assert sum(len(seconds[agent, "busy"]) for agent in agents) == truth["chat", site]["state_busy_s"]
        wrap = sum(len(seconds[agent, "wrap"].keys() - seconds[agent, "busy"].keys()) for agent in agents)
        assert wrap == truth["chat", site]["state_wrap_s"]
        assert idle[site] == truth["chat", site]["state_ready_s"]


def test_the_files_of_a_campaign_agree_with_each_other(sample: Path) -> None:
    records = sample / "records"
    dials, listed = rows(records / "dials-2026-10.csv"), rows(records / "records-2026-10.csv")
    by_person = Counter(row["customer_key"] for row in dials)
    assert {f"k{row['record_id']}": int(row["dials"]) for row in listed if row["dials"] != "0"} == dict(by_person)
    answered = {row["customer_key"] for row in dials if row["outcome"] == "answered"}
    assert {f"k{row['record_id']}" for row in listed if row["live"] == "true"} == answered
    assert all(row["right_party"] == "true" for row in listed if row["useful"] == "true")
    assert {row["direction"] for row in dials} == {"outbound"}
    outcomes = Counter(row["outcome"] for row in dials)
    assert 0 < outcomes["abandoned"] < outcomes["answered"] < outcomes["failed"]
    sold = {row["contact_id"] for row in dials if row["disposition"] == "sale"}
    offers = rows(records / "offers-2026-10.csv")
    assert {row["contact_id"] for row in offers if row["kind"] == "sale"} == sold
    assert sold < {row["contact_id"] for row in offers if row["kind"] == "eligible"}


def test_more_desks_change_nothing_of_the_others(tmp_path: Path) -> None:
    words = ("sample-records", CONTRACTS / "care-from-records", "--month", "2026-03", "--per-day", 26, "--seed", 20, "--output")
    for name, more in (("plain", ()), ("more", ("--chat", "--outbound"))):
        result = run(*words, tmp_path / name, *more)
        assert result.exit_code == 0, result.output
    plain, more_of_it = tree(tmp_path / "plain"), tree(tmp_path / "more")
    kept = {name: value for name, value in plain.items() if not name.startswith("truth") and name != "records.yaml"}
    assert {name: more_of_it.get(name) for name in kept} == kept
    stems = {name.rpartition("/")[2].removesuffix("-2026-03.csv") for name in more_of_it.keys() - plain.keys()}
    of_chats, of_calls = {"chats", "chat_states", "chat_schedules"}, {"dials", "dialler_states", "dialler_schedules"}
    assert stems == {*of_chats, *of_calls, "records", "offers"}
