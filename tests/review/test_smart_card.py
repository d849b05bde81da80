"""The report card of small contracts: each verdict with the figures that a person counts in the rows."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.model.contract import Agreement
from slacontract.review.case import Case
from slacontract.review.smart import twice
from slacontract.review.smart.card import card, findings
from slacontract.review.smart.timed import unchanged_since
from slacontract.review.smart.verdicts import Card, Letter, Verdict
from slacontract.workflow.files import find_contracts
from slacontract.workflow.review import alone
from slacontract.workflow.review import case_of as folder_case
from support.commands import CONTRACTS
from support.settling import HEAD, Row, agreed, findings_of, measured, settled, tables_of

FEE = """
billing:
  care: {model: fixed, clause: A 1, amount: 40000}
"""
SERVICE_LEVEL = """
  service_level:
    clause: B 1
    kpi: service_level
    variant: {within: 20 s, bound: inclusive, abandons: answered_only}
    target: ">= 80%"
    base: billing.care
    bands:
      - {when: "< 80%", pay: -2%}
      - {when: ">= 80%", pay: 0%}
    missing: neutral
"""
LIMITS = "\nlimits: []\n"


def months(answered: Iterable[int | None], of: int = 1000) -> list[Row]:
    """One row for each month: so many contacts of ``of`` answered in time; None is a month without the figure."""
    return [
        {"period": f"2026-{number:02}", "answered": of} | ({} if hits is None else {"answered_in_20s": hits})
        for number, hits in enumerate(answered, 1)
    ]


def case_of(agreement: Agreement, rows: Iterable[Row], periods: int = 12) -> Case:
    rows = list(rows)
    if not rows:
        return Case(agreement)
    last = alone(agreement)
    history = settled(agreement, measured(agreement, tables_of(rows)))
    return Case(agreement, history, settled(last, measured(last, tables_of(rows))), periods)


def reviewed(text: str, rows: Iterable[Row] = (), head: str = HEAD, periods: int = 12) -> Card:
    return card(case_of(agreed(head + text), rows, periods))


def said(found: Card, letter: Letter, kpi: str = "service_level") -> tuple[Verdict, str]:
    one = next(k for k in found.kpis if k.kpi == kpi)
    return one.verdict(letter), " ".join(str(point.reason) for point in one.letters[letter])


def whole(found: Card) -> str:
    return " ".join(str(point.reason) for point in found.whole if point.verdict is not Verdict.GOOD)


GOOD = f"{FEE}kpis:{SERVICE_LEVEL}{LIMITS}"


def test_a_target_that_is_met_now_and_then_is_achievable() -> None:
    found = reviewed(GOOD, months([790, 810, 800, 799, 850, 780, 820, 801]))
    assert said(found, Letter.ACHIEVABLE) == (Verdict.GOOD, "Met in 5 of 8 periods.")


def test_a_target_that_no_period_met_is_told_with_the_best_of_them() -> None:
    found = reviewed(GOOD, months([700, 720, 745, 690, 710, 744]))
    verdict, reason = said(found, Letter.ACHIEVABLE)
    assert verdict is Verdict.POOR
    assert reason == "Met in 0 of 6 periods. The best was 74.5 %, and the target is 80 %."


def test_one_period_of_eight_is_weak() -> None:
    verdict, reason = said(reviewed(GOOD, months([700, 720, 845, 690, 710, 744, 733, 722])), Letter.ACHIEVABLE)
    assert verdict is Verdict.WEAK
    assert reason.startswith("Met in 1 of 8 periods.")


def test_a_target_that_is_never_near_asks_nothing() -> None:
    verdict, reason = said(reviewed(GOOD, months([900, 902, 910, 905, 903, 901])), Letter.ACHIEVABLE)
    assert verdict is Verdict.WEAK
    assert reason == (
        "Met in 6 of 6 periods. It came no nearer than 10 points to missing it, and all results lie within 1 point. "
        "The target asks nothing."
    )


def test_a_target_that_is_always_met_but_sometimes_just_so_is_good() -> None:
    assert said(reviewed(GOOD, months([900, 802, 910, 905, 903, 901])), Letter.ACHIEVABLE)[0] is Verdict.GOOD


def test_three_periods_are_too_few_to_judge_by() -> None:
    verdict, reason = said(reviewed(GOOD, months([700, 720, 745])), Letter.ACHIEVABLE)
    assert (verdict, reason) == (Verdict.OPEN, "Met in 0 of 3 periods. That is too few to judge by.")


def test_only_the_last_periods_are_looked_at() -> None:
    rows = months([700, 700, 700, 810, 820, 790, 815, 816, 780])
    assert said(reviewed(GOOD, rows, periods=6), Letter.ACHIEVABLE) == (Verdict.GOOD, "Met in 4 of 6 periods.")


def test_the_last_version_is_held_against_months_of_the_one_before() -> None:
    first = HEAD + GOOD
    print_of_first = agreed(first).versions[0].fingerprint
    second = first.replace("version: 1\neffective: 2026-01-01", "version: 2\neffective: 2026-06-01\n"
                           f"replaces: {{version: 1, fingerprint: {print_of_first}}}").replace("80%", "85%")  # fmt: skip
    found = card(case_of(agreed(first, second), months([810, 820, 860, 870, 790, 840, 851, 849])))
    assert said(found, Letter.ACHIEVABLE) == (Verdict.GOOD, "Met in 3 of 8 periods.")


def test_without_measures_nothing_is_claimed() -> None:
    found = reviewed(GOOD)
    assert said(found, Letter.ACHIEVABLE)[0] is Verdict.OPEN
    assert said(found, Letter.MEASURABLE)[0] is Verdict.OPEN


def test_good_is_only_what_could_be_judged_whole() -> None:
    """A relief for small samples says nothing of figures that nobody has delivered yet."""
    relief = "    relief: {clause: B 3, when: surveys < 100, effect: neutral, missing: not_met}\n"
    assert said(reviewed(f"{FEE}kpis:{CSAT}{relief}{LIMITS}"), Letter.MEASURABLE, "csat")[0] is Verdict.OPEN


def test_months_without_a_figure_are_counted_and_named() -> None:
    verdict, reason = said(reviewed(GOOD, months([810, None, 820, None, 790, 800])), Letter.MEASURABLE)
    assert verdict is Verdict.WEAK
    assert reason == "2 of 6 periods have no result: 2026-02, 2026-04."


def test_a_field_that_nobody_delivers_is_a_defect() -> None:
    rows = [{"period": f"2026-{n:02}", "answered": 1000} for n in range(1, 7)]
    verdict, reason = said(reviewed(GOOD, rows), Letter.MEASURABLE)
    assert verdict is Verdict.POOR
    assert reason == "The history has no figure of answered_in_20s."


def test_a_single_miss_of_thirty_contacts_misses_99_percent() -> None:
    text = GOOD.replace("80%", "99%")
    reason = said(reviewed(text, [*months([995] * 5), *months([None] * 5 + [30], of=30)[5:]]), Letter.ACHIEVABLE)[1]
    assert "At its smallest volume (30 cases in 2026-06) a single miss already misses the target of 99 %." in reason


def test_a_bonus_of_every_month_is_a_part_of_the_price() -> None:
    text = GOOD.replace('- {when: ">= 80%", pay: 0%}', '- {when: ">= 80%", pay: +1%}')
    reason = said(reviewed(text, months([810, 820, 830, 840, 850, 860])), Letter.ACHIEVABLE)[1]
    assert "It earned a bonus in every one of 6 results" in reason
    assert "bonus in every" not in said(reviewed(text, months([810, 820, 830, 840, 850, 760])), Letter.ACHIEVABLE)[1]


CSAT = """
  csat:
    clause: B 2
    kpi: csat
    variant: {method: top_box}
    target: ">= 80%"
    base: billing.care
    bands:
      - {when: "< 75%", pay: -4%}
      - {when: ">= 75% and < 80%", pay: -2%}
      - {when: ">= 80%", pay: 0%}
    missing: neutral
