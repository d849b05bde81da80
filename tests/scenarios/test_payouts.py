"""What a scale pays over its values, held against the contract by hand and against the exact engine."""

from __future__ import annotations

from fractions import Fraction

import pytest
from gmpy2 import mpq

from slacontract.model.contract import Contract
from slacontract.quantities.units import Unit
from slacontract.scenarios.payouts import Payout, payout
from support.settling import HEAD, figure, read, small

BILLING = "billing:\n  care: {model: fixed, clause: A 1, amount: 10000}\nlimits: []\n"


def scale(said: str, unit: str = "percent", better: str = "higher", domain: str = "") -> Payout:
    text = (
        f"{HEAD}{BILLING}kpis:\n  quality:\n    clause: B 1\n    formula: good / checked\n    unit: {unit}\n"
        f"    better: {better}\n    {domain}\n    base: billing.care\n    missing: neutral\n{said}"
    )
    contract: Contract = read(text)
    found = payout(contract.kpis["quality"])  # type: ignore[index]  # a name is a text
    assert found is not None
    return found


BANDS = """
    target: ">= 80%"
    bands:
      - {when: "< 70%", pay: -4%}
      - {when: ">= 70% and < 80%", pay: -2%}
      - {when: ">= 80% and <= 90%", pay: 0%}
      - {when: "> 90%", pay: +3%}
"""


@pytest.mark.parametrize(
    ("value", "paid"),
    [("69/100", "-4/100"), ("70/100", "-2/100"), ("799/1000", "-2/100"), ("80/100", "0"), ("90/100", "0"), ("901/1000", "3/100")],
)
def test_bands_own_their_edges(value: str, paid: str) -> None:
    assert scale(BANDS).at(mpq(value)) == mpq(paid)


def test_a_share_of_cases_is_looked_at_up_to_the_whole() -> None:
    found = scale(BANDS, domain="domain: proportion")
    assert (found.high, found.unit, found.paid) == (mpq(94, 100), Unit.RATIO, Unit.RATIO)
    assert found.low == mpq(66, 100)  # a fifth of the distance between the outer edges, 70 % and 90 %, beyond each
    assert found.edges == (mpq(7, 10), mpq(8, 10), mpq(9, 10))


CURVE = """
    curve: [{at: 70%, pay: -6%}, {at: 80%, pay: 0%}, {at: 90%, pay: +3%}]
    beyond: {below: nothing, above: continued}
"""


@pytest.mark.parametrize(
    ("value", "paid"),
    [("69/100", "0"), ("70/100", "-6/100"), ("75/100", "-3/100"), ("80/100", "0"), ("85/100", "15/1000"), ("92/100", "36/1000")],
)
def test_a_curve_joins_its_points_and_ends_as_it_says(value: str, paid: str) -> None:
    assert scale(CURVE).at(mpq(value)) == mpq(paid)


@pytest.mark.parametrize(
    ("better", "value", "paid"),
    [("higher", "75/100", "-6/100"), ("higher", "80/100", "0"), ("lower", "75/100", "0"), ("lower", "70/100", "-6/100")],
)
def test_a_curve_by_steps_comes_from_the_worse_side(better: str, value: str, paid: str) -> None:
    said = "    curve: [{at: 70%, pay: -6%}, {at: 80%, pay: 0%}]\n    between: step\n    beyond: flat\n"
    assert scale(said, better=better).at(mpq(value)) == mpq(paid)


@pytest.mark.parametrize(
    ("count", "value", "paid"),
    [("exact", "315/10", "-750"), ("full", "315/10", "-500"), ("started", "315/10", "-1000"), ("exact", "30", "0"),
     ("full", "32", "-1000"), ("started", "32", "-1000"), ("started", "29", "0")],
)  # fmt: skip
def test_steps_beyond_a_knee(count: str, value: str, paid: str) -> None:
    said = f"    per_unit: {{step: 1 s, above: 30 s, pay: -500, count: {count}}}\n"
    assert scale(said, "seconds", "lower").at(mpq(value)) == mpq(paid)


@pytest.mark.parametrize(("value", "paid"), [("10", "0"), ("13", "-300"), ("15", "-500"), ("18", "-1100")])
def test_slabs_beyond_a_knee(value: str, paid: str) -> None:
    said = "    slabs: {step: 1, above: 10, count: exact, parts: [{to: 15, pay: -100}, {pay: -200}]}\n"
    assert scale(said, "number", "lower").at(mpq(value)) == mpq(paid)


@pytest.mark.parametrize(
    "said", [BANDS, CURVE.replace("nothing", "flat"), CURVE.replace("continued", "flat").replace("nothing", "flat")]
)
def test_the_engine_pays_the_same_at_every_value(said: str) -> None:
    body = (
        f"{BILLING}kpis:\n  quality:\n    clause: B 1\n    formula: good / checked\n    unit: percent\n    better: higher\n"
        f"    base: billing.care\n    missing: neutral\n{said}"
    )
    found = scale(said)
    for good in range(int(found.low * 1000) + 1, int(found.high * 1000), 7):
        settlement = small(body, [{"period": "2026-01", "good": good, "checked": 1000}])
        paid = found.at(mpq(good, 1000))
        assert paid is not None
        assert figure(settlement, "kpi.quality.pay", "2026-01") == Fraction(int(paid.numerator), int(paid.denominator)), good


def test_a_share_of_the_value_is_no_line_over_values() -> None:
    text = f"{HEAD}{BILLING}kpis:\n  late:\n    clause: B 1\n    formula: late_amount\n    unit: money\n    better: lower\n"
    contract = read(f"{text}    target: '<= 100'\n    missing: neutral\n    pay: -100% of value\n")
    assert payout(contract.kpis["late"]) is None  # type: ignore[index]  # a name is a text
