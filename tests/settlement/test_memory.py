"""Clauses on earlier periods against little computations of their own, over results that chance puts together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement
from support.recalculation import differences, other_engine, stored, stripped
from support.settling import HEAD, agreed, amounts, figure, measured, settled, small, tables_of

FEE, LATE = 10_000, Fraction(2, 100)
YEAR = HEAD.replace("contract_year_from: 2026-01-01", "contract_year_from: 2025-06-01")
"""The contract year begins in June, so that twelve months of the term lie in two of them."""
Result = Fraction | None
"""A period's share of calls in time, or no figure."""

RESULTS = [None, Fraction(70, 100), Fraction(79, 100), Fraction(80, 100), Fraction(95, 100)]
results = st.lists(st.sampled_from(RESULTS), min_size=1, max_size=12)


def kpi(extra: str, pays: str = "-2%") -> str:
    return f"""
billing:
  desk: {{model: fixed, clause: A, amount: {FEE}}}
kpis:
  speed:
    clause: B 1
    formula: in_time / calls
    unit: percent
    better: higher
    target: ">= 80%"
    base: billing
    bands: [{{when: ">= 80%", pay: 0%}}, {{when: "< 80%", pay: {pays}}}]
    missing: neutral
    {extra}
"""


def months(values: Sequence[Result], calls: int = 1000) -> list[dict[str, object]]:
    rows = []
    for number, value in enumerate(values, 1):
        row: dict[str, object] = {"period": f"2026-{number:02d}", "calls": calls}
        rows.append(row if value is None else {**row, "in_time": int(value * calls)})
    return rows


def line(settlement: Settlement, name: str) -> list[Fraction]:
    found = amounts(settlement)
    return [found[period.id, name] for period in settlement.asked]


def money(settlement: Settlement, row: str) -> list[Fraction]:
    """The amounts of a row in every period asked for."""
    found = [figure(settlement, row, period.id) for period in settlement.asked]
    return [Fraction(amount) for amount in found if amount is not None]


def year(index: int) -> int:
    return 0 if index < 5 else 1


def repeated(values: Sequence[Result], rule: dict[str, object]) -> list[Fraction]:
    """What each period pays more, from the definition of the rule: every period looks back on all before it by itself."""
    without = {"failure": 1, "success": 0, "passed_over": None}[str(rule["missing"])]
    flags = [without if value is None else int(value < Fraction(8, 10)) for value in values]
    found: list[Fraction] = []
    applied = -1
    for now, flag in enumerate(flags):
        back = range(now, -1, -1)
        if rule["restart"] == "applied":
            back = range(now, applied, -1)
        elif rule["restart"] == "contract_year":
            back = range(now, next(i for i in range(now + 1) if year(i) == year(now)) - 1, -1)
        count = 0
        for index in back:
            if rule["of"] and now - index >= int(str(rule["of"])):
                break
            if not rule["of"] and flags[index] == 0:
                break
            count += flags[index] or 0
        more = Fraction(0)
        least = int(str(rule["count"]))
        if flag == 1 and count >= least:
            applied = now
            power = count - least + 1 if rule["compounding"] == "yes" else 1
            value = values[now]
            penalty = -FEE * LATE if value is not None and value < Fraction(8, 10) else Fraction(0)
            more = penalty * (Fraction(3, 2) ** power - 1)
        found.append(-Fraction(int(-more * 100 + Fraction(1, 2)), 100))  # half up: what is added is a penalty, never above 0
    return found


@settings(max_examples=60, deadline=None)
@given(results, st.integers(2, 4), st.sampled_from([0, 4, 6]), st.sampled_from(["never", "contract_year", "applied"]),
       st.sampled_from(["failure", "success", "passed_over"]), st.booleans())  # fmt: skip
def test_repeats_are_those_that_looking_back_finds(
    values: list[Result],
    count: int,
    of: int,
    restart: str,
    missing: str,
    compounds: bool,  # noqa: FBT001
) -> None:
    compounding = "yes" if compounds and not of and restart != "applied" else "no"
    rule = {"count": count, "of": of, "restart": restart, "missing": missing, "compounding": compounding}
    after = f"{count} of {of}" if of else f"{count} consecutive"
    text = kpi(f"repeat: {{clause: B 2, failure: target_missed, after: {after}, times: 1.5, compounding: {compounding}, "
               f"restart: {restart}, missing: {missing}}}")  # fmt: skip
    settlement = small(text + "limits: []\n", months(values), head=YEAR)
    expected = repeated(values, rule)
    assert [more for more, value in zip(line(settlement, "kpi.speed.repeat"), values, strict=True)] == expected


