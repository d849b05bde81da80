"""Bounds hold whatever is measured: no value that the exact engine computes lies outside of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from slacontract.checks.contract import check_versions
from slacontract.formula.calculation import Calculation, Plan, Row
from slacontract.formula.exact import evaluate
from slacontract.formula.nodes import (
    Arith,
    Blank,
    Compare,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Not,
    Num,
    Ref,
    Rounded,
    Steady,
    Steps,
)  # fmt: skip
from slacontract.languages import message
from slacontract.parse.contract import read_contract
from slacontract.proofs.asked import Asked
from slacontract.proofs.bounds import Rows
from slacontract.proofs.forms import Bounds, Form, between, number
from slacontract.proofs.months import made_up
from slacontract.quantities.numbers import Rounding
from slacontract.quantities.units import Unit
from slacontract.settlement.service.scopes import Service
from slacontract.settlement.stages import compile_versions
from support.settling import HEAD, agreed, figure, measured, settled, tables_of

INPUTS = ("a", "b", "c")
small = st.integers(-6, 6).map(mpq) | st.fractions(-6, 6, max_denominator=4).map(mpq)


def formulas() -> st.SearchStrategy[Node]:
    """Formulas that give a figure for all inputs: each quotient is by a number, each blank is asked for first."""
    leaves = st.sampled_from([*(Ref(name) for name in INPUTS)]) | small.map(Num)
    comparisons = ["<", "<=", ">", ">=", "=", "<>"]

    def more(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        pairs = st.tuples(inner, inner)
        conditions = st.builds(Compare, st.sampled_from(comparisons), inner.map(Steady), inner)
        return st.one_of(
            st.builds(Arith, st.sampled_from(["+", "-", "*"]), inner, inner),
            st.builds(Arith, st.just("/"), inner, small.filter(bool).map(Num)),
            pairs.map(Least), pairs.map(Greatest),
            st.builds(Rounded, inner, st.integers(0, 2).map(mpq).map(Num), st.sampled_from(list(Rounding))),
            st.builds(Steps, inner, st.sampled_from(["full", "started"])),
            st.builds(If, conditions | conditions.map(Not), inner, inner),
            st.builds(lambda name, node: If(Known(Ref(name)), node, Blank()), st.sampled_from(INPUTS), inner),
        )  # fmt: skip

    return st.recursive(leaves, more, max_leaves=12)


def plan_of(formula: Node) -> Plan:
    blank = any(isinstance(n, Blank) for n in [formula])
    assert not blank
    rows = {name: Row(id=name, label=message("x"), unit=Unit.NUMBER, stage="", formula=None) for name in INPUTS}
    rows["out"] = Row(id="out", label=message("x"), unit=Unit.NUMBER, stage="", formula=formula)
    return Plan(1, {}, rows)


@given(formulas(), st.lists(st.tuples(small, small), min_size=3, max_size=3), st.lists(st.integers(0, 4), min_size=3, max_size=3))
def test_what_is_computed_lies_within(formula: Node, ends: list[tuple[mpq, mpq]], where: list[int]) -> None:
    plan = plan_of(formula)
    known = {name: between(min(pair), max(pair)) for name, pair in zip(INPUTS, ends, strict=True)}
    inputs = {n: min(p) + (max(p) - min(p)) * mpq(w, 4) for n, p, w in zip(INPUTS, ends, where, strict=True)}
    found = Rows(plan, known).of("out")
    (column,) = evaluate(Calculation((None,), (plan,), (inputs,)))  # type: ignore[arg-type]  # no formula looks at periods
    value = column["out"]
    assert value is not None
    assert found.least is None or found.least <= value
    assert found.most is None or value <= found.most


@given(st.lists(small, min_size=4, max_size=4), st.lists(small.map(abs), min_size=2, max_size=2))
def test_one_form_is_at_most_another_only_if_it_is_so_for_all_amounts(parts: list[mpq], amounts: list[mpq]) -> None:
    one, other = Form({"x": parts[0], "": parts[1]}), Form({"x": parts[2], "": parts[3]})
    if one.at_most(other):
        assert all(parts[0] * x + parts[1] <= parts[2] * x + parts[3] for x in amounts)


def test_a_share_of_what_is_not_known_keeps_its_name() -> None:
    billed = Bounds((Form({"care": mpq(1)}),), (Form({"care": mpq(1)}),))
    penalty = Rows(plan_of(Arith("*", Ref("a"), Ref("b"))), {"a": between(mpq(-4, 100), mpq(2, 100)), "b": billed}).of("out")
    assert penalty.low == (Form({"care": mpq(-4, 100)}),)
    assert penalty.high == (Form({"care": mpq(2, 100)}),)
    assert (penalty.least, penalty.most) == (None, None)
    assert number(mpq(0)).at_most(penalty.high[0])


CURVE = (
    HEAD
    + """
