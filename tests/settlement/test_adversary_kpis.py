"""What an adversary found in KPIs and adjustments: each was settled wrong, lost or refused once. Figures are by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import pytest
from gmpy2 import mpq

from slacontract.model.events import Event
from slacontract.render.workbook import write_workbook
from slacontract.settlement.excuses.facts import with_events
from slacontract.settlement.settlement import Settlement
from support.recalculation import differences, other_engine, stored, stripped
from support.settling import HEAD, agreed, amounts, figure, findings_of, measured, read, settled, small, tables_of

FEE = "billing: {fee: {model: fixed, clause: A, amount: 1000}}\n"
BANDS = 'bands: [{when: "< 75%", pay: -5%}, {when: ">= 75%", pay: 5%}]'
SHARE = "clause: B, formula: good / n, unit: percent, better: higher"
END = "limits: []\n"


def kpi(extra: str, *, end: str = END, more: str = "", name: str = "a", scale: str = BANDS, missing: str = "neutral") -> str:
    """A fee of 1,000 and a share of cases that pays 50 from 75 % on, and costs 50 below."""
    said = ", ".join(part for part in (SHARE, "base: billing", f"missing: {missing}", extra, scale) if part)
    return f"{FEE}kpis:\n  {name}: {{{said}}}\n{more}{end}"


def months(**figures: Sequence[int | None]) -> list[dict[str, object]]:
    """One row for each month from January on; a figure that is None is not there."""
    length = max(map(len, figures.values()))
    return [
        {"period": f"2026-{month + 1:02}"} | {name: given[month] for name, given in figures.items() if given[month] is not None}
        for month in range(length)
    ]


def nets(settlement: Settlement) -> list[Fraction]:
    return [Fraction(int(n.numerator), int(n.denominator)) for n in map(settlement.net, settlement.asked)]


def agrees(settlement: Settlement) -> bool:
    book = write_workbook(settlement)
    return differences(stored(book), other_engine(stripped(book))) == []


def decided(text: str, rows: Sequence[Mapping[str, object]], *events: Event) -> Settlement:
    """Settle with what people decided."""
    agreement = agreed(HEAD + text)
    measures, findings = with_events(agreement, measured(agreement, tables_of(rows)), events)
    assert not findings, [finding.what for finding in findings]
    return settled(agreement, measures)


def event(ident: str, kind: str, period: str, **said: object) -> Event:
    said = {"kpis": ("a",), "decided_by": "both", "reason": "agreed", "evidence": "ticket"} | said
    return Event(id=ident, kind=kind, period=period, decision="accepted", **said)  # type: ignore[arg-type]


def amended(first: str, second: str, day: str) -> list[str]:
    """The texts of two versions."""
    before = HEAD + first
    head = HEAD.replace("version: 1", "version: 2").replace("effective: 2026-01-01", f"effective: {day}")
    replaced = f"replaces: {{version: 1, fingerprint: {read(before).fingerprint}}}\n"
    return [before, head + replaced + second]


def settle_amended(first: str, second: str, day: str, rows: Sequence[Mapping[str, object]]) -> Settlement:
    agreement = agreed(*amended(first, second, day))
    return settled(agreement, measured(agreement, tables_of(rows)))


# --- withheld ----------------------------------------------------------------------------------------------------------------

MATRIX = """matrix: {columns_of: b, columns: ["< 80%", ">= 80%"], rows: [{when: "< 75%", pay: [0%, 2%]},
    {when: ">= 75%", pay: [3%, 6%]}]}"""
COLUMNS = "  b: {clause: B, formula: g2 / n2, unit: percent, better: higher}\n"


@pytest.mark.parametrize(("missing", "net"), [("neutral", 1000), ("worst", 950)])
def test_a_matrix_without_its_column_withholds_as_without_a_figure(missing: str, net: int) -> None:
    """Neutral: nothing is withheld, 1,000; worst: 50 withheld, the worst cell pays 0 back, 950."""
    text = kpi("withhold: 5%", scale=MATRIX, missing=missing, more=COLUMNS)
    result = small(text, [{"period": "2026-01", "good": 8, "n": 10}, {"period": "2026-01", "g2": 0, "n2": 0}])
    assert nets(result) == [net]


def test_before_the_first_result_the_worst_is_paid_with_what_is_withheld() -> None:
    """No result yet: 50 withheld, the worst pays 0 back. Then 80 %: 50 back. Then the last result stands in: 50 back."""
    scale = 'bands: [{when: "< 75%", pay: 0%}, {when: ">= 75%", pay: 5%}]'
    text = kpi("withhold: 5%, before_first: worst", missing="last", scale=scale)
    assert nets(small(text, months(good=[0, 8, 0], n=[0, 10, 0]))) == [950, 1000, 1000]


# --- limits and floors of a billing below zero ---------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["penalty", "bonus", "net"])
def test_a_share_of_a_billing_below_zero_lets_nothing_through(on: str) -> None:
    """Billing -100, so the limit of 10% is 0: neither the -30 nor the +20 is due, and none turns into its opposite."""
    text = f"""billing: {{a: {{model: pass_through, clause: A, cost: cost_amount}}}}