"""
MARGIN = """
    relief:
      - {clause: B 3, margin_of_error: {threshold: 80%, of: surveys, z: 1.96}, missing: not_met, effect: neutral}
"""
SURVEYS = [{"period": f"2026-{n:02}", "surveys": 40, "surveys_satisfied": 33} for n in range(1, 7)]


@pytest.mark.parametrize(
    ("relief", "codes"),
    [
        ("", ["C261"]),
        ("    relief: {clause: B 3, when: surveys < 100, effect: neutral, missing: not_met}\n", []),
        (MARGIN, []),
        ("    relief: {clause: B 3, when: offered < 100, effect: neutral, missing: not_met}\n", ["C261"]),
    ],
)  # fmt: skip
def test_a_small_sample_is_no_defect_where_the_contract_says_what_follows(relief: str, codes: list[str]) -> None:
    agreement = agreed(f"{HEAD}{FEE}kpis:{CSAT}{relief}{LIMITS}")
    rows = [{**row, "offered": 90} for row in SURVEYS] if "offered" in relief else SURVEYS
    assert [found.code.id for found in findings(case_of(agreement, rows))] == codes


def test_a_survey_that_pays_nothing_is_not_called_too_small() -> None:
    text = f"{FEE}kpis:\n  csat: {{clause: B 2, kpi: csat, variant: {{method: top_box}}, target: '>= 80%'}}{LIMITS}"
    assert [f.code.id for f in findings(case_of(agreed(HEAD + text), SURVEYS))] == []


def test_a_kpi_over_every_queue_is_pointed_out_where_others_name_theirs() -> None:
    lines = """
