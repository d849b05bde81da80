"""What an adversary found: each was wrong once."""

from __future__ import annotations

import pytest
from gmpy2 import mpq

from slacontract.checks.contract import check_versions
from slacontract.model.contract import Agreement
from slacontract.model.measures import Cell, Figure, Measures, Member
from slacontract.parse.contract import read_contract
from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement, settle
from support.everything_contract import SOURCE
from support.recalculation import differences, other_engine, stored, stripped

HEAD = SOURCE.read_text(encoding="utf-8").partition("billing:")[0]
TAX = "tax: {treatment: outside_scope, category: S, rate: 21%}\n"
FEE = "billing: {fee: {model: fixed, clause: A, amount: 1000}}\n"


def agreement(text: str) -> tuple[Agreement | None, list[str]]:
    contract, findings = read_contract((HEAD + text + TAX).encode(), "v1.yaml")
    if contract is None:
        return None, [f.code.id for f in findings]
    checked, findings = check_versions([contract])
    return checked, [f.code.id for f in findings if f.stops]


def settled(text: str, figures: dict[tuple[Member, str], str]) -> Settlement:
    terms, codes = agreement(text)
    assert terms is not None, codes
    cells = {Cell("2026-01", member, name): Figure(mpq(value)) for (member, name), value in figures.items()}
    settlement, findings = settle(terms, Measures(cells), terms.latest.schedule.periods()[:1])
    assert settlement is not None, findings
    return settlement


def agrees(settlement: Settlement) -> bool:
    book = write_workbook(settlement)
    return differences(stored(book), other_engine(stripped(book))) == []


def queue(name: str) -> Member:
    return (("queue", name),)


def test_a_member_named_like_a_sum_is_not_that_sum() -> None:
    line = "{{model: per_contact, clause: A, count: answered, rate: 1, where: {{queue: {0}}}}}"
    text = f"billing:\n  a: {line.format('[x, y]')}\n  b: {line.format('[x+y]')}\nlimits: []\n"
    result = settled(text, {(queue("x"), "answered"): "10", (queue("y"), "answered"): "20", (queue("x+y"), "answered"): "400"})
    assert {line.id: line.amount for line in result.lines if line.id != "tax"} == {"billing.a": mpq(30), "billing.b": mpq(400)}
    assert agrees(result)


def test_members_of_two_dimensions_are_never_one() -> None:
    text = "billing:\n  b: {model: per_contact, clause: A, count: answered, rate: 1, each: [queue, site]}\nlimits: []\n"
    one: Member = (("queue", "x,site=y"), ("site", "z"))
    other: Member = (("queue", "x"), ("site", "y,site=z"))
    result = settled(text, {(one, "answered"): "1", (other, "answered"): "2"})
    assert sorted((line.amount for line in result.lines if line.id != "tax"), key=float) == [mpq(1), mpq(2)]


@pytest.mark.parametrize("limit", ["at_most: 100.5, every: period", "at_most: 100.4, every: contract_year"])
def test_a_limit_between_two_coins_is_refused(limit: str) -> None:
    head = HEAD.replace("to: 0.01", "to: 1")
    contract, _ = read_contract(f"{head}{FEE}limits: [{{clause: D, on: penalty, {limit}}}]\n{TAX}".encode(), "v1.yaml")
    assert contract is not None
    _, findings = check_versions([contract])
    assert "C213" in {f.code.id for f in findings}


@pytest.mark.parametrize(("paid", "a", "b"), [("100.3", "99.9", "0.4"), ("1234567.91", "1234560.81", "7.1")])
def test_a_divisor_that_is_zero_but_for_binary_noise_is_zero_in_the_workbook_too(paid: str, a: str, b: str) -> None:
    kpi = """kpis:
  k: {clause: B, formula: good_h / (paid_h - a_h - b_h), unit: number, better: higher,
      bands: [{when: "< 50", pay: -10}, {when: ">= 50", pay: 10}], missing: neutral}
limits: []
"""
    result = settled(FEE + kpi, {((), "good_h"): "10", ((), "paid_h"): paid, ((), "a_h"): a, ((), "b_h"): b})
    assert result.net(result.asked[0]) == mpq(1000)
    assert agrees(result)


