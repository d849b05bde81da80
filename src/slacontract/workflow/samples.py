"""Invented records for a contract: its queues, sites and time zone, a volume, months and a seed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slacontract.findings import Finding, Position, any_stops, finding
from slacontract.measuring.sample.plan import Desk, Faults, Form, Plan, campaigns_of, chats_of, desks_of
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.files import find_contracts, unwritable

if TYPE_CHECKING:
    from slacontract.model.contract import Contract


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for on the command line."""

    month: str
    months: int
    seed: int
    per_day: int
    forms: tuple[Form, ...]
    flawed: bool
    chat: bool = False
    outbound: bool = False


def sample_records(path: Path, wish: Wish, folder: Path) -> tuple[list[Path], list[Finding]]:
    """Write invented records for the contract at ``path`` below ``folder``, which must be new or empty."""
    from slacontract.measuring.sample.write import write_sample  # noqa: PLC0415

    findings = _faults(wish, folder)
    folders, found = find_contracts(path)
    findings += found
    if len(folders) > 1:
        findings.append(
            finding("E501", Position(str(path)), "There are several contracts here.", "Name the folder of one of them.")
        )
    if any_stops(findings):
        return [], findings
    agreement, found = read_agreement(folders[0])
    findings += found
    if agreement is None or any_stops(findings):
        return [], findings
    return write_sample(plan_for(agreement.latest, wish), folder), findings


def plan_for(contract: Contract, wish: Wish) -> Plan:
    """The plan of a contract: its queues in the order in which it names them, written work where it is paid by the hour."""
    queues = dict.fromkeys([*_named(contract, "queue", calls=True), *_named(contract, "queue", calls=False)]) or {
        "care": None,
        "tech": None,
    }
    sites = list(dict.fromkeys([*_named(contract, "site", calls=True), *_named(contract, "site", calls=False)])) or ["madrid"]
    cases = frozenset(_named(contract, "queue", calls=False)) - frozenset(_named(contract, "queue", calls=True))
    desks: tuple[Desk, ...] = desks_of(list(queues), sites, cases, wish.per_day)
    faults = Faults(stuck=3, duplicates=2, resent=8, overlapping=True, exclusions=True) if wish.flawed else Faults()
    chats = chats_of(sites, wish.per_day) if wish.chat else ()
    campaigns = campaigns_of(sites, wish.per_day) if wish.outbound else ()
    return Plan(desks, tuple(_months(wish)), wish.seed, str(contract.periods.timezone), forms=wish.forms, faults=faults,
                chats=chats, campaigns=campaigns)  # fmt: skip


def _named(contract: Contract, dimension: str, *, calls: bool) -> list[str]:
    """Members that billing lines name, of those paid by the hour or of all others."""
    lines = [line for line in contract.billing.values() if line.model.startswith("per_fte") is not calls]
    return [str(member) for line in lines for name, members in line.where.items() if name == dimension for member in members]


def _months(wish: Wish) -> list[str]:
    year, month = map(int, wish.month.split("-"))
    return [f"{year + (month - 1 + n) // 12}-{(month - 1 + n) % 12 + 1:02}" for n in range(wish.months)]


def _faults(wish: Wish, folder: Path) -> list[Finding]:
    found = unwritable(folder)
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", wish.month):
        found.append(finding("E504", Position("--month"), f"'{wish.month}' is no month.", "Write it as 2026-03."))
    if folder.is_dir() and any(folder.iterdir()):
        found.append(finding("E502", Position(str(folder)), "There are files in this folder; they were left as they are.",
                             "Choose a new folder."))  # fmt: skip
    return found
