"""A month of listed contacts, each with free short calls, increments, a cap and a floor: what one more contact costs."""

from __future__ import annotations

import json
import random
from functools import cache

from gmpy2 import mpq

from benchmarks.contenders import Race
from benchmarks.decade import HEAD
from slacontract.checks.contract import check_versions
from slacontract.model.contract import Agreement
from slacontract.model.measures import CONTACT, DAY, Cell, Figure, Measures
from slacontract.parse.contract import read_contract
from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement, settle

LINE = {
    "model": "per_minute", "clause": "A 1", "minutes": ["talk", "wrap"], "contacts": "listed", "rate": "0.60",
    "free_short": {"up_to": "30 s", "time": ["talk", "wrap"], "first": "200"},
    "increments": {"first": "30 s", "then": "6 s", "count": "started", "per": "contact", "apply": "before_cap"},
    "cap": {"aht": "300 s", "per": "contact", "level": "contact", "excess_paid": "50%", "floor": "20 s"},
}  # fmt: skip


@cache
def agreement() -> Agreement:
    """A contract of one line, billed contact by contact."""
    tree = {**HEAD, "term": {"from": "2026-01-01", "to": "2026-12-31"}, "billing": {"care": LINE},
            "accept": [{"code": "C220", "why": "calls are short and listed"}]}  # fmt: skip
    contract, findings = read_contract(json.dumps(tree).encode(), "v1.yaml")
    assert contract is not None, findings
    agreed, findings = check_versions([contract])
    assert agreed is not None, findings
    return agreed


@cache
def measures(contacts: int) -> Measures:
    """One month of so many contacts, as many on each day."""
    chance = random.Random(1)
    found = {}
    for number in range(contacts):
        member = ((DAY, f"{1 + number * 28 // contacts:02}"), (CONTACT, f"{number:05}"))
        for field, span in {"talk_s": (0, 900), "wrap_s": (0, 60)}.items():
            found[Cell("2026-01", member, field)] = Figure(mpq(chance.randint(*span)))
    return Measures(found)


@cache
def settled(contacts: int) -> Settlement:
    """The month settled."""
    result, findings = settle(agreement(), measures(contacts), agreement().latest.schedule.periods()[:1])
    assert result is not None, findings
    return result


def races() -> list[Race]:
    """The races of this file."""
    per_run = {f"{what}, {many:,} contacts": many for what in ("settlement", "workbook") for many in (500, 2_000)}
    contenders = {
        **{f"settlement, {many:,} contacts": lambda many=many: settled.__wrapped__(many) for many in (500, 2_000)},
        **{f"workbook, {many:,} contacts": lambda many=many: write_workbook(settled(many)) for many in (500, 2_000)},
    }
    about = (
        "One month of a line that bills contact by contact: short ones free, increments, a cap with a share of the excess, a "
        "floor. Each contact has ten rows of the calculation. Time is for one contact: a ratio of 1 means that four times the "
        "contacts cost four times as much. Aim: at most 1.2."
    )
    return [Race("Many contacts", about, "settlement, 500 contacts", contenders, rounds=3, per_run=per_run, unit="contact")]