billing:
  desk: {model: fixed, clause: A 1, amount: 100000}
kpis:
  csat:
    clause: B 1
    kpi: csat
    variant: {method: top_box}
    target: ">= 80%"
    base: billing.desk
    curve: [{at: 70%, pay: -3%}, {at: 80%, pay: 0%}, {at: 90%, pay: 2%}]
    beyond: {below: continued, above: flat}
    missing: neutral
  delay:
    clause: B 2
    kpi: asa
    variant: {of: all_answered}
    per_unit: {step: 1 s, above: 30 s, pay: -100, count: full}
    missing: neutral
limits:
  - {clause: C 1, on: penalty, kpi: delay, at_most: 5000, every: period}
"""
)


def test_a_curve_goes_as_far_as_its_kpi() -> None:
    """At 0 % the line of 0.3 % a point has gone on to 24 % below nothing; steps of seconds have no end before their limit."""
    contract, _ = read_contract(CURVE.encode(), "v1.yaml")
    assert contract is not None
    agreement, _ = check_versions([contract])
    assert agreement is not None
    compiled = compile_versions(agreement.with_parts, Service(made_up(agreement)))[1]
    rows = Asked(compiled, agreement.schedule, agreement.versions).rows
    amount = rows.of("kpi.csat.amount")
    assert amount.low == (Form({"billing.desk.amount": mpq(-24, 100)}),)
    assert amount.high == (Form({"billing.desk.amount": mpq(2, 100)}),)
    assert rows.of("kpi.delay.amount").least is None
    assert rows.of("kpi.delay.penalty").least == mpq(-5000)


@pytest.mark.parametrize(("satisfied", "waited"), [(0, 0), (100, 0), (70, 100_000), (85, 3_500)])
def test_settled_months_lie_within(satisfied: int, waited: int) -> None:
    agreement = agreed(CURVE)
    row = {"period": "2026-01", "surveys": 100, "surveys_satisfied": satisfied, "answered": 100, "wait_answered_s": waited}
    settlement = settled(agreement, measured(agreement, tables_of([row])))
    rows = Asked(settlement.compiled[0], agreement.schedule, agreement.versions).rows
    for ident in settlement.calculation.plans[0].rows:
        value = figure(settlement, ident, "2026-01")
        bounds = rows.of(ident)
        if value is None or isinstance(value, bool) or ident.startswith("in:"):
            continue
        for forms, sign in ((bounds.low, 1), (bounds.high, -1)):
            for form in forms:
                at = sum((part * (100_000 if name else 1) for name, part in form.parts.items()), mpq(0))
                assert sign * at <= sign * mpq(str(value)), ident


def test_what_a_sample_contract_says_is_found() -> None:
    text = Path(__file__).parents[2].joinpath("contracts/nova-backoffice/v1.yaml").read_text(encoding="utf-8")
    agreement = agreed(text)
    rows = Asked(
        compile_versions(agreement.with_parts, Service(made_up(agreement)))[1], agreement.schedule, agreement.versions
    ).rows
    assert rows.of("kpi.accuracy.amount").least == mpq(-6000)
    assert rows.of("kpi.accuracy.amount").most == mpq(0)
