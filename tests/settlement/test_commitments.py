"""Commitments, target costs, forecasts and retentions against little computations of their own that carry balances in hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.settling import HEAD, Row, agreed, amounts, figure, measured, settled, small, tables_of

CHARGES = st.lists(st.integers(0, 3000), min_size=1, max_size=13)
LEAST = 1000
TWO_YEARS = HEAD.replace("to: 2026-12-31", "to: 2027-12-31").replace("01-01}", "01-01, quarters: calendar}")
LINE = "billing:\n  care: {model: per_contact, clause: A 1, count: answered, rate: 1}\n"


def months(charges: Sequence[int]) -> list[Row]:
    return [{"period": f"{2026 + n // 12}-{n % 12 + 1:02}", "answered": charge} for n, charge in enumerate(charges)]


def lines_of(clause: str, charges: Sequence[int]) -> list[Fraction]:
    """The lines of a commitment, month by month."""
    text = f"{LINE}commitments:\n  - {{clause: A 6, name: it, on: billing, {clause}}}\n"
    found = amounts(small(text, months(charges), head=TWO_YEARS))
    return [amount for (_, line), amount in found.items() if line == "commitment.it"]


def spans(charges: Sequence[int], length: int) -> Iterator[tuple[int, int]]:
    """Where the span of each month begins, and whether the month closes it."""
    for n in range(len(charges)):
        yield n - n % length, int(n % length == length - 1)


@given(CHARGES)
@settings(max_examples=40, deadline=None)
def test_a_minimum_of_the_quarter_is_charged_once(charges: list[int]) -> None:
    due = [max(0, LEAST - sum(charges[first : n + 1])) * closes for n, (first, closes) in enumerate(spans(charges, 3))]
    assert lines_of(f"at_least: {LEAST}, every: quarter, settled: at_close, carried: nothing", charges) == due


@given(st.lists(st.integers(0, 3000), min_size=12, max_size=12))
@settings(max_examples=25, deadline=None)
def test_running_comes_to_the_same_as_the_close(charges: list[int]) -> None:
    running = lines_of("at_least: 12000, every: contract_year, settled: running, carried: nothing", charges)
    closing = lines_of("at_least: 12000, every: contract_year, settled: at_close, carried: nothing", charges)
    assert sum(running) == sum(closing) == max(0, 12000 - sum(charges))
    passed = [31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]
    for n, days in enumerate(passed):
        least = Fraction(round(Fraction(12000 * days, 365) * 100), 100)  # no month of 2026 ends on half a cent
        assert sum(charges[: n + 1]) + sum(running[: n + 1]) >= least
        assert sum(running[: n + 1]) == max(0, least - sum(charges[: n + 1]))


@given(CHARGES)
@settings(max_examples=40, deadline=None)
def test_surplus_makes_good_later_shortfalls_until_it_is_used_up(charges: list[int]) -> None:
    due, kept = [], 0
    for n, charge in enumerate(charges):
        kept = 0 if n == 12 else kept  # a new contract year
        kept += charge - LEAST
        due.append(max(0, -kept))
        kept = max(0, kept)
    assert lines_of(f"at_least: {LEAST}, every: period, carried: surplus, within: contract_year", charges) == due


@given(CHARGES)
@settings(max_examples=40, deadline=None)
def test_what_was_charged_is_made_up_and_no_more(charges: list[int]) -> None:
    due, paid = [], 0
    for charge in charges:
        line = LEAST - charge if charge < LEAST else -min(charge - LEAST, paid)
        paid += line
        due.append(line)
        assert paid >= 0
    assert lines_of(f"at_least: {LEAST}, every: period, carried: shortfall, within: term", charges) == due


@given(CHARGES, st.sampled_from([1, 3]))
@settings(max_examples=40, deadline=None)
def test_excess_waits_for_room(charges: list[int], length: int) -> None:
    waiting, billed, due = 0, 0, []
    for n, charge in enumerate(charges):
        billed = 0 if n % length == 0 else billed
        now = min(charge + waiting, LEAST - billed)
        billed += now
        waiting += charge - now
        due.append(now - charge)
    every = "every: period" if length == 1 else "every: quarter, settled: running"
    assert lines_of(f"at_most: {LEAST}, {every}, carried: excess, within: term", charges) == due
    assert sum(charges) + sum(due) == sum(charges) - waiting, "what was cut is billed or waits"


@given(CHARGES)
@settings(max_examples=25, deadline=None)
def test_a_cap_that_carries_nothing_loses_what_is_above_it(charges: list[int]) -> None:
    cut = lines_of("at_most: 4000, every: contract_year, settled: running, carried: nothing", charges)
    for first in (0, 12):
        year, lines = charges[first : first + 12], cut[first : first + 12]
        for n in range(1, len(year) + 1):
            assert sum(year[:n]) + sum(lines[:n]) == min(4000, sum(year[:n]))
    assert all(line <= 0 for line in cut)


def test_a_minimum_goes_on_over_an_amendment_and_is_that_of_the_version_that_closes_the_span() -> None:
    clause = "{clause: A 6, name: year, on: billing, at_least: 1000, every: quarter, settled: at_close, carried: nothing}"
    first = f"{TWO_YEARS}{LINE}commitments:\n  - {clause}\n"
    second = first.replace("version: 1", "version: 2").replace("effective: 2026-01-01", "effective: 2026-03-01")
    second = second.replace("at_least: 1000", "at_least: 1500").replace("rate: 1}", "rate: 2}")
    second = second.replace("title: Small", "replaces: {version: 1, fingerprint: FINGERPRINT}\ntitle: Small")
    second = second.replace("FINGERPRINT", agreed(first).latest.fingerprint)
    agreement = agreed(first, second)
    settlement = settled(agreement, measured(agreement, tables_of(months([100, 200, 300]))))
    assert amounts(settlement)["2026-03", "commitment.year"] == 1500 - (100 + 200 + 2 * 300)


def test_a_span_that_the_term_cuts_counts_by_its_days() -> None:
    head = HEAD.replace("to: 2026-12-31", "to: 2026-02-28")
    clause = "clause: A 6, name: it, on: billing, at_least: 3650, every: contract_year, settled: at_close, carried: nothing"
    for said, least in (("prorated: by_days", Fraction(590)), ("prorated: in_full", Fraction(3650))):
        settlement = small(f"{LINE}commitments:\n  - {{{clause}, {said}}}\n", months([100, 90]), head=head)
        assert amounts(settlement)["2026-02", "commitment.it"] == least - 190
        assert figure(settlement, "commitment.it.least", "2026-02") == least


def shared(target: int, outturn: int, ranges: Sequence[tuple[int | None, int]]) -> Fraction:
    """The vendor's share, walked from edge to edge: ends in percent of the target, shares in percent."""
    low, total, aim, cost = Fraction(0), Fraction(0), Fraction(target), Fraction(outturn)
    for end, share in ranges:
        high = aim * Fraction(end, 100) if end is not None else max(aim, cost) + 1
        saved = max(Fraction(0), min(high, aim) - max(low, cost))
        spent = max(Fraction(0), min(high, cost) - max(low, aim))
        total += (saved - spent) * Fraction(share, 100)
        low = high
    return total