billing:
  care: {model: per_contact, clause: A 1, count: answered, rate: 2, where: {queue: care}}
  sales: {model: per_contact, clause: A 2, count: answered, rate: 3, where: {queue: sales}}
"""
    rows = [{**row, "queue": queue} for row in months([810, 820]) for queue in ("care", "sales")]
    verdict, reason = said(reviewed(f"{lines}kpis:{SERVICE_LEVEL}{LIMITS}", rows), Letter.SPECIFIC)
    assert verdict is Verdict.WEAK
    assert "judged over every queue that is measured (care, sales)" in reason
    named = SERVICE_LEVEL.replace("    target:", "    where: {queue: care}\n    target:")
    assert said(reviewed(f"{lines}kpis:{named}{LIMITS}", rows), Letter.SPECIFIC)[0] is Verdict.GOOD


def test_review_dates_are_kept_or_told() -> None:
    head = HEAD.replace("to: 2026-12-31", "to: 2027-12-31")
    rows = months([810, 820, 790, 805, 815, 825])
    assert said(reviewed(GOOD, rows, head), Letter.TIME_BOUND)[0] is Verdict.WEAK
    assert said(reviewed(GOOD, rows), Letter.TIME_BOUND)[0] is Verdict.GOOD, "a year needs no review"
    every = f"review: {{every: half_year}}\n{GOOD}"
    assert "looked at again every half year" in said(reviewed(every, rows, head), Letter.TIME_BOUND)[1]
    ahead, past = (f"review: {{by: 2026-{month}-01}}\n{GOOD}" for month in ("09", "04"))
    assert said(reviewed(ahead, rows, head), Letter.TIME_BOUND)[0] is Verdict.GOOD
    verdict, reason = said(reviewed(past, rows, head), Letter.TIME_BOUND)
    assert verdict is Verdict.WEAK
    assert "by 2026-04-01, and no version came after that" in reason


def test_a_review_date_that_a_version_has_passed_is_not_the_next_one() -> None:
    stale = f"review: {{by: 2026-01-01}}\n{GOOD}"
    reason = said(reviewed(stale, months([810, 820, 790])), Letter.TIME_BOUND)[1]
    assert "by 2026-01-01, and this version is of 2026-01-01: the next date is not said." in reason


def test_unchanged_means_what_is_asked_and_paid_and_not_where_it_stands() -> None:
    first = HEAD + GOOD
    mark = agreed(first).versions[0].fingerprint
    later = (
        first.replace("version: 1\neffective: 2026-01-01",
                      f"# a line more\nversion: 2\neffective: 2026-06-01\nreplaces: {{version: 1, fingerprint: {mark}}}")
        .replace("clause: B 1", "clause: B 9\n    title: Another name")
    )  # fmt: skip
    names = list(agreed(first).latest.kpis)
    assert unchanged_since(Case(agreed(first, later)), names[0]).isoformat() == "2026-01-01"
    dearer = later.replace("pay: -2%", "pay: -3%")
    assert unchanged_since(Case(agreed(first, dearer)), names[0]).isoformat() == "2026-06-01"


def test_what_is_counted_in_both_is_told_only_where_it_makes_both_worse() -> None:
    """Answered contacts stand below both lines, and more of them is only more volume."""
    handle = """
  aht:
    clause: B 4
    kpi: aht
    variant: {hold: included, wrap: included, unit_of_count: contact}
    target: "<= 300 s"
    base: billing.care
    bands:
      - {when: "<= 300 s", pay: 0%}
      - {when: "> 300 s", pay: -1%}
    missing: neutral
