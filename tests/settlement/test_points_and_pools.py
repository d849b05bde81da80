"""Laws of curves, points, scorecards, pools and matrices, against little computations of their own with plain fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.settlement.settlement import Settlement
from support.settling import HEAD, amounts, figure, findings_of, small

BILLING = "billing:\n  care: {model: fixed, clause: A 1, amount: 10000}\n"
COUNTS = st.integers(min_value=0, max_value=100)
few = settings(max_examples=25, deadline=None)


def ratio(name: str, scale: str, *, each: str = "") -> str:
    """A KPI ``name`` = NAME_ok / NAME_all in percent, better when higher."""
    return (f"  {name}:\n    clause: B\n    formula: {name}_ok / {name}_all\n    unit: percent\n    better: higher\n"
            + (f"    each: {each}\n" if each else "") + scale)  # fmt: skip


def of(kpis: str, rows: list[dict[str, object]], more: str = "limits: []\n") -> Settlement:
    """The small contract with these KPIs, settled."""
    return small(f"{BILLING}kpis:\n{kpis}{more}", rows)


def month(**good: int | None) -> dict[str, object]:
    """One month in which so many of a hundred were good; None where nothing was measured."""
    row: dict[str, object] = {"period": "2026-01"}
    for name, count in good.items():
        if count is not None:
            row |= {f"{name}_ok": count, f"{name}_all": 100}
    return row


# curves


def on_curve(points: list[tuple[int, int]], x: int, between: str, below: str, above: str) -> Fraction:
    """What a curve pays, by its definition; the KPI is better when higher."""
    (x0, y0), (x1, y1) = (points[0], points[1]) if x < points[0][0] else (points[-2], points[-1])
    how = below if x < points[0][0] else above if x > points[-1][0] else ""
    if how:
        if how == "nothing":
            return Fraction(0)
        return Fraction(y0 if x < x0 else y1) if how == "flat" else y0 + Fraction((x - x0) * (y1 - y0), x1 - x0)
    if between == "step":
        return Fraction(next(y for at, y in reversed(points) if at <= x))
    for (left, low), (right, high) in pairwise(points):
        if left <= x <= right:
            return low + Fraction((x - left) * (high - low), right - left)
    raise AssertionError("every value is on the curve or beyond it")


@pytest.mark.parametrize("between", ["straight", "step"])
@pytest.mark.parametrize("below", ["flat", "nothing", "continued"])
@pytest.mark.parametrize("above", ["flat", "nothing", "continued"])
def test_a_curve_pays_by_its_definition(between: str, below: str, above: str) -> None:
    points = [(40, -900), (60, -300), (70, 0), (90, 750)]
    text = ", ".join(f"{{at: {x}%, pay: {y}}}" for x, y in points)
    scale = f"    curve: [{text}]\n    between: {between}\n    beyond: {{below: {below}, above: {above}}}\n    missing: neutral\n"
    accepted = "limits: []\naccept: [{code: C218, why: the test looks at the figures}]\n"
    rows = [
        month(q=x) | {"period": f"2026-{number:02}"} for number, x in enumerate((0, 39, 40, 50, 60, 65, 70, 80, 90, 91, 100), 1)
    ]
    found = amounts(of(ratio("q", scale), rows, accepted))
    for row in rows:
        expected = on_curve(points, int(str(row["q_ok"])), between, below, above)
        assert found[str(row["period"]), "kpi.q"] == expected, row


# points


@few
@given(st.tuples(COUNTS, COUNTS), st.integers(min_value=0, max_value=9))
def test_an_account_is_the_sum_of_its_points_and_each_point_costs_the_same(good: tuple[int, int], price: int) -> None:
    bands = (
        '    bands: [{when: "< 80%", pay: 3 points}, {when: ">= 80% and < 95%", pay: 1 point}, {when: ">= 95%", pay: 0 points}]\n'
    )
    account = ("  account:\n    clause: B\n    points_of: [a, b]\n    better: lower\n"
               f"    per_unit: {{step: 1 point, above: 0 points, pay: -{price}, count: exact}}\n")  # fmt: skip
    settlement = of(ratio("a", bands + "    missing: worst\n") + ratio("b", bands + "    missing: neutral\n") + account,
                    [month(a=good[0], b=good[1])])  # fmt: skip
    points = sum(3 if count < 80 else 1 if count < 95 else 0 for count in good)
    assert figure(settlement, "kpi.account.value", "2026-01") == points
    assert amounts(settlement)["2026-01", "kpi.account"] == -price * points
    assert {line for _, line in amounts(settlement)} == {"billing.care", "kpi.account", "tax"}, (
        "points move no money by themselves"
    )


@pytest.mark.parametrize(("missing", "expected"), [("worst", 3), ("neutral", 0)])
def test_a_missing_figure_gives_the_worst_of_the_points_or_none(missing: str, expected: int) -> None:
    bands = '    bands: [{when: "< 80%", pay: 3 points}, {when: ">= 80%", pay: 0 points}]\n'
    account = "  account:\n    clause: B\n    points_of: [a, b]\n    better: lower\n    bands: [{when: '>= 0 points', pay: 0}]\n"
    settlement = of(ratio("a", f"{bands}    missing: {missing}\n") + ratio("b", f"{bands}    missing: neutral\n") + account,
                    [month(b=90)])  # fmt: skip
    assert figure(settlement, "kpi.account.value", "2026-01") == expected


def test_the_worst_of_points_for_the_vendor_is_the_fewest() -> None:
    bands = '    bands: [{when: "< 80%", pay: 1 point}, {when: ">= 80%", pay: 3 points}]\n    missing: worst\n'
    account = "  account:\n    clause: B\n    points_of: [a, b]\n    better: higher\n    bands: [{when: '>= 0 points', pay: 0}]\n"
    settlement = of(ratio("a", bands) + ratio("b", bands) + account, [month(b=90)])
    assert figure(settlement, "kpi.account.value", "2026-01") == 4


# scorecards


@few
@given(st.lists(st.one_of(st.none(), COUNTS), min_size=4, max_size=4).filter(lambda counts: any(c is not None for c in counts)))
def test_redistributed_weights_are_a_whole_and_keep_their_proportion(counts: list[int | None]) -> None:
    weights = {"a": 10, "b": 25, "c": 40, "d": 25}
    listed = ", ".join(f"{name}: {weight}%" for name, weight in weights.items())
    rule = f"{{score: value, weights: {{{listed}}}, unscored: redistribute, at_least: 2}}"
    pays = "    curve: [{at: 0%, pay: -1000}, {at: 100%, pay: 1000}]\n    beyond: flat\n    missing: neutral\n"
    card = f"  card:\n    clause: B\n    scorecard: {rule}\n    better: higher\n{pays}"
    good = dict(zip(weights, counts, strict=True))
    settlement = of("".join(ratio(name, "") for name in weights) + card, [month(**good)])
    scored = {name: count for name, count in good.items() if count is not None}
    value = figure(settlement, "kpi.card.value", "2026-01")
    if len(scored) < 2:
        assert value is None
        assert amounts(settlement)["2026-01", "kpi.card"] == 0
        return
    whole = sum(weights[name] for name in scored)
    used = [figure(settlement, f"kpi.card.weight.{name}", "2026-01") for name in weights]
    assert used == [Fraction(weights[name], whole) if name in scored else 0 for name in weights]
    assert value == Fraction(sum(weights[name] * count for name, count in scored.items()), 100 * whole)


@few
@given(COUNTS, COUNTS)
def test_a_better_result_never_makes_a_scorecard_worse(low: int, high: int) -> None:
    card = ("  card:\n    clause: B\n    scorecard: {score: value, weights: {a: 30%, b: 70%}, unscored: zero}\n"
            "    better: higher\n    base: billing\n    curve: [{at: 40%, pay: -5%}, {at: 90%, pay: +5%}]\n    beyond: flat\n"
            "    missing: worst\n")  # fmt: skip
    found = [amounts(of(ratio("a", "") + ratio("b", "") + card, [month(a=a, b=55)]))["2026-01", "kpi.card"]
             for a in sorted((low, high))]  # fmt: skip
    assert found[0] <= found[1]


# pools


@few
@given(st.tuples(COUNTS, COUNTS), st.integers(min_value=1, max_value=99))
def test_parts_of_a_whole_pool_never_cost_more_than_it(good: tuple[int, int], share: int) -> None:
    def scale(part: int) -> str:
        return (f"    base: {{pool: risk, share: {part}%}}\n    curve: [{{at: 50%, pay: -100%}}, {{at: 90%, pay: 0%}}]\n"
                "    beyond: flat\n    missing: worst\n")  # fmt: skip

    text = f"{BILLING}pools:\n  risk: {{clause: C, at_risk: 10% of billing}}\nkpis:\n"
    settlement = small(
        text + ratio("a", scale(share)) + ratio("b", scale(100 - share)) + "limits: []\n", [month(a=good[0], b=good[1])]
    )
    lost = [min(max(Fraction(90 - count, 40), Fraction(0)), Fraction(1)) for count in good]
    exact = [1000 * Fraction(part, 100) * part_lost for part, part_lost in zip((share, 100 - share), lost, strict=True)]
    found = [-amounts(settlement)["2026-01", f"kpi.{name}"] for name in "ab"]
    assert all(abs(amount - due) <= Fraction(1, 200) for amount, due in zip(found, exact, strict=True))
    assert sum(found) <= 1000 + Fraction(1, 100)


# matrices


@few
@given(COUNTS, COUNTS)
def test_a_matrix_pays_its_cell(a: int, b: int) -> None:
    cells = [[-400, -300], [-100, 0], [0, 250]]
    rows = "".join(f"        - {{when: '{when}', pay: [{', '.join(map(str, pays))}]}}\n"
                   for when, pays in zip(("< 50%", ">= 50% and < 80%", ">= 80%"), cells, strict=True))  # fmt: skip
    scale = f"    matrix:\n      columns_of: b\n      columns: ['<= 60%', '> 60%']\n      rows:\n{rows}    missing: worst\n"
    settlement = of(ratio("a", scale) + ratio("b", ""), [month(a=a, b=b)])
    assert amounts(settlement)["2026-01", "kpi.a"] == cells[(a >= 50) + (a >= 80)][b > 60]


# limits and directions


def test_a_yearly_limit_counts_what_an_account_of_points_has_cost() -> None:
    bands = '    bands: [{when: "< 80%", pay: 2 points}, {when: ">= 80%", pay: 0 points}]\n    missing: worst\n'
    pays = "    per_unit: {step: 1 point, above: 0 points, pay: -400, count: full}\n"
    account = f"  account:\n    clause: B\n    points_of: [a]\n    better: lower\n{pays}"
    limits = "limits:\n  - {clause: L, on: penalty, at_most: 1000, every: contract_year}\n"
    settlement = of(ratio("a", bands) + account, [month(a=10) | {"period": f"2026-{m:02}"} for m in (1, 2, 3)], limits)
    assert [amounts(settlement)[f"2026-{m:02}", "limit.1"] for m in (1, 2, 3)] == [0, 600, 800]


def test_one_kpi_may_be_counted_by_several_in_one_direction_only() -> None:
    bands = '    bands: [{when: "< 80%", pay: 2 points}, {when: ">= 80%", pay: 0 points}]\n    missing: worst\n'
    pays = "    bands: [{when: '>= 0 points', pay: 0}]\n"
    accounts = "".join(f"  {name}:\n    clause: B\n    points_of: [a]\n    better: {better}\n{pays}"
                       for name, better in (("one", "lower"), ("two", "higher")))  # fmt: skip
    found = findings_of(f"{HEAD}{BILLING}kpis:\n{ratio('a', bands)}{accounts}limits: []\n")
    assert [f.code.id for f in found if f.stops] == ["C218"]
