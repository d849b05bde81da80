"""Included units that are carried and small amounts that wait: against an independent account with plain fractions."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from support.settling import amounts, figure, small

USED = st.lists(st.integers(min_value=0, max_value=250), min_size=2, max_size=12)
PLAN = "billing:\n  messages:\n    model: per_unit\n    clause: A 1\n    count: messages\n    rate: 1\n"


def rows(used: list[int]) -> list[dict[str, object]]:
    return [{"period": f"2026-{month:02}", "messages": count} for month, count in enumerate(used, 1)]


def priced(used: list[int], own: int, life: int, *, carried_first: bool) -> list[int]:
    """What each period pays for, by an account of parcels that each know in which period they began."""
    parcels: list[list[int]] = []  # the period in which it began, what is left of it
    paid = []
    for now, count in enumerate(used):
        wanted = count
        parcels = [parcel for parcel in parcels if now - parcel[0] <= life]
        mine = [now, own]
        for parcel in [*parcels, mine] if carried_first else [mine, *parcels]:
            taken = min(wanted, parcel[1])
            parcel[1] -= taken
            wanted -= taken
        parcels.append(mine)
        paid.append(wanted)
    return paid


@settings(max_examples=40, deadline=None)
@given(used=USED, life=st.integers(1, 4), carried_first=st.booleans())
def test_carried_units_are_used_as_parcels_that_expire(used: list[int], life: int, carried_first: bool) -> None:  # noqa: FBT001
    first = "carried" if carried_first else "own"
    rule = f"    included: 100\n    rollover: {{clause: A 2, periods: {life}, within: term, first: {first}}}\n"
    settlement = small(PLAN + rule, rows(used))
    found = [figure(settlement, "billing.messages.above_included", f"2026-{month:02}") for month in range(1, len(used) + 1)]
    assert found == priced(used, 100, life, carried_first=carried_first)


@settings(max_examples=25, deadline=None)
@given(used=USED)
def test_what_lasts_to_the_end_is_one_balance(used: list[int]) -> None:
    settlement = small(f"{PLAN}    included: 100\n    rollover: {{clause: A 2, within: term}}\n", rows(used))
    balance = 0
    for month, count in enumerate(used, 1):
        left = balance + 100 - count
        assert figure(settlement, "billing.messages.above_included", f"2026-{month:02}") == max(0, -left)
        balance = max(0, left)


@settings(max_examples=40, deadline=None)
@given(used=st.lists(st.integers(min_value=0, max_value=40), min_size=2, max_size=12), least=st.integers(1, 60))
def test_small_amounts_wait_and_none_is_lost(used: list[int], least: int) -> None:
    rule = f"    de_minimis: {{clause: A 2, below: {least}, then: carried, at_end: paid}}\n"
    paid = amounts(small(PLAN + rule, rows(used)))
    waiting = Fraction(0)
    for month, count in enumerate(used, 1):
        period = f"2026-{month:02}"
        waiting += count
        billed = sum(amount for (when, line), amount in paid.items() if when == period and line != "tax")
        due = waiting if waiting >= least or month == 12 else 0
        assert billed == due, f"{period}: {count} and {waiting} in all"
        waiting -= due