"""
    rows = [{**row, "talk_s": 250_000, "hold_s": 20_000, "wrap_s": 40_000} for row in months([790, 780])]
    assert findings(case_of(agreed(f"{HEAD}{FEE}kpis:{SERVICE_LEVEL}{handle}{LIMITS}"), rows)) == []


def test_no_money_only_penalties_only_bonuses() -> None:
    silent = f"{FEE}kpis:\n  aht: {{clause: B 1, kpi: att, variant: {{hold: included}}}}{LIMITS}"
    assert "No KPI of this contract moves money." in whole(reviewed(silent))
    assert "There are penalties and no bonus" in whole(reviewed(GOOD))
    kind = GOOD.replace("pay: -2%", "pay: 0%").replace('">= 80%", pay: 0%', '">= 80%", pay: +2%')
    found = whole(reviewed(kind))
    assert "There are bonuses and no penalty" in found
    assert "'service_level' can earn a bonus, and no quality has to be kept for it" in found


def test_every_point_has_a_reason_and_what_is_not_good_has_a_remedy() -> None:
    for text in (GOOD, f"{FEE}kpis:{CSAT}{LIMITS}"):
        for point in reviewed(text, months([810, 790]) if text is GOOD else SURVEYS).points:
            assert str(point.reason).endswith(".")
            if point.verdict in {Verdict.WEAK, Verdict.POOR}:
                assert point.remedy is not None
                assert str(point.remedy).endswith(".")


def test_close_steps_over_a_large_sample_are_told_on_the_card_alone() -> None:
    """1,000 surveys have a margin of about 2.5 points; that steps are a point apart is a ladder, and no small sample."""
    ladder = CSAT.replace('"< 75%"', '"< 79%"').replace('">= 75% and < 80%"', '">= 79% and < 80%"')
    rows = [{**row, "surveys": 1000, "surveys_satisfied": 810} for row in SURVEYS]
    case = case_of(agreed(f"{HEAD}{FEE}kpis:{ladder}{LIMITS}"), rows)
    assert findings(case) == []
    verdict, reason = said(card(case), Letter.MEASURABLE, "csat")
    assert verdict is Verdict.WEAK
    assert "is paid as beyond 79 %" in reason


def test_a_rate_that_should_be_low_is_misjudged_from_above() -> None:
    """Of 50 cases with a true 10 %, more than 10 are wrong (above 20 %) in 0.94 % of samples, more than 6 in 22.98 %."""
    text = f"""{FEE}kpis:
  wrong:
    clause: B 2
    title: Wrong cases
    formula: cases_wrong / cases_checked
    unit: percent
    better: lower
    domain: proportion
    target: "<= 10%"
    base: billing.care
    bands:
      - {{when: "<= 10%", pay: 0%}}
      - {{when: "> 10% and <= EDGE", pay: -1%}}
      - {{when: "> EDGE", pay: -3%}}
    missing: neutral
{LIMITS}"""
    rows = [{"period": f"2026-{n:02}", "cases_checked": 50, "cases_wrong": 5} for n in range(1, 7)]
    expected = {
        edge: sum(comb(50, k) * Fraction(1, 10) ** k * Fraction(9, 10) ** (50 - k) for k in range(most + 1, 51))
        for edge, most in (("20%", 10), ("12%", 6))
    }
    assert [f"{float(share):.4f}" for share in expected.values()] == ["0.0094", "0.2298"]
    wide, close = (findings(case_of(agreed(HEAD + text.replace("EDGE", edge)), rows)) for edge in ("20%", "12%"))
    assert wide == []
    assert [found.code.id for found in close] == ["C261"]
    assert "in 22.98 % of periods by chance" in close[0].what


def test_hours_are_used_and_fruitful_by_any_kpi_that_tells_it() -> None:
    text = """
billing:
  desk: {model: per_fte_hour, clause: A 1, hours: productive, rate: 18}
kpis:
  cases: {clause: B 1, kpi: case_productivity, variant: {cases: each, per: productive_hour}, target: ">= 3"}
  busy: {clause: B 2, kpi: occupancy, variant: {of: busy_and_ready}, target: ">= 75% and <= 88%"}
"""
    told = [found.code.id for found in findings_of(f"{HEAD}{text}{LIMITS}")]
    assert told == []
    assert "C221" in [found.code.id for found in findings_of(HEAD + text.partition("  busy:")[0] + LIMITS)]


def test_answering_is_no_defect_where_calls_are_the_work() -> None:
    lines = """
billing:
  care: {model: per_minute, clause: A 1, minutes: handle, rate: 0.40, cap: {aht: 300 s, per: contact, level: period}}
