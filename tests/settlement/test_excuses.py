"""Reliefs, gates in steps, incidents and missing figures against little computations of their own, and the laws they keep."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest
from gmpy2 import mpq
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.settlement.settlement import Settlement
from support.settling import HEAD, agreed, measured, plain, settled

FEE = "billing: {service: {model: fixed, clause: A 1, amount: 50000}}\n"
CSAT = """kpis:
  csat:
    clause: B 3
    formula: surveys_satisfied / surveys
    unit: percent
    better: higher
    base: billing.service
    bands:
      - {when: "< 75%", pay: -4%}
      - {when: ">= 75% and < 80%", pay: -2%}
      - {when: ">= 80% and < 90%", pay: 0%}
      - {when: ">= 90%", pay: +2%}
"""
END = "limits: []\n"
PRECISION = 10**30
patient = settings(deadline=None)


def settle_csat(more: str, surveys: int, satisfied: int) -> Settlement:
    contract = agreed(HEAD + FEE + CSAT + more + END)
    return settled(contract, measured(contract, [f"period,surveys,surveys_satisfied\n2026-01,{surveys},{satisfied}\n"]))


def line(settlement: Settlement, name: str) -> Fraction:
    return sum((plain(found.amount) for found in settlement.lines if found.id == name), Fraction(0))


def highest_of_wilson(cases: int, share: Fraction, z: Fraction) -> Fraction:
    """The upper end of Wilson's score interval by its usual formula, its square root to thirty digits, rounded down."""
    inside = share * (1 - share) / cases + z**2 / (4 * cases**2)
    root = Fraction(isqrt(inside.numerator * PRECISION**2 // inside.denominator), PRECISION)
    return (share + z**2 / (2 * cases) + z * root) / (1 + z**2 / cases)


cases_and_hits = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@patient
@given(cases_and_hits, st.sampled_from(["1.645", "1.96", "2", "2.576"]), st.sampled_from(["50%", "72.5%", "80%", "99%"]))
def test_a_penalty_is_due_when_the_whole_interval_is_below_the_threshold(counts: tuple[int, int], z: str, threshold: str) -> None:
    surveys, satisfied = counts
    relief = (
        "    missing: neutral\n    relief: {clause: B 4, name: chance, missing: not_met, effect: no_penalty, "
        f"margin_of_error: {{threshold: {threshold}, of: surveys, z: {z}}}}}\n"
    )
    settlement = settle_csat(relief, surveys, satisfied)
    share, limit = Fraction(satisfied, surveys), Fraction(threshold.removesuffix("%")) / 100
    end = highest_of_wilson(surveys, share, Fraction(z))
    if abs(end - limit) < Fraction(1, 10**20):
        return  # a square root of thirty digits cannot tell; the exact engine can
    excused = settlement.value("kpi.csat.relief.chance.holds", settlement.asked[0])
    assert excused is (end >= limit or share >= limit)


def test_exactly_at_the_margin_nothing_is_proved() -> None:
    """100 x (72% - 80%)^2 = 0.64 = 2^2 x 80% x 20%."""
    relief = (
        "    missing: neutral\n    relief: {clause: B 4, name: chance, missing: not_met, effect: no_penalty, "
        "margin_of_error: {threshold: 80%, of: surveys, z: 2}}\n"
    )
    assert line(settle_csat(relief, 100, 72), "kpi.csat.relief.chance") == 2000
    assert line(settle_csat(relief, 100, 71), "kpi.csat.relief.chance") == 0


@patient
@given(cases_and_hits)
def test_a_missing_figure_judged_by_the_worst_never_pays_more_than_any_result(counts: tuple[int, int]) -> None:
    """Law 27."""
    contract = agreed(HEAD + FEE + CSAT + "    missing: worst\n" + END)
    rows = f"period,surveys,surveys_satisfied\n2026-01,{counts[0]},{counts[1]}\n"
    other = "period,offered\n2026-02,10\n"
    settlement = settled(contract, measured(contract, [rows, other]))
    by_period = {period.id: plain(settlement.amount("adjustments.net", period)) for period in settlement.asked}
    assert by_period["2026-02"] <= by_period["2026-01"]


@patient
@given(st.lists(cases_and_hits | st.none(), min_size=2, max_size=5).filter(any))
def test_the_last_result_is_that_of_the_nearest_earlier_month_that_has_one(months: list[tuple[int, int] | None]) -> None:
    contract = agreed(HEAD + FEE + CSAT + "    missing: last\n    before_first: worst\n" + END)
    named = [f"2026-{number:02}" for number in range(1, len(months) + 1)]
    rows = "".join(f"{name},{month[0]},{month[1]}\n" for name, month in zip(named, months, strict=True) if month)
    other = "period,offered\n" + "".join(f"{name},10\n" for name in named)
    settlement = settled(contract, measured(contract, [f"period,surveys,surveys_satisfied\n{rows}", other]))
    last: tuple[int, int] | None = None
    for period, month in zip(settlement.asked, months, strict=True):
        last = month or last
        paid = plain(settlement.amount("adjustments.net", period))
        assert paid == (-2000 if last is None else _csat_pay(Fraction(*reversed(last))))


def _csat_pay(share: Fraction) -> int:
    percent = -4 if share < Fraction(3, 4) else -2 if share < Fraction(4, 5) else 0 if share < Fraction(9, 10) else 2
    return 500 * percent


@patient
@given(cases_and_hits, st.integers(0, 100), st.integers(0, 100))
def test_relief_moves_an_amount_towards_nothing_and_tells_what_it_moved(
    counts: tuple[int, int], bonus: int, penalty: int
) -> None:
    """Law 28: what stays and what is taken back are the whole amount, to the coin; neither turns its sign."""
    effect = f"{{bonus: {bonus}%, penalty: {penalty}%}}"
    relief = f'    missing: neutral\n    relief: {{clause: B 4, name: r, when: "surveys > 0", missing: met, effect: {effect}}}\n'
    settlement = settle_csat(relief, *counts)
    before, moved = line(settlement, "kpi.csat"), line(settlement, "kpi.csat.relief.r")
    left = plain(settlement.amount("adjustments.net", settlement.asked[0]))
    share = Fraction(bonus if before > 0 else penalty, 100)
    assert before + moved == left == before * share
    assert abs(left) <= abs(before)


STEPS = [("< 75%", "0%"), (">= 75% and < 85%", "50%"), (">= 85% and < 95%", "100%"), (">= 95%", "120%")]


@patient
@given(cases_and_hits)
def test_a_gate_in_steps_keeps_the_share_of_the_step_that_holds_the_value(counts: tuple[int, int]) -> None:
    steps = "".join(f'      - {{when: "{when}", bonus: {bonus}}}\n' for when, bonus in STEPS)
    text = (
        "kpis:\n  fixed:\n    clause: B 1\n    formula: offered - 0\n    unit: count\n    better: higher\n"
        '    bands: [{when: "< 1", pay: 0}, {when: ">= 1", pay: 333.33}]\n    missing: neutral\n'
        "  quality: {clause: B 2, formula: qa_passed / qa_evaluations, unit: percent, better: higher}\n"
        f"gates:\n  - clause: B 6\n    of: quality\n    missing: met\n    steps:\n{steps}"
    )
    contract = agreed(HEAD + FEE + text + END)
    rows = f"period,offered,qa_evaluations,qa_passed\n2026-01,5,{counts[0]},{counts[1]}\n"
    settlement = settled(contract, measured(contract, [rows]))
    share = Fraction(counts[1], counts[0])
    kept = 0 if share < Fraction(3, 4) else 50 if share < Fraction(17, 20) else 100 if share < Fraction(19, 20) else 120
    cents = Fraction(33333 * kept, 100)
    rounded = Fraction(int(cents + Fraction(1, 2)), 100)
    assert Fraction("333.33") + line(settlement, "gate.1") == rounded


amounts = st.lists(st.integers(-5000, 3000), min_size=2, max_size=5)


@patient
@given(amounts)
def test_of_the_penalties_of_an_incident_one_highest_is_left_and_bonuses_stay(pays: list[int]) -> None:
    kpis = "".join(
        f"  k{number}:\n    clause: B {number}\n    formula: f{number} - 0\n    unit: money\n    better: neither\n"
        f"    per_unit: {{step: 1, above: 0, pay: {pay}, count: exact}}\n    missing: neutral\n"
        for number, pay in enumerate(pays)
    )
    names = ", ".join(f"k{number}" for number in range(len(pays)))
    text = f"kpis:\n{kpis}incidents: [{{clause: B 8, kpis: [{names}], counts: highest}}]\n"
    contract = agreed(HEAD + FEE + text + END)
    heads = ",".join(f"f{number}" for number in range(len(pays)))
    settlement = settled(contract, measured(contract, [f"period,{heads}\n2026-01{',1' * len(pays)}\n"]))
    bonus, penalties = sum(p for p in pays if p > 0), [p for p in pays if p < 0]
    assert plain(settlement.amount("adjustments.net", settlement.asked[0])) == bonus + min(penalties, default=0)


@pytest.mark.parametrize(("effect", "left"), [("neutral", 0), ("no_penalty", 0), ("no_bonus", -2000)])
def test_the_effects_on_a_penalty(effect: str, left: int) -> None:
    relief = f'    missing: neutral\n    relief: {{clause: B 4, when: "surveys < 30", missing: met, effect: {effect}}}\n'
    settlement = settle_csat(relief, 20, 10)
    assert settlement.amount("adjustments.net", settlement.asked[0]) == mpq(left)


@pytest.mark.parametrize(("missing", "left"), [("met", 0), ("not_met", -2000)])
def test_a_condition_without_its_figure_holds_as_the_contract_says(missing: str, left: int) -> None:
    relief = f'    missing: neutral\n    relief: {{clause: B 4, when: "offered > 1", missing: {missing}, effect: neutral}}\n'
    settlement = settle_csat(relief, 100, 50)
    assert settlement.amount("adjustments.net", settlement.asked[0]) == mpq(left)


def test_a_relief_that_is_not_measured_follows_the_rule_for_missing_figures() -> None:
    relief = '    relief: {clause: B 4, when: "surveys < 30", missing: met, effect: not_measured}\n'
    assert line(settle_csat("    missing: worst\n" + relief, 20, 20), "kpi.csat.missing") == -2000
    neutral = settle_csat("    missing: neutral\n" + relief, 20, 5)
    assert neutral.amount("adjustments.net", neutral.asked[0]) == mpq(0)


def test_points_that_are_relieved_leave_the_scorecard_to_the_others() -> None:
    """A: 10 points, relieved as neutral, so it has no score; B: 4 points alone make the mean."""
    text = """kpis:
  a:
    clause: B 1
    formula: surveys_satisfied / surveys
    unit: percent
    better: higher
    bands: [{when: "< 80%", pay: 0 points}, {when: ">= 80%", pay: 10 points}]
    missing: neutral
    relief: {clause: B 1.1, when: "surveys < 30", missing: met, effect: neutral}
  b:
    clause: B 2
    formula: answered / offered
    unit: percent
    better: higher
    bands: [{when: "< 80%", pay: 4 points}, {when: ">= 80%", pay: 10 points}]
    missing: neutral
  card:
    clause: B 3
    better: higher
    scorecard: {score: points, weights: {a: 50%, b: 50%}, unscored: redistribute, at_least: 1}
    bands: [{when: "< 5 points", pay: -100}, {when: ">= 5 points", pay: 0}]
    missing: neutral
"""
    contract = agreed(HEAD + FEE + text + END)
    for surveys, mean in ((30, 7), (29, 4)):
        rows = f"period,surveys,surveys_satisfied,offered,answered\n2026-01,{surveys},{surveys},10,5\n"
        settlement = settled(contract, measured(contract, [rows]))
        assert settlement.value("kpi.card.value", settlement.asked[0]) == mpq(mean)


def test_a_failure_that_is_excused_is_passed_over_by_repeats() -> None:
    """February fails and is excused: March is the second failure in a row and counts twice, and so does April."""
    text = (
        CSAT
        + "    missing: neutral\n"
        + """    relief: {clause: B 4, when: "surveys < 30", missing: met, effect: neutral}
    repeat:
      {clause: B 5, failure: penalty, after: 2 consecutive, times: 2, compounding: "no", restart: never, missing: success,
       excused: passed_over}
"""
    )
    contract = agreed(HEAD + FEE + text + END)
    rows = "period,surveys,surveys_satisfied\n2026-01,100,50\n2026-02,20,10\n2026-03,100,50\n2026-04,100,50\n"
    settlement = settled(contract, measured(contract, [rows]))
    paid = [settlement.amount("adjustments.net", period) for period in settlement.asked]
    assert paid == [mpq(-2000), mpq(0), mpq(-4000), mpq(-4000)]