@settings(max_examples=40, deadline=None)
@given(results, st.sampled_from(["quarter", "half_year", "contract_year", "term"]), st.integers(50, 900))
def test_a_limit_of_a_span_lets_through_what_is_left_of_it(values: list[Result], every: str, most: int) -> None:
    text = kpi("") + f"limits:\n  - {{clause: C, name: span, on: penalty, at_most: {most}, every: {every}}}\n"
    head = HEAD  # the contract year is that of the calendar
    settlement = small(text, months(values), head=head)
    length = {"quarter": 3, "half_year": 6, "contract_year": 12, "term": 12}[every]
    used: dict[int, Fraction] = {}
    for index, value in enumerate(values):
        penalty = FEE * LATE if value is not None and value < Fraction(8, 10) else Fraction(0)
        left = min(penalty, most - used.get(index // length, Fraction(0)))
        used[index // length] = used.get(index // length, Fraction(0)) + left
        assert figure(settlement, "adjustments.penalty", f"2026-{index + 1:02d}") == -left


@settings(max_examples=40, deadline=None)
@given(results, st.integers(1, 3), st.integers(100, 700), st.sampled_from([50, 100]))
def test_what_is_earned_back_never_exceeds_what_was_settled(values: list[Result], good: int, most: int, share: int) -> None:
    text = kpi(f"earn_back: {{clause: B 6, every: contract_year, good: {good} consecutive, missing: failure, returns: {share}%}}")
    text += f"limits:\n  - {{clause: C, on: penalty, at_most: {most}, every: contract_year}}\n"
    settlement = small(text, months(values), head=YEAR)
    back = line(settlement, "kpi.speed.earned_back")
    lost = money(settlement, "adjustments.penalty")
    looked_at, run = 0, 0
    for now, value in enumerate(values):
        run = run + 1 if value is not None and value >= Fraction(8, 10) else 0
        first = next(i for i in range(now + 1) if year(i) == year(now))
        due = Fraction(0)
        if run >= good:
            due = sum((FEE * LATE for v in values[max(first, looked_at) : now + 1] if v is not None and v < Fraction(8, 10)),
                      Fraction(0)) * share / 100  # fmt: skip
            looked_at = now + 1
        room = -sum(lost[first : now + 1], Fraction(0)) - sum(back[first:now], Fraction(0))
        assert back[now] == min(due, room)


@settings(max_examples=40, deadline=None)
@given(results, st.sampled_from(["0", "60% of billing"]), st.sampled_from(["paid", "lapses"]))
def test_what_is_carried_over_is_neither_lost_nor_made(values: list[Result], floor: str, at_end: str) -> None:
    head = HEAD.replace("2026-12-31", "2026-08-31")
    values = values[:8]
    text = kpi("", pays="-130%") + f"limits: []\ncarry_over: {{clause: C, at_least: {floor}, at_end: {at_end}}}\n"
    settlement = small(text, months(values), head=head)
    least = Fraction(0) if floor == "0" else Fraction(FEE * 6, 10)
    nets = money(settlement, "total.net")
    raw = [Fraction(FEE) - (FEE * Fraction(13, 10) if v is not None and v < Fraction(8, 10) else 0) for v in values]
    last = len(values) == 8
    assert all(net >= least for net in (nets[:-1] if last and at_end == "paid" else nets))
    still = money(settlement, "carry_over.carried.amount")[-1]
    lapsed = sum(line(settlement, "carry_over.lapsed"), Fraction(0)) if at_end == "lapses" else Fraction(0)
    assert sum(nets, Fraction(0)) == sum(raw, Fraction(0)) + still + lapsed
    assert not (last and still)


@settings(max_examples=40, deadline=None)
@given(results, st.integers(2, 4), st.sampled_from(["shorter", "not_judged", "filled"]))
def test_a_window_of_sums_counts_whole_periods(values: list[Result], length: int, missing: str) -> None:
    fill = ", figures: {in_time: 80, calls: 100}" if missing == "filled" else ""
    settlement = small(kpi(f"window: {{clause: B 1, periods: {length}, how: sums, missing: {missing}{fill}}}") + "limits: []\n",
                       months(values))  # fmt: skip
    for now, value in enumerate(values):
        seen = [v for v in values[max(0, now - length + 1) : now + 1] if v is not None]
        lacking = length - len(seen)
        expected: Fraction | None = None
        if value is not None and not (missing == "not_judged" and lacking):
            filled = lacking if missing == "filled" else 0
            expected = (sum(seen, Fraction(0)) * 1000 + filled * 80) / (len(seen) * 1000 + filled * 100)
        assert figure(settlement, "kpi.speed.value", f"2026-{now + 1:02d}") == expected


def test_a_month_by_itself_is_settled_as_in_the_whole_year() -> None:
    text = kpi(
        "repeat: {clause: B 2, failure: penalty, after: 2 consecutive, times: 2, compounding: yes, restart: contract_year, "
        "missing: passed_over}\n    window: {clause: B 3, periods: 2, how: mean, missing: shorter}"
    )
    text += "limits: []\n"
    agreement = agreed(YEAR + text)
    values = [Fraction(n, 100) for n in (79, 78, 90, 70, 70, 79, 79, 95)]
    measures = measured(agreement, tables_of(months(values)))
    together = amounts(settled(agreement, measures))
    for period in agreement.schedule.periods()[: len(values)]:
        alone = amounts(settled(agreement, measures, [period]))
        assert alone == {key: amount for key, amount in together.items() if key[0] == period.id}


def test_each_member_repeats_by_itself() -> None:
    text = kpi("each: [site]\n    repeat: {clause: B 2, failure: target_missed, after: 2 consecutive, times: 2, compounding: no, "
               "restart: never, missing: passed_over}") + "limits: []\n"  # fmt: skip
    rows = [
        {"period": f"2026-0{month}", "site": site, "calls": 100, "in_time": in_time}
        for month, by_site in ((1, {"lugo": 70, "vigo": 90}), (2, {"lugo": 90, "vigo": 70}), (3, {"lugo": 70, "vigo": 70}))
        for site, in_time in by_site.items()
    ]
    settlement = small(text, rows)
    assert line(settlement, "kpi.speed[site=lugo].repeat") == [0, 0, 0]
    assert line(settlement, "kpi.speed[site=vigo].repeat") == [0, 0, -200]
    assert figure(settlement, "adjustments.net", "2026-03") == -600


@pytest.mark.parametrize(("excused", "more"), [("as_measured", [0, -200, -200]), ("passed_over", [0, 0, 0])])
def test_relieved_periods_count_as_the_contract_says(excused: str, more: list[int]) -> None:
    """The first two months are relieved: their penalties are given back, and whether they are failures is said."""
    text = kpi("relief: {clause: B 5, first: 2, counted: term, effect: no_penalty}\n    repeat: {clause: B 2, "
               "failure: target_missed, after: 2 consecutive, times: 2, compounding: no, restart: never, missing: passed_over, "
               f"excused: {excused}}}") + "limits: []\n"  # fmt: skip
    settlement = small(text, months([Fraction(70, 100)] * 3))
    assert line(settlement, "kpi.speed.repeat") == more
    assert [figure(settlement, "adjustments.net", p.id) for p in settlement.asked] == [0, 0, -200 + more[2]]


def test_an_amendment_goes_on_counting_what_both_versions_have() -> None:
    """The repeat of version 1 goes on in version 2, whose earn-back looks at the penalties of its own time."""
    clause = (
        "repeat: {clause: B 2, failure: target_missed, after: 3 consecutive, times: 2, compounding: no, restart: never, "
        "missing: failure}"
    )
    first = HEAD + kpi(clause) + "limits: []\n"
    agreement = agreed(first)
    fingerprint = agreement.latest.fingerprint
    second = first.replace(
        "version: 1\neffective: 2026-01-01",
        f"version: 2\neffective: 2026-03-01\nreplaces: {{version: 1, fingerprint: {fingerprint}}}",
    )
    second = second.replace("limits: []", "limits:\n  - {clause: C, on: penalty, at_most: 700, every: contract_year}")
    second = second.replace(
        "    repeat:",
        "    earn_back: {clause: B 6, every: contract_year, good: 1 consecutive, missing: failure, returns: 100%}\n    repeat:",
    )
    both = agreed(first, second)
    settlement = settled(both, measured(both, tables_of(months([Fraction(70, 100)] * 4 + [Fraction(90, 100)]))))
    assert line_from(settlement, "kpi.speed.repeat") == [0, 0, -200, -200, 0]
    assert [figure(settlement, "adjustments.penalty", p.id) for p in settlement.asked] == [-200, -200, -300, 0, 0]
    assert amounts(settlement)["2026-05", "kpi.speed.earned_back"] == 700
    book = write_workbook(settlement)
    assert differences(stored(book), other_engine(stripped(book))) == []


def line_from(settlement: Settlement, name: str) -> list[Fraction]:
    found = amounts(settlement)
    return [found.get((period.id, name), Fraction(0)) for period in settlement.asked]


def test_all_of_them_together_recalculate_to_the_same_figures() -> None:
    text = kpi("repeat: {clause: B 2, failure: penalty, after: 2 of 4, times: 1.5, compounding: no, restart: applied, "
               "missing: success}\n"
               "    window: {clause: B 3, periods: 3, how: sums, missing: shorter, used_once: [in_time]}\n"
               "    earn_back: {clause: B 6, every: quarter, how: mean, returns: 50%}")  # fmt: skip
    text += ("limits:\n  - {clause: C, on: penalty, kpi: speed, at_most: 250, every: quarter}\n"
             "carry_over: {clause: D, at_least: 99% of billing, at_end: lapses}\n")  # fmt: skip
    settlement = small(text, months([Fraction(n, 100) if n else None for n in (79, 70, 0, 95, 60, 88, 79, 79)]))
    book = write_workbook(settlement)
    assert differences(stored(book), other_engine(stripped(book))) == []