"""
    promises = "\n  promises: {clause: B 2, kpi: promise_kept_rate, variant: {by: number}, target: '>= 60%'}"
    assert findings(Case(agreed(f"{HEAD}{lines}kpis:{SERVICE_LEVEL}{promises}{LIMITS}"))) == []
    said_so = f"service: {{sector: collections}}\n{lines}kpis:{SERVICE_LEVEL}{promises}{LIMITS}"
    assert [found.code.id for found in findings(Case(agreed(HEAD + said_so)))] == ["C265"]


def test_the_form_of_mystery_calls_says_which_do_not_count() -> None:
    text = f"{FEE}kpis:\n  mystery: {{clause: B 1, kpi: mystery_pass_rate, variant: {{}}, target: '>= 80%'}}{LIMITS}"
    without = card(Case(agreed(HEAD + text)))
    assert "Nothing says which mystery calls do not count" in said(without, Letter.MEASURABLE, "mystery")[1]
    (folder,), _ = find_contracts(CONTRACTS / "care-from-records")
    case, _ = folder_case(folder)
    assert case is not None
    assert case.invalid_calls is True
    assert "says which of them do not count" in said(card(case), Letter.MEASURABLE, "mystery_calls")[1]


def test_no_more_counts_are_tried_than_there_is_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    (folder,), _ = find_contracts(CONTRACTS / "care-from-records")
    case, _ = folder_case(folder)
    assert case is not None
    assert [found.code.id for found in findings(case)] == ["C262"]
    monkeypatch.setattr(twice, "MOST_TRIED", 0)
    assert findings(case) == []


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 1000), min_size=6, max_size=12))
def test_met_is_counted_as_a_person_counts_it(hits: list[int]) -> None:
    found = reviewed(GOOD, months(hits))
    met = sum(one >= 800 for one in hits)
    assert said(found, Letter.ACHIEVABLE)[1].startswith(f"Met in {met} of {len(hits)} periods.")


@settings(deadline=None, max_examples=6)
@given(st.permutations([0, 1, 2]))
def test_the_order_of_kpis_changes_no_verdict(order: list[int]) -> None:
    kpis = [SERVICE_LEVEL, CSAT, SERVICE_LEVEL.replace("service_level:", "other:").replace("20 s", "30 s")]
    rows = [{**row, "answered_in_30s": 900} for row in months([790, 810])] + [dict(row) for row in SURVEYS[:2]]
    found = reviewed(f"{FEE}kpis:{''.join(kpis[n] for n in order)}{LIMITS}", rows)
    verdicts = {kpi.kpi: [kpi.verdict(letter) for letter in Letter] for kpi in found.kpis}
    straight = reviewed(f"{FEE}kpis:{''.join(kpis)}{LIMITS}", rows)
    assert verdicts == {kpi.kpi: [kpi.verdict(letter) for letter in Letter] for kpi in straight.kpis}
    assert sorted(str(point.reason) for point in found.whole if not point.code) == sorted(
        str(point.reason) for point in straight.whole if not point.code
    )


CHAT = """
billing:
  desk: {model: per_minute, clause: A 1, minutes: handle, rate: 0.30, cap: {aht: 600 s, per: contact, level: period}}
"""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"service: {{channels: [email, letter]}}\n{FEE}kpis:{SERVICE_LEVEL}{LIMITS}", ["C269"]),
        (f"service: {{channels: [email, voice]}}\n{FEE}kpis:{SERVICE_LEVEL}{LIMITS}", []),
        (f"service: {{channels: [email]}}\n{FEE}kpis:{SERVICE_LEVEL.replace('within: 20 s', 'within: 4 h')}{LIMITS}", []),
        (f"service: {{channels: [chat]}}\n{CHAT}kpis: {{}}{LIMITS}", ["C270"]),
        (f"service: {{channels: [chat], chats_at_once: 2}}\n{CHAT}kpis: {{}}{LIMITS}", []),
        (f"service: {{channels: [chat, voice]}}\n{CHAT}kpis: {{}}{LIMITS}", []),
        (f"{CHAT}kpis: {{}}{LIMITS}", []),
        (f"service: {{sector: repair}}\n{FEE}kpis:{SERVICE_LEVEL}{LIMITS}", ["C266"]),
        (f"service: {{sector: customer_care}}\n{FEE}kpis:{SERVICE_LEVEL}{LIMITS}", []),
        (f"{FEE}kpis:{SERVICE_LEVEL}{LIMITS}", []),
    ],
)
def test_channel_and_sector_are_what_the_contract_says_and_else_nothing_is_said(text: str, codes: list[str]) -> None:
    assert [found.code.id for found in findings(Case(agreed(HEAD + text)))] == codes
