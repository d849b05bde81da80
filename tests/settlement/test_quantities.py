"""Quantities of billing lines: contact by contact and day by day, against an independent count with plain fractions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.findings import any_stops
from slacontract.parse.apart import MOST_CONTACTS
from slacontract.parse.measures import read_measures
from slacontract.settlement.settlement import settle
from slacontract.settlement.wanted import wanted_by
from support.settling import HEAD, agreed, amounts, as_csv, figure, measured, settled, small

CALLS = "accept: [{code: C220, why: test}]\nbilling:\n  calls:\n    model: per_minute\n    clause: A 1\n    rate: 1\n"
SECONDS = st.integers(min_value=0, max_value=2000)


def calls(lines: str) -> str:
    return CALLS + "".join(f"    {line}\n" for line in lines.strip().splitlines())


def told(text: str, tables: Iterable[str]) -> list[str]:
    """What reading and settling say, as ``CODE what``."""
    agreement = agreed(HEAD + text)
    files = [(f"measures-{number}.csv", table.encode()) for number, table in enumerate(tables)]
    measures, findings = read_measures(files, None, wanted_by(agreement))
    if not any_stops(findings):
        periods = [p for p in agreement.latest.schedule.periods() if p.id in measures.periods()]
        findings = findings + settle(agreement, measures, periods)[1]
    return [f"{f.code.id} {f.what}" for f in findings]


def contact_rows(seconds: Iterable[int], more: Mapping[str, object] | None = None) -> list[dict[str, object]]:
    return [{"period": "2026-01", "contact": f"c{n}", "talk_s": s, **(more or {})} for n, s in enumerate(seconds, 1)]


def counted_up(seconds: int, first: int, then: int) -> int:
    """The formula of the trade: nothing for nothing, else the first increment and the begun ones after it."""
    return 0 if seconds <= 0 else first + max(0, math.ceil(Fraction(seconds - first, then))) * then


@pytest.mark.parametrize(
    ("seconds", "first", "then", "billed"),
    [(83, 60, 10, 90), (83, 60, 60, 120), (10, 30, 6, 30), (31, 30, 6, 36), (8, 6, 6, 12), (0, 60, 60, 0), (60, 60, 60, 60)],
)
def test_increments_as_the_trade_publishes_them(seconds: int, first: int, then: int, billed: int) -> None:
    rule = f"minutes: talk\ncontacts: listed\nincrements: {{first: {first} s, then: {then} s, count: started, per: contact}}"
    settlement = small(calls(rule), contact_rows([seconds]))
    assert figure(settlement, "billing.calls.increments[contact=0001]", "2026-01") == billed


@settings(max_examples=25, deadline=None)
@given(
    seconds=st.lists(SECONDS, min_size=1, max_size=8), first=st.integers(1, 120), then=st.integers(1, 120),
    cap=st.integers(1, 900), before=st.booleans(),
)  # fmt: skip
def test_increments_and_caps_of_contacts_in_both_orders(
    seconds: list[int],
    first: int,
    then: int,
    cap: int,
    before: bool,  # noqa: FBT001
) -> None:
    order = "before_cap" if before else "after_cap"
    rule = (
        f"minutes: talk\ncontacts: listed\nincrements: {{first: {first} s, then: {then} s, count: started, per: contact, "
        f"apply: {order}}}\ncap: {{aht: {cap} s, per: contact, level: contact}}"
    )
    one = [min(counted_up(s, first, then), cap) if before else counted_up(min(s, cap), first, then) for s in seconds]
    settlement = small(calls(rule).replace("accept: [{code: C220, why: test}]\n", ""), contact_rows(seconds))
    assert figure(settlement, "billing.calls.minutes", "2026-01") == Fraction(sum(one), 60)


@settings(max_examples=25, deadline=None)
@given(seconds=st.lists(SECONDS, min_size=1, max_size=12), cap=st.integers(1, 600))
def test_the_finer_the_level_of_a_cap_the_less_is_paid(seconds: list[int], cap: int) -> None:
    rows = [{"date": f"2026-01-{1 + n % 3:02}", "contact": f"c{n}", "answered": 1, "talk_s": s} for n, s in enumerate(seconds)]
    paid = {}
    for level, contacts in (("contact", "contacts: listed\n"), ("day", ""), ("period", "")):
        rule = f"minutes: talk\n{contacts}cap: {{aht: {cap} s, per: contact, level: {level}}}"
        settlement = small(calls(rule).replace("accept: [{code: C220, why: test}]\n", ""), rows)
        paid[level] = figure(settlement, "billing.calls.minutes", "2026-01")
    days = [[s for n, s in enumerate(seconds) if n % 3 == day] for day in range(3)]
    assert paid["contact"] == Fraction(sum(min(s, cap) for s in seconds), 60)
    assert paid["day"] == Fraction(sum(min(sum(day), cap * len(day)) for day in days), 60)
    assert paid["period"] == Fraction(min(sum(seconds), cap * len(seconds)), 60)
    assert paid["contact"] <= paid["day"] <= paid["period"]


@settings(max_examples=25, deadline=None)
@given(seconds=st.lists(st.integers(0, 60), min_size=1, max_size=70), free=st.integers(1, 60))
def test_the_first_short_contacts_are_free(seconds: list[int], free: int) -> None:
    rule = f"minutes: talk\ncontacts: listed\nfree_short: {{below: 30 s, time: talk, first: {free}}}"
    left, paid = free, 0
    for one in seconds:
        short = 0 < one < 30
        paid += 0 if short and left > 0 else one
        left -= short
    settlement = small(calls(rule), contact_rows(seconds))
    assert figure(settlement, "billing.calls.minutes", "2026-01") == Fraction(paid, 60)


def test_the_order_of_rows_and_files_moves_nothing() -> None:
    rule = "minutes: talk\ncontacts: listed\nfree_short: {up_to: 30 s, time: talk, first: 2}"
    rows = contact_rows([10, 25, 30, 31, 5, 600, 7, 8, 9, 20, 30])
    agreement = agreed(HEAD + calls(rule))
    once = settled(agreement, measured(agreement, [as_csv(rows)]))
    again = settled(agreement, measured(agreement, [as_csv(rows[6:][::-1]), as_csv(rows[:6][::-1])]))
    assert amounts(once) == amounts(again)
    assert figure(once, "billing.calls.free[contact=0002]", "2026-01") == 1
    assert figure(once, "billing.calls.free[contact=0010]", "2026-01") == 0


def test_counters_and_contacts_give_the_same_bill() -> None:
    rule = (
        "minutes: talk\ncontacts: {}\nfree_short: {{up_to: 30 s, time: talk, first: 2}}\n"
        "increments: {{first: 60 s, then: 60 s, count: started, per: contact}}"
    )
    seconds = [10, 30, 29, 31, 61, 0, 600]
    listed = small(calls(rule.format("listed")), contact_rows(seconds))
    sums = {"talk_by_60_60_s": sum(counted_up(s, 60, 60) for s in seconds), "ended_in_30s": sum(0 < s <= 30 for s in seconds)}
    counted = small(calls(rule.format("counted")), [{"period": "2026-01", **sums}])
    assert figure(listed, "billing.calls.minutes", "2026-01") == figure(counted, "billing.calls.minutes", "2026-01") == 14


def test_an_excess_paid_in_part_from_two_counters() -> None:
    rule = "minutes: handle\ncontacts: counted\ncap: {aht: 300 s, per: contact, level: contact, excess_paid: 50%}"
    rows = [{"period": "2026-01", "handle_to_300_s": 540, "talk_s": 0}]
    settlement = small(calls(rule).replace("accept: [{code: C220, why: test}]\n", ""), [{**rows[0], "handle_s": 900}])
    assert figure(settlement, "billing.calls.minutes", "2026-01") == Fraction(540 + 180, 60)


def test_contact_rows_feed_kpis_and_other_lines_as_their_sum() -> None:
    text = calls("minutes: talk\ncontacts: listed\nincrements: {first: 60 s, then: 60 s, count: started, per: contact}") + (
        "  each: {model: per_contact, clause: A 2, count: answered, rate: 2}\n"
        "kpis:\n"
        "  aht: {clause: B 1, kpi: aht, variant: {hold: excluded, wrap: excluded, unit_of_count: contact}, target: '<= 300 s'}\n"
    )
    settlement = small(text.replace("accept: [{code: C220, why: test}]\n", ""), contact_rows([30, 90, 240], {"answered": 1}))
    assert figure(settlement, "kpi.aht.value", "2026-01") == 120
    assert amounts(settlement)["2026-01", "billing.each"] == 6
    assert figure(settlement, "billing.calls.minutes", "2026-01") == 7


def test_a_contact_of_another_queue_is_another_contact() -> None:
    rule = "minutes: talk\ncontacts: listed\neach: [queue]\nincrements: {first: 60 s, then: 60 s, count: started, per: contact}"
    rows = [
        {"period": "2026-01", "queue": q, "contact": c, "talk_s": s} for q, c, s in (("a", "7", 61), ("b", "7", 1), ("b", "9", 1))
    ]
    settlement = small(calls(rule), rows)
    assert amounts(settlement)["2026-01", "billing.calls[queue=a]"] == 2
    assert amounts(settlement)["2026-01", "billing.calls[queue=b]"] == 2


@settings(max_examples=20, deadline=None)
@given(seconds=st.lists(SECONDS, min_size=1, max_size=9), cap=st.integers(30, 600), share=st.integers(1, 99))
def test_increments_of_contacts_then_a_cap_of_days_with_excess_and_collar(seconds: list[int], cap: int, share: int) -> None:
    rule = (
        "minutes: talk\ncontacts: listed\nfixed_wrap: {time: 15 s, per: contact}\n"
        "increments: {first: 30 s, then: 6 s, count: started, per: contact, apply: before_cap}\n"
        f"cap: {{aht: {cap} s, floor: 20 s, per: contact, level: day, excess_paid: {share}%}}"
    )
    rows = [{"date": f"2026-01-{1 + n % 2:02}", "contact": f"c{n}", "answered": 1, "talk_s": s} for n, s in enumerate(seconds)]
    settlement = small(calls(rule).replace("accept: [{code: C220, why: test}]\n", ""), rows)
    paid = Fraction(0)
    for day in range(2):
        one = [counted_up(s + 15, 30, 6) for n, s in enumerate(seconds) if n % 2 == day]
        most = cap * len(one)
        within: int = min(sum(one), most)
        excess: int = max(0, sum(one) - most)
        paid += max(within + Fraction(share, 100) * excess, Fraction(20 * len(one)))
    assert figure(settlement, "billing.calls.minutes", "2026-01") == paid / 60


@pytest.mark.parametrize(("seconds", "billed"), [(29, 0), (30, 60), (89, 60), (90, 120), (0, 0)])
def test_to_the_nearest_minute(seconds: int, billed: int) -> None:
    rule = "minutes: talk\nincrements: {first: 60 s, then: 60 s, count: nearest, per: period}"
    settlement = small(calls(rule), [{"period": "2026-01", "talk_s": seconds}])
    assert figure(settlement, "billing.calls.increments", "2026-01") == billed


def test_free_contacts_leave_the_cap_too() -> None:
    rule = "minutes: talk\ncontacts: listed\nfree_short: {up_to: 30 s, time: talk}\ncap: {aht: 60 s, per: contact, level: period}"
    settlement = small(
        calls(rule).replace("accept: [{code: C220, why: test}]\n", ""), contact_rows([10, 20, 300], {"answered": 1})
    )
    assert figure(settlement, "billing.calls.seconds_cap", "2026-01") == 60
    assert figure(settlement, "billing.calls.minutes", "2026-01") == 1


def test_every_day_by_itself() -> None:
    text = (
        "billing:\n  day:\n    model: per_contact\n    clause: A 1\n    count: answered\n    rate: 2\n    each: [day]\n"
        "    billing_cap: {clause: A 2, amount: 10}\n"
    )
    rows = [{"date": "2026-01-02", "answered": 4}, {"date": "2026-01-31", "answered": 9}, {"date": "2026-02-02", "answered": 5}]
    found = amounts(small(text, rows))
    assert found["2026-01", "billing.day[day=02]"] == 8
    assert found["2026-01", "billing.day[day=31].billing_cap"] == -8
    assert found["2026-02", "billing.day[day=02]"] == 10
    assert found["2026-02", "billing.day[day=31]"] == 0


LISTED = "minutes: [talk, wrap]\ncontacts: listed\nincrements: {first: 60 s, then: 60 s, count: started, per: contact}"


def test_contacts_that_are_not_there_are_told() -> None:
    assert told(calls(LISTED), ["period,talk_s,wrap_s\n2026-01,100,10\n"])[0].startswith(
        "M302 'calls' looks at each contact, and 'talk_s' is not measured by contact."
    )


def test_a_contact_with_half_of_its_figures_is_told() -> None:
    tables = ["period,contact,talk_s\n2026-01,a,100\n2026-01,b,50\n", "period,contact,wrap_s\n2026-01,a,10\n"]
    assert any(t.startswith("M302") and "'wrap_s'" in t for t in told(calls(LISTED), tables))


def test_days_that_are_not_there_are_told() -> None:
    rule = "minutes: talk\nincrements: {first: 60 s, then: 60 s, count: started, per: day}"
    assert told(calls(rule), ["period,talk_s\n2026-01,100\n"])[0].startswith("M302 'calls' looks at each day")


def test_a_day_with_seconds_and_no_contacts_is_told() -> None:
    text = calls("minutes: talk\ncap: {aht: 60 s, per: contact, level: day}").replace("accept: [{code: C220, why: test}]\n", "")
    tables = ["date,queue,talk_s\n2026-01-01,a,100\n2026-01-02,a,70\n", "date,answered\n2026-01-01,2\n"]
    assert any(t.startswith("M302 In 2026-01, day 02 has 'talk_s' and no 'answered'") for t in told(text, tables))


def test_a_contact_given_twice_is_told_with_its_id() -> None:
    found = told(calls(LISTED), ["period,contact,talk_s,wrap_s\n2026-01,a,100,0\n2026-01,a,100,0\n"])
    assert found[0].startswith("M303 'talk_s' of 2026-01, contact a, is given twice")


def test_too_many_contacts_are_told() -> None:
    rows = [{"period": "2026-01", "contact": n, "talk_s": 1, "wrap_s": 0} for n in range(MOST_CONTACTS + 1)]
    assert told(calls(LISTED), [as_csv(rows)]) == ["S104 2026-01 has 2,001 contacts one by one; at most 2,000 are settled so."]


def test_a_type_without_a_cap_is_told() -> None:
    rule = "minutes: talk\ncap: {by: {reason: {sales: 300 s}}, types: together, per: contact, level: period}"
    text = calls(rule).replace("accept: [{code: C220, why: test}]\n", "")
    found = told(text, ["period,reason,answered,talk_s\n2026-01,sales,1,100\n2026-01,tech,1,90\n"])
    assert found == ["C228 The measures have reason 'tech', and there is no cap for it in 'calls'."]


def test_first_free_contacts_need_one_order() -> None:
    rule = "minutes: talk\ncontacts: listed\nfree_short: {up_to: 30 s, time: talk, first: 1}"
    rows = "period,queue,contact,talk_s\n2026-01,a,1,10\n2026-01,b,1,10\n"
    assert any("its contacts are numbered apart (a; b)" in t for t in told(calls(rule), [rows]))
    assert told(calls(rule + "\neach: [queue]"), [rows]) == []


SALES = "billing:\n  sales:\n    model: per_sale\n    clause: A 1\n    count: sales\n    rate: 10\n"


def test_more_taken_off_than_there_was_is_told() -> None:
    text = SALES + "    deduct: sales_test\n"
    assert told(text, ["period,sales,sales_test\n2026-01,5,6\n"]) == [
        "M315 sales: less what does not count is -1 in 2026-01, which cannot be."
    ]
    text = SALES + "    eligible: {count: sales_verified}\n"
    assert told(text, ["period,sales,sales_verified\n2026-01,5,6\n"])[0].startswith("M315 sales: not eligible is -1")


def test_an_age_without_a_share_is_told() -> None:
    text = SALES + "    clawback: {clause: A 2, count: sales_cancelled, price: of_sale, by_age: {1: 100%}}\n"
    tables = ["period,sales\n2026-01,5\n", "period,age,sales_cancelled\n2026-01,2,1\n"]
    assert told(text, tables) == ["C228 The measures have age '2', and no share is said for it in 'sales'."]


def test_a_sale_of_one_version_is_taken_back_under_the_next_at_its_own_price() -> None:
    first = HEAD + SALES
    fingerprint = agreed(first).latest.fingerprint
    second = first.replace("version: 1", "version: 2").replace("effective: 2026-01-01", "effective: 2026-02-01").replace(
        "rate: 10", "rate: 12\n    clawback: {clause: A 2, count: sales_cancelled, price: of_sale, lag: 1, share: 50%}"
    ).replace("title: Small", f"title: Small\nreplaces: {{version: 1, fingerprint: {fingerprint}}}")  # fmt: skip
    agreement = agreed(first, second)
    tables = ["period,sales,sales_cancelled\n2026-01,5,0\n2026-02,5,2\n2026-03,5,2\n"]
    found = amounts(settled(agreement, measured(agreement, tables)))
    assert found["2026-02", "billing.sales.clawback"] == -10
    assert found["2026-03", "billing.sales.clawback"] == -12


def test_a_standard_that_is_missing_for_one_site_is_told() -> None:
    text = (
        "billing:\n  agents:\n    model: per_fte_month\n    clause: A 1\n    rate: 100\n"
        "    equivalent: {of: productive, standard: standard_h}\n"
    )
    tables = ["period,site,productive_h\n2026-01,a,150\n2026-01,b,150\n", "period,site,standard_h\n2026-01,a,150\n"]
    assert told(text, tables) == ["M302 'standard_h' has no figure in 2026-01, and clause A 1 bills it."]
    both = small(text, [{"period": "2026-01", "site": "a", "productive_h": 150}, {"period": "2026-01", "standard_h": 100}])
    assert figure(both, "billing.agents.fte", "2026-01") == Fraction(3, 2)