kpis:
  k: {{{SHARE}, missing: neutral, bands: [{{when: "< 75%", pay: -30}}, {{when: ">= 75%", pay: 20}}]}}
limits: [{{clause: L, on: {on}, at_most: 10% of billing, every: period}}]
"""
    result = small(text, months(cost_amount=[-100, -100], good=[5, 9], n=[10, 10]))
    assert nets(result) == {"penalty": [-100, -80], "bonus": [-130, -100], "net": [-100, -100]}[on]
    assert agrees(result)


# --- what the sheets say --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "extra",
    [
        "window: {clause: W, periods: 3, how: mean, missing: shorter}",
        "against: {clause: W, compared: relative, value: 50%}",
    ],
)
def test_a_distance_that_is_no_share_of_contacts_is_told_in_no_contacts(extra: str) -> None:
    """Of a mean over three months or a percentage of a baseline, 100 contacts x the distance is no number of contacts."""
    result = small(kpi(extra), months(good=[50, 60], n=[100, 100]))
    assert "kpi.a.gap_contacts" not in result.calculation.rows


# --- allowances -----------------------------------------------------------------------------------------------------------------


def test_an_allowance_is_of_the_window_that_the_value_is_of() -> None:
    """5 complaints of 100 contacts each month are 5 % over any window: nothing above the allowance; 9 in April are 19 to 15."""
    text = f"""{FEE}kpis:
  a: {{clause: B, formula: complaints, unit: count, better: lower, missing: neutral,
      window: {{clause: W, periods: 3, how: sums, missing: shorter}},
      per_unit: {{step: 1, above: 5% of n, pay: -10, count: exact}}}}
limits: []
"""
    result = small(text, months(complaints=[5, 5, 5, 9], n=[100, 100, 100, 100]))
    assert nets(result) == [1000, 1000, 1000, 960]
    assert agrees(result)


# --- the next bill --------------------------------------------------------------------------------------------------------------

NEXT = "base_period: next, no_such_period: nothing"


def test_relief_of_a_result_that_the_next_bill_pays_looks_at_the_result() -> None:
    """January misses with 10 cases, which is excused; February earns 50 for March; March misses with 100 cases: -50 in April."""
    relief = ', relief: [{clause: R, name: small, when: "n < 30", missing: not_met, effect: neutral}]'
    result = small(kpi(NEXT + relief), months(good=[5, 90, 50, 5], n=[10, 100, 100, 10]))
    assert nets(result) == [1000, 1000, 1050, 950]
    assert agrees(result)


def test_relief_at_the_end_of_the_term_tells_two_results_of_one_bill_apart() -> None:
    """December's bill has November's miss, which counts, and December's own, which is excused."""
    relief = 'relief: [{clause: R, when: "n < 30", missing: not_met, effect: neutral}]'
    extra = f"base_period: next, no_such_period: own_billing, {relief}"
    result = small(kpi(extra), months(good=[50] * 11 + [5], n=[100] * 11 + [10]))
    assert nets(result) == [1000] + [950] * 11


GATES = {
    "gates: [{clause: G, when: 'b >= 80%', otherwise: {bonus: 50%}, missing: not_met}]": [1000, 1050, 1025, 1050],
    "gates: [{clause: G, of: b, missing: not_met, steps: [{when: '< 80%', bonus: 50%}, {when: '>= 80%', bonus: 100%}]}]": [
        1000, 1050, 1025, 1050],
}  # fmt: skip


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_looks_at_the_period_that_gave_the_bonus(gate: str) -> None:
    """The gate is missed in February alone, so of the bonus that March's bill pays half is kept."""
    text = kpi(NEXT, more=COLUMNS + gate + "\n")
    result = small(text, months(good=[90] * 4, n=[100] * 4, g2=[9, 1, 9, 1], n2=[10] * 4))
    assert nets(result) == GATES[gate]
    assert agrees(result)


