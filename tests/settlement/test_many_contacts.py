"""Many contacts: long runs of rows of one shape are computed in loops, and come out as each row does by itself."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from math import ceil

from slacontract.formula.generated import ROWS_IN_A_LOOP, ROWS_IN_A_PART
from slacontract.formula.interpreter import Place, value_of
from slacontract.settlement.settlement import Settlement
from support.settling import figure, small

BILLING = """
billing:
  care:
    model: per_minute
    clause: Annex A 1
    minutes: [talk, wrap]
    contacts: listed
    free_short: {up_to: 30 s, time: [talk, wrap], first: 9}
    increments: {first: 30 s, then: 6 s, count: started, per: contact, apply: before_cap}
    cap: {aht: 300 s, per: contact, level: contact, excess_paid: 50%, floor: 20 s}
    rate: 0.60
accept: [{code: C220, why: calls are short and listed}]
"""
MANY = 2 * ROWS_IN_A_PART // ROWS_IN_A_LOOP + 200
"""Contacts enough for several loops, and for rows of several parts."""


@cache
def calls() -> list[tuple[int, int]]:
    """Talk and after-contact work of each call, in seconds; among them free ones, and calls of nothing."""
    chance = random.Random(7)  # noqa: S311
    return [(chance.choice((0, 3, 12, 25, 90, 200, 310, 700)), chance.randint(0, 9)) for _ in range(MANY)]


@cache
def month() -> Settlement:
    rows = [
        {"date": f"2026-01-{1 + number * 28 // MANY:02}", "contact": f"c{number}", "talk_s": talk, "wrap_s": wrap}
        for number, (talk, wrap) in enumerate(calls())
    ]
    return small(BILLING, rows)


def billed_seconds() -> Fraction:
    """The same, call by call in plain arithmetic."""
    total, free = Fraction(0), 0
    for talk, wrap in calls():
        length = talk + wrap
        if 0 < length <= 30 and free < 9:
            free += 1
            continue
        counted = 0 if not length else 30 + 6 * ceil(max(0, length - 30) / Fraction(6))
        paid = Fraction(counted) if counted <= 300 else 300 + Fraction(counted - 300, 2)
        total += max(paid, Fraction(20)) if counted else 0
    return total


def test_each_call_is_billed_as_arithmetic_says() -> None:
    assert figure(month(), "billing.care.minutes", "2026-01") == billed_seconds() / 60


def test_loops_give_what_the_interpreter_gives() -> None:
    settlement = month()
    place = Place(settlement.calculation, settlement.columns, 0)
    rows = settlement.calculation.plans[0].rows.values()
    wrong = [row.id for row in rows if row.formula and value_of(row.formula, place) != settlement.columns[0][row.id]]
    assert wrong == []