@given(st.integers(1, 2000), st.integers(0, 4000), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_the_share_of_a_target_cost_is_that_of_its_ranges(target: int, outturn: int, low: int, middle: int, high: int) -> None:
    ranges = [(80, low), (120, middle), (None, high)]
    text = f"""billing:
  work: {{model: pass_through, clause: X 1, cost: work_amount}}
target_costs:
  work:
    clause: X 2
    target: {target}
    outturn: work_amount
    figures: of_the_period
    every: contract_year
    settled: at_close
    ranges: [{{up_to: 80%, vendor: {low}%}}, {{up_to: 120%, vendor: {middle}%}}, {{vendor: {high}%}}]
"""
    head = HEAD.replace("every: month", "every: half_year")
    rows: list[Row] = [
        {"period": "2026-H1", "work_amount": outturn // 2}, {"period": "2026-H2", "work_amount": outturn - outturn // 2}
    ]  # fmt: skip
    settlement = small(text, rows, head=head)
    assert figure(settlement, "target_cost.work.amount.exact", "2026-H2") == shared(target, outturn, ranges)


@pytest.mark.parametrize("answered", [0, 8999, 9000, 10000, 11000, 11001, 13000, 20000])
def test_every_contact_within_a_forecast_is_in_one_line(answered: int) -> None:
    text = """billing:
  care:
    model: per_contact
    clause: A 1
    count: answered
    rate: 1
    forecast: {clause: A 2, of: 10000, floor: 90%, shortfall: 1, ceiling: 110%, excess: [{up_to: 130%, rate: 1}, {rate: 1}]}
"""
    settlement = small(text, [{"period": "2026-01", "answered": answered}])
    found = {line: amount for (_, line), amount in amounts(settlement).items()}
    assert found["billing.care"] + found["billing.care.excess_1"] + found["billing.care.excess_2"] == answered
    assert found["billing.care.forecast_shortfall"] == max(0, 9000 - answered)
    assert figure(settlement, "total.net", "2026-01") == max(9000, answered)


def test_a_forecast_of_members_is_each_member_s_own() -> None:
    text = """billing:
  care:
    model: per_contact
    clause: A 1
    count: answered
    rate: 2
    each: [site]
    forecast: {clause: A 2, of: forecast_answered, floor: 90%, shortfall: 1}
"""
    rows: list[Row] = [
        {"period": "2026-01", "site": "madrid", "answered": 80, "forecast_answered": 100},
        {"period": "2026-01", "site": "lima", "answered": 120, "forecast_answered": 100},
    ]
    found = amounts(small(text, rows))
    assert found["2026-01", "billing.care[site=madrid].forecast_shortfall"] == 10
    assert found["2026-01", "billing.care[site=lima].forecast_shortfall"] == 0


@given(st.lists(st.integers(0, 200), min_size=1, max_size=6), st.sampled_from(["from_edge", "from_baseline"]))
@settings(max_examples=30, deadline=None)
def test_charges_and_credits_of_a_baseline(counts: list[int], measured_from: str) -> None:
    text = f"""billing:
  agents:
    model: resource_baseline
    clause: A 1
    count: agents
    baseline: 100
    amount: 5000
    deadband: 10%
    measured: {measured_from}
    above: [{{up_to: 30%, rate: 7}}, {{rate: 5}}]
    below: [{{up_to: 30%, rate: 3}}, {{rate: 2}}]
"""
    rows: list[Row] = [{"period": f"2026-{n:02}", "agents": count} for n, count in enumerate(counts, 1)]
    settlement = small(text, rows)
    for row, count in zip(rows, counts, strict=True):
        away = abs(count - 100)
        begins = 10 if measured_from == "from_edge" else 0
        near = max(0, min(away, 30) - begins) if away > 10 else 0
        far = max(0, away - 30)
        due = 7 * near + 5 * far if count > 100 else -(3 * near + 2 * far)
        assert figure(settlement, "total.net", str(row["period"])) == 5000 + due


@given(st.lists(st.tuples(st.integers(0, 5000), st.booleans(), st.booleans()), min_size=1, max_size=7))
@settings(max_examples=30, deadline=None)
def test_what_is_withheld_is_released_or_lost_when_the_span_closes(months_of: list[tuple[int, bool, bool]]) -> None:
    text = (
        LINE
        + """kpis:
  a: {clause: B 1, formula: first / asked, unit: percent, better: higher, target: ">= 90%"}
  b: {clause: B 2, formula: second / asked, unit: percent, better: higher, target: ">= 90%"}
retentions:
  - clause: C 1
    name: it
    on: billing
    withheld: 10%
    every: quarter
    kpis: [a, b]
    release: [{at_least: 100%, released: 100%}, {at_least: 50%, released: 40%}, {released: 0%}]
    missing: missed
"""
    )
    rows = [
        {**row, "first": 9 if a else 8, "second": 9 if b else 8, "asked": 10}
        for row, (_, a, b) in zip(months([charge for charge, _, _ in months_of]), months_of, strict=True)
    ]
    found = amounts(small(text, rows, head=TWO_YEARS))
    for n, (charge, _, _) in enumerate(months_of):
        period, quarter = str(rows[n]["period"]), months_of[n - n % 3 : n + 1]
        held = Fraction(sum(c for c, _, _ in quarter), 10)
        met = Fraction(sum(a + b for _, a, b in quarter), 6)
        lost = held * (0 if met == 1 else Fraction(3, 5) if met >= Fraction(1, 2) else 1)
        assert found[period, "retention.it.withheld"] == -Fraction(charge, 10)
        assert found[period, "retention.it.released"] == (held if n % 3 == 2 else 0)
        assert found[period, "retention.it.lost"] == (-lost if n % 3 == 2 else 0)


def test_percentages_are_of_the_billing_before_or_after_commitments_as_the_contract_says() -> None:
    text = (
        LINE
        + """kpis:
  quality:
    clause: B 1
    formula: right / checked
    unit: percent
    better: higher
    base: billing.care after %s
    bands: [{when: "< 90%%", pay: -10%%}, {when: ">= 90%%", pay: 0%%}]
    missing: worst
limits: []
commitments:
  - {clause: A 6, name: it, on: billing.care, at_least: 1000, every: period, carried: nothing}
"""
    )
    rows: list[Row] = [{"period": "2026-01", "answered": 600, "right": 1, "checked": 2}]
    assert amounts(small(text % "caps", rows))["2026-01", "kpi.quality"] == -60
    assert amounts(small(text % "commitments", rows))["2026-01", "kpi.quality"] == -100


@pytest.mark.parametrize(("treatment", "tax"), [("reduces_base", Fraction(189)), ("outside_scope", Fraction(210))])
def test_commitments_are_taxed_like_billing_and_retentions_like_adjustments(treatment: str, tax: Fraction) -> None:
    text = (
        LINE
        + """commitments:
  - {clause: A 6, name: it, on: billing, at_least: 1000, every: period, carried: nothing}
retentions:
  - {clause: C 1, name: it, on: billing, counts: [commitments], withheld: 10%, every: contract_year}
"""
    )
    head = HEAD.replace("treatment: reduces_base", f"treatment: {treatment}")
    found = amounts(small(text, months([600]), head=head))
    assert found["2026-01", "retention.it.withheld"] == -100
    assert found["2026-01", "tax"] == tax