@pytest.mark.parametrize(("answered", "expected"), [("498920", "-436.56"), ("1296760", "-1134.67")])
def test_what_cancels_on_a_curve_moves_no_cent(answered: str, expected: str) -> None:
    text = """billing:
  a: {model: per_contact, clause: A, count: answered, rate: 0.01}
kpis:
  k: {clause: B, formula: good / judged, unit: percent, better: higher, base: billing, beyond: flat, missing: neutral,
      curve: [{at: 99.5%, pay: -10%}, {at: 99.9%, pay: 0%}]}
limits: []
"""
    result = settled(text, {((), "answered"): answered, ((), "good"): "9955", ((), "judged"): "10000"})
    assert next(line.amount for line in result.lines if line.id == "kpi.k") == mpq(expected)
    assert agrees(result)


@pytest.mark.parametrize(("talk", "expected"), [("3900001", "-0.01"), ("3900003", "-0.02"), ("3900005", "-0.03")])
def test_what_cancels_beyond_a_knee_moves_no_cent(talk: str, expected: str) -> None:
    """0.0001 s beyond the knee at 50 a second are half a cent: -0.005, rounded half up to -0.01."""
    kpi = """kpis:
  k: {clause: B, formula: talk_s / answered, unit: seconds, better: lower, missing: neutral,
      per_unit: {step: 1 s, above: 390 s, pay: -50, count: exact}}
limits: []
"""
    result = settled(FEE + kpi, {((), "talk_s"): talk, ((), "answered"): "10000"})
    assert next(line.amount for line in result.lines if line.id == "kpi.k") == mpq(expected)
    assert agrees(result)


def test_more_cells_than_a_function_takes() -> None:
    text = """billing:
  c: {model: per_contact, clause: A, count: answered, rate: 1, where: {site: m}}
  d: {model: per_contact, clause: A, count: answered, rate: 1, where: {site: n}}
limits: []
"""
    figures: dict[tuple[Member, str], str] = {
        ((("queue", f"q{k:03}"), ("site", site)), "answered"): "1" for k in range(270) for site in ("m", "n")
    }
    result = settled(text, figures)
    book = write_workbook(result)
    assert result.net(result.asked[0]) == mpq(540)
    assert max(formula.count(",") for formula in _sums(book)) < 255
    assert agrees(result)


def _sums(book: bytes) -> list[str]:
    from support.recalculation import formulas  # noqa: PLC0415

    return [part for formula in formulas(book).values() for part in formula.split("SUM(")[1:]]


def test_many_members_with_half_of_their_figures_fit_into_cells() -> None:
    kpi = """kpis:
  k: {clause: B, formula: good / judged, unit: percent, better: higher, missing: neutral,
      bands: [{when: "< 50%", pay: -10}, {when: ">= 50%", pay: 10}]}
limits: []
"""
    figures = {(queue(f"q{k:03}"), "good"): "1" for k in range(99)} | {(queue("all"), "good"): "1", (queue("all"), "judged"): "1"}
    result = settled(FEE + kpi, figures)
    assert result.value("kpi.k.value", result.asked[0]) is None
    assert agrees(result)


def test_a_field_named_like_a_tier() -> None:
    text = """billing:
  a: {model: per_contact, clause: A, count: tier_1, each: [queue],
      tiers: {mode: graduated, edges: inclusive, counted: period, steps: [{up_to: 10, rate: 1}, {rate: 2}]}}
limits: []
"""
    result = settled(text, {(queue("x"), "tier_1"): "15"})
    assert result.net(result.asked[0]) == mpq(20)


@pytest.mark.parametrize("bound", ["99.99999999%", "0.0000001%"])
def test_a_threshold_finer_than_spreadsheets_compare_is_refused(bound: str) -> None:
    kpi = f"""kpis:
  k: {{clause: B, formula: good / judged, unit: percent, better: higher, missing: neutral,
      bands: [{{when: "< {bound}", pay: -10}}, {{when: ">= {bound}", pay: 10}}]}}
limits: []
"""
    _, codes = agreement(FEE + kpi)
    assert set(codes) == {"C214"}


def test_more_bands_than_a_cell_can_ask_for_are_refused() -> None:
    bands = ", ".join(f'{{when: ">= {n}% and < {n + 1}%", pay: {n}}}' for n in range(80))
    kpi = f"""kpis:
  k: {{clause: B, formula: good / judged, unit: percent, better: higher, missing: neutral,
      bands: [{{when: "< 0%", pay: 0}}, {bands}, {{when: ">= 80%", pay: 80}}]}}
limits: []
"""
    _, codes = agreement(FEE + kpi)
    assert codes == ["C214"]
