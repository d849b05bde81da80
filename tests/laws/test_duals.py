"""Laws about one clause that is said in two ways: the other direction, a period cut in two, members that are not scored."""

from __future__ import annotations

import calendar
import json
import random
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from laws.strategies import Terms, bands, decimal
from laws.test_laws import LAW, around, paid_at
from support.settling import HEAD, agreed, amounts, measured, read, settled, small, tables_of

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def turned(scale: list[dict[str, str]]) -> list[dict[str, str]]:
    """A scale about the negated value."""
    return [{"when": " and ".join(map(_negated, band["when"].split(" and "))), "pay": band["pay"]} for band in scale]


def _negated(bound: str) -> str:
    relation, figure = bound.split(" ")
    return f"{TURNED[relation]} {decimal(-Fraction(figure))}"


@LAW
@given(st.randoms(use_true_random=False))
def test_law_14_lower_is_better_is_higher_is_better_of_the_negated_value(chance: random.Random) -> None:
    scale = bands(Terms(chance, "0.01", monotone=False), "number", "higher", percent=False)
    edges = sorted({Fraction(part.split(" ")[1]) for band in scale for part in band["when"].split(" and ")})
    points = around(edges)
    dual = paid_at([-point for point in points], bands=turned(scale), better="lower")
    assert dual == paid_at(points, bands=scale, better="higher")


PARTS = "periods: {every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-01-01"
FEES = ("by_days", "by_30ths")


@LAW
@given(
    st.integers(1, 12),
    st.data(),
    st.integers(1, 10**8),
    st.sampled_from(["half_up", "half_even", "up", "down"]),
    st.sampled_from(FEES),
)
def test_law_22_the_parts_of_a_period_sum_to_the_whole(month: int, data: st.DataObject, cents: int, mode: str, fees: str) -> None:
    last = calendar.monthrange(2026, month)[1]
    at = f"2026-{month:02}-{data.draw(st.integers(2, last)):02}"
    head = HEAD.replace("mode: half_up", f"mode: {mode}")
    text = f"billing: {{desk: {{model: fixed, clause: A 1, amount: {decimal(Fraction(cents, 100))}}}}}\n"
    first = head + text
    parts = f"{PARTS}, part_periods: {{fees: {fees}, other_figures: in_full}}}}"
    second = (
        head.replace(PARTS + "}", parts).replace("version: 1", "version: 2").replace("effective: 2026-01-01", f"effective: {at}")
    )
    replaces = json.dumps({"version": "1", "fingerprint": read(first).fingerprint})
    contract = agreed(first, f"{second}replaces: {replaces}\n{text}")
    rows = [{"date": day, "answered": 1} for day in (f"2026-{month:02}-01", at)]
    found = amounts(settled(contract, measured(contract, tables_of(rows))))
    paid = [amount for (_, name), amount in found.items() if name == "billing.desk"]
    assert len(paid) == 2
    assert sum(paid) == Fraction(cents, 100)


@LAW
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 100), st.booleans()), min_size=2, max_size=5))
def test_law_27_weights_that_are_given_to_the_others_are_the_whole(parts: list[tuple[int, int, bool]]) -> None:
    """A scorecard without some of its KPIs is the weighted mean of the others, by weights that are 100% again."""
    total = sum(weight for weight, _, _ in parts)
    weights = [Fraction(weight * 10_000 // total, 100) for weight, _, _ in parts]
    weights[0] += 100 - sum(weights)
    names = [f"k{number}" for number in range(len(parts))]
    scored = {"clause": "B", "unit": "percent", "better": "higher", "missing": "neutral", "beyond": "flat",
              "curve": [{"at": "0%", "pay": "0 points"}, {"at": "100%", "pay": "100 points"}]}  # fmt: skip
    kpis: dict[str, Any] = {name: {**scored, "formula": f"good_{name} / asked"} for name in names}
    kpis["card"] = {
        "clause": "C", "better": "higher", "missing": "neutral", "beyond": "flat", "base": "1000000",
        "scorecard": {"score": "points", "weights": {n: f"{decimal(w)}%" for n, w in zip(names, weights, strict=True)},
                      "unscored": "redistribute", "at_least": "1"},
        "curve": [{"at": "0 points", "pay": "0%"}, {"at": "100 points", "pay": "+100%"}],
    }  # fmt: skip
    text = f"billing: {{fee: {{model: fixed, clause: A, amount: 1}}}}\nkpis: {json.dumps(kpis)}\nlimits: []\n"
    row: dict[str, object] = {"period": "2026-01", "asked": 100}
    row |= {f"good_{name}": score for name, (_, score, there) in zip(names, parts, strict=True) if there}
    counted = [(w, score) for w, (_, score, there) in zip(weights, parts, strict=True) if there and w]
    whole = sum((w for w, _ in counted), Fraction(0))
    mean = sum((w * score for w, score in counted), Fraction(0)) / whole if whole else Fraction(0)
    paid = amounts(small(text, [row]))["2026-01", "kpi.card"]
    assert abs(paid - mean * 10_000) <= Fraction(1, 200)