def test_a_claim_is_about_the_period_that_failed() -> None:
    """January's failure is claimed in time and costs 50 in February; February's is not, and costs nothing in March."""
    claims = "claims: {clause: C, within: 30 days}\nlimits: []\n"
    text = kpi(NEXT, end=claims)
    result = decided(text, months(good=[5, 5, 5], n=[10] * 3), event("c1", "claim", "2026-01", day=date(2026, 2, 5)))
    assert nets(result) == [1000, 950, 1000]


def test_penalties_of_one_incident_on_two_bills_are_refused() -> None:
    other = f"  b: {{{SHARE}, base: billing, missing: neutral, {BANDS}}}\n"
    more = f"{other}incidents: [{{clause: I, kpis: [a, b], counts: highest}}]\n"
    assert "C231" in {finding.code.id for finding in findings_of(HEAD + kpi(NEXT, more=more)) if finding.stops}


# --- earn-back ------------------------------------------------------------------------------------------------------------------

EARN_BACK = 'target: ">= 75%", earn_back: {clause: E, every: SPAN, how: sums, returns: 100%}'


def test_earn_back_counts_without_what_events_take_out() -> None:
    """60 of 90, 80 of 100 and 80 of 100 are 220 of 290, 75.86 %: January's 50 comes back. With the 10 cases it would not."""
    text = kpi(f"events: {{clause: X, count_as: nothing}}, {EARN_BACK.replace('SPAN', 'quarter')}")
    excused = event("e1", "event", "2026-01", figures=(("good", mpq(0)), ("n", mpq(10))))
    assert nets(decided(text, months(good=[60, 80, 80], n=[100] * 3), excused)) == [950, 1050, 1100]


def test_earn_back_counts_no_half_of_a_period() -> None:
    """70 and 78 of 100 are 74 %: nothing comes back. February's 30 without their cases count for nothing."""
    text = kpi(f"before_first: neutral, {EARN_BACK.replace('SPAN', 'quarter')}", missing="last")
    result = small(text, months(good=[70, 30, 78], n=[100, None, 100]))
    assert figure(result, "kpi.a.earn_back.value", "2026-03") == Fraction(74, 100)
    assert nets(result) == [950, 950, 1050]


def test_earn_back_of_a_year_of_quarters_counts_all_their_months() -> None:
    """Quarters of 50, 90, 90 and 90 % are 960 of 1,200, 80 %: the 150 of the first comes back in December."""
    extra = f"every: quarter, base_over: span, {EARN_BACK.replace('SPAN', 'contract_year')}"
    good = [50] * 3 + [95, 95, 80] + [95, 95, 80] + [95, 95, 80]
    result = small(kpi(extra), months(good=good, n=[100] * 12))
    assert figure(result, "kpi.a.earn_back.value", "2026-12") == Fraction(8, 10)
    assert amounts(result)["2026-12", "kpi.a.earned_back"] == 150


def test_penalties_of_two_spans_are_given_back_side_by_side() -> None:
    """In June 'a' gives back 200 of the year, 150 of it from the first quarter, and 'b' 50 of the second quarter, all in full."""
    back = 'target: ">= 75%", earn_back: {clause: E, every: SPAN, good: 2 consecutive, missing: passed_over, returns: 100%}'
    said = ", ".join([SHARE.replace("good", "g2"), "base: billing, missing: neutral", back.replace("SPAN", "quarter"), BANDS])
    other = f"  b: {{{said}}}\n"
    text = kpi(back.replace("SPAN", "contract_year"), more=other)
    result = small(text, months(good=[5, 5, 5, 5, 8, 8], g2=[8, 8, 8, 5, 8, 8], n=[10] * 6))
    assert nets(result) == [1000, 1000, 1000, 900, 1100, 1100 + 200 + 50]
    assert agrees(result)


# --- decisions of people --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "events",
    [
        [event("o1", "override", "2026-01", amount=mpq("-12.345"))],
        [event("o1", "override", "2026-01", amount=mpq(-12)), event("o2", "override", "2026-01", amount=mpq(-10))],
    ],
)
def test_an_override_finer_than_the_coin_or_beside_another_is_told(events: list[Event]) -> None:
    agreement = agreed(HEAD + kpi("", end="overrides: {clause: O}\nlimits: []\n"))
    measures = measured(agreement, tables_of(months(good=[5], n=[10])))
    assert [finding.code.id for finding in with_events(agreement, measures, tuple(events))[1]] == ["M322"]


def test_what_is_excused_uses_up_nothing() -> None:
    """February's 6 are excused, so in March 3 + 3 + 2 = 8 count and cost 50; then April has 1, May 5 of its own."""
    text = f"""{FEE}kpis:
  a: {{clause: B, formula: down, unit: count, better: lower, base: billing, missing: neutral,
      relief: [{{clause: R, until: 2026-02-28, effect: neutral}}],
      window: {{clause: W, periods: 3, how: sums, missing: shorter, used_once: [down]}},
      bands: [{{when: "< 5", pay: 0%}}, {{when: ">= 5", pay: -5%}}]}}
limits: []
"""
    result = small(text, months(down=[3, 3, 2, 1, 4]))
    assert nets(result) == [1000, 1000, 950, 1000, 950]
    assert agrees(result)


# --- spans and figures that move ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("periods", "codes"), [(1, {"C232"}), (2, {"C232"}), (3, set()), (6, set())])
def test_a_quarter_is_compared_with_quarters(periods: int, codes: set[str]) -> None:
    against = f"against: {{clause: W, compared: difference, earlier: {{periods: {periods}, missing: not_judged}}}}"
    scale = 'bands: [{when: "< 0 points", pay: -5%}, {when: ">= 0 points", pay: 5%}]'
    text = HEAD + kpi(f"every: quarter, base_over: span, {against}", scale=scale)
    assert {finding.code.id for finding in findings_of(text) if finding.stops} == codes


MIXED = {
    "a matrix": kpi("", scale=MATRIX, more=COLUMNS.replace("clause: B", "clause: B, every: quarter, part_span: judged")),
    "a relief": kpi('relief: [{clause: R, when: "b < 60%", missing: not_met, effect: neutral}]',
                    more=COLUMNS.replace("clause: B", "clause: B, every: quarter")),
}  # fmt: skip


@pytest.mark.parametrize("what", MIXED)
def test_what_is_judged_each_month_leans_on_no_result_of_a_quarter(what: str) -> None:
    """In January and February a matrix would pay its worst, and a relief would find no figure."""
    assert "C233" in {finding.code.id for finding in findings_of(HEAD + MIXED[what]) if finding.stops}


# --- amendments -----------------------------------------------------------------------------------------------------------------


def test_a_limit_on_several_kpis_that_comes_later_counts_the_year() -> None:
    """300 were settled until March, so of 330 there are 30 left in April and nothing after it."""
    two = kpi("", more=f"  b: {{{SHARE}, base: billing, missing: neutral, {BANDS}}}\n", end="")
    limit = "limits: [{clause: L, kpi: [a, b], on: penalty, at_most: 330, every: contract_year}]\n"
    result = settle_amended(two + END, two + limit, "2026-04-01", months(good=[5] * 5, n=[10] * 5))
    assert nets(result) == [900, 900, 900, 970, 1000]
    assert agrees(result)


def test_the_last_result_may_be_of_the_version_before() -> None:
    """March had 90 %, so April and May, which have no result, are paid as March was."""
    later = kpi("before_first: worst", missing="last")
    result = settle_amended(kpi(""), later, "2026-04-01", months(good=[5, 5, 9, 0, 0, 5], n=[10, 10, 10, 0, 0, 10]))
    assert nets(result) == [950, 950, 1050, 1050, 1050, 950]
    assert agrees(result)


def test_the_base_of_the_period_before_may_be_of_the_version_before() -> None:
    """The KPI is new in April, and March was billed: 5% of 1,000, then of 2,000."""
    later = kpi("base_period: previous, no_such_period: nothing").replace("amount: 1000", "amount: 2000")
    result = settle_amended(FEE, later, "2026-04-01", months(good=[5] * 5, n=[10] * 5))
    assert nets(result) == [1000, 1000, 1000, 1950, 1900]


CARRIED = "limits: []\ncarry_over: {clause: C, at_least: 980, at_end: paid}\n"


@pytest.mark.parametrize(("first", "second"), [(kpi(NEXT), kpi("")), (kpi(NEXT), FEE), (kpi("", end=CARRIED), kpi(""))])
def test_an_amendment_that_would_lose_what_stands_for_the_next_bill_is_refused(first: str, second: str) -> None:
    found = {finding.code.id for finding in findings_of(*amended(first, second, "2026-04-01")) if finding.stops}
    assert found == {"C232"}
