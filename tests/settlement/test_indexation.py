"""Indexation against an independent little computation, and the values of indices that are not there."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.findings import Finding
from slacontract.settlement.settlement import settle
from support.settling import HEAD, agreed, amounts, figure, measured, settled, small, tables_of

YEARS = HEAD.replace("to: 2026-12-31", "to: 2028-12-31")
MONTHS = [f"{year}-{month:02}" for year in (2026, 2027, 2028) for month in range(1, 13)]
FEE = "billing:\n  fee: {model: fixed, clause: A 1, amount: 100000, indexed_by: rule}\n"
ROWS: list[dict[str, object]] = [{"period": period, "answered": 1} for period in MONTHS]


def rule(*keys: str, values: str = "", field: str = "") -> str:
    index = f"indices:\n  cpi: {{name: CPI, source: INE, values: {{2025-12: 100{values}}}{field}}}\n"
    return index + "indexation:\n  rule:\n    clause: A 9\n" + "".join(f"    {key}\n" for key in keys)


def factors(settlement_text: str, periods: list[str], head: str = YEARS) -> list[object]:
    settlement = small(settlement_text, ROWS, head)
    return [figure(settlement, "indexation.rule.factor", period) for period in periods]


@dataclass
class Deal:
    values: list[int]
    share: int
    against: str
    of: str
    low: int
    high: int

    def factors(self) -> list[Fraction]:
        """From the words of the reference, review by review."""

        def percent(n: int) -> Fraction:
            return Fraction(n, 100)

        found, factor, reference, base = [], Fraction(1), Fraction(100), Fraction(100)
        for number in self.values:
            change = number / (base if self.against == "base" else reference) - 1
            if self.of == "index":
                change = min(max(change, percent(self.low)), percent(self.high))
            change *= percent(self.share)
            new = 1 + change if self.against == "base" else factor * (1 + change)
            if self.of == "step":
                new = min(max(new, factor * (1 + percent(self.low))), factor * (1 + percent(self.high)))
            if self.of == "whole":
                new = min(max(new, 1 + percent(self.low)), 1 + percent(self.high))
            if self.against != "last_change" or new != factor:
                reference = Fraction(number)
            factor = new
            found.append(factor)
        return found


@settings(max_examples=60, deadline=None)
@given(st.builds(Deal, st.lists(st.integers(80, 130), min_size=2, max_size=4), st.sampled_from([30, 70, 100]),
                 st.sampled_from(["base", "last_review", "last_change"]), st.sampled_from(["index", "step", "whole"]),
                 st.integers(-4, 0), st.integers(0, 5)))  # fmt: skip
def test_reviews_against_an_independent_computation(deal: Deal) -> None:
    months = ["2026-04", "2026-07", "2026-10", "2027-01"][: len(deal.values)]
    values = "".join(f", {month}: {value}" for month, value in zip(months, deal.values, strict=True))
    days = ", ".join(f"{month}-01" for month in months)
    text = rule(f"follows: {{cpi: {deal.share}%}}", "base: 2025-12", "lag: 0 months", f"reviews: [{days}]",
                f"against: {deal.against}",
                f"collar: {{at_least: {deal.low}%, at_most: {deal.high}%, of: {deal.of}}}", values=values)  # fmt: skip
    assert factors(text + FEE, months) == deal.factors()


@pytest.mark.parametrize(("beyond", "expected"), [("whole", ["1", "1.05", "0.9975"]), ("excess", ["1", "1.03", "0.9991"])])
def test_a_deadband_up_and_down(beyond: str, expected: list[str]) -> None:
    """+2% is within; +5% beyond; then 105 to 99.75 is -5%: whole 1.05 x 0.95, excess 1.03 x 0.97."""
    text = rule("follows: {cpi: 100%}", "base: 2025-12", "lag: 0 months", "reviews: [2026-02-01, 2026-03-01, 2026-04-01]",
                "against: last_change", f"deadband: {{within: 2%, beyond: {beyond}}}",
                values=", 2026-02: 102, 2026-03: 105, 2026-04: 99.75")  # fmt: skip
    assert factors(text + FEE, ["2026-02", "2026-03", "2026-04"]) == [Fraction(f) for f in expected]


def test_many_reviews_are_told_apart() -> None:
    """Each month follows the index of two months before: 36 reviews, more than choices fit into one cell."""
    values = ", 2025-11: 90" + "".join(f", {month}: {101 + number}" for number, month in enumerate(MONTHS))
    text = rule("follows: {cpi: 100%}", "base: 2025-12", "lag: 2 months", "reviews: period", "against: base", values=values)
    assert factors(text + FEE, MONTHS) == [Fraction(index, 100) for index in (90, 100, *range(101, 135))]


def test_the_change_is_rounded_as_a_percentage() -> None:
    """103.25 is +3.25%, to one decimal half up 3.3%."""
    text = rule("follows: {cpi: 100%}", "base: 2025-12", "lag: 0 months", "reviews: [2026-02-01]", "against: base",
                "change_rounded: {decimals: 1, mode: half_up}", values=", 2026-02: 103.25")  # fmt: skip
    assert factors(text + FEE, ["2026-01", "2026-02", "2026-03"]) == [1, Fraction("1.033"), Fraction("1.033")]


@pytest.mark.parametrize(("base", "point"), [("2025-Q4", "2026-Q4"), ("2025", "2026")])
def test_quarters_and_years_of_an_index(base: str, point: str) -> None:
    """The review of 1 January 2027, one month back, looks at the quarter or year that December 2026 lies in."""
    text = (f"indices:\n  cpi: {{name: CPI, source: INE, values: {{{base}: 100, {point}: 104}}}}\n"
            "indexation:\n  rule:\n    clause: A 9\n"
            f"    follows: {{cpi: 50%}}\n    base: {base}\n    lag: 1 month\n"
            "    reviews: calendar_year\n    against: base\n" + FEE)  # fmt: skip
    head = HEAD.replace("to: 2026-12-31", "to: 2027-12-31")
    settlement = small(text, [{"period": p, "answered": 1} for p in MONTHS[:24]], head)
    assert figure(settlement, "indexation.rule.factor", "2027-01") == Fraction("1.02")


def stopped(text: str, rows: list[dict[str, object]]) -> list[Finding]:
    agreement = agreed(YEARS + text)
    measures = measured(agreement, tables_of(rows))
    settlement, findings = settle(agreement, measures, [p for p in agreement.schedule.periods() if p.id in measures.periods()])
    assert settlement is None
    return findings


MEASURED = rule("follows: {cpi: 100%}", "base: 2025-12", "lag: 2 months", "reviews: contract_year", "against: base",
                field=", field: cpi_index")  # fmt: skip


def test_a_value_that_is_missing_is_told_with_index_and_month() -> None:
    (found,) = stopped(MEASURED + FEE, ROWS[:13])
    assert found.code.id == "C227"
    assert "'cpi'" in found.what
    assert "2026-11" in found.what
    assert "cpi_index" in found.remedy


def test_values_come_with_the_measures_of_their_month() -> None:
    rows: list[dict[str, object]] = [*ROWS[:14], {"period": "2026-11", "cpi_index": "103.5"}]
    rows += [{"period": "2026-12", "cpi_index": "999"}]
    settlement = small(MEASURED + FEE, rows, YEARS)
    paid = amounts(settlement)
    assert paid["2026-12", "billing.fee"] == 100000
    assert paid["2027-01", "billing.fee"] == 103500
    assert paid["2027-02", "billing.fee"] == 103500


def test_one_month_alone_remembers_the_value() -> None:
    agreement = agreed(YEARS + MEASURED + FEE)
    measures = measured(agreement, tables_of([*ROWS[:14], {"period": "2026-11", "cpi_index": "103.5"}]))
    asked = [p for p in agreement.schedule.periods() if p.id == "2027-02"]
    assert amounts(settled(agreement, measures, asked))["2027-02", "billing.fee"] == 103500


@pytest.mark.parametrize("scale", [
    "bands: [{when: '< 80%', pay: -1000}, {when: '>= 80%', pay: 500}]",
    "curve: [{at: 60%, pay: -1000}, {at: 80%, pay: 500}]\n    beyond: flat",
])  # fmt: skip
def test_money_of_any_scale_follows_an_index(scale: str) -> None:
    text = ("indexation:\n  rule: {clause: A 9, reviews: [2026-02-01], plus: 10%}\n" + FEE
            + "kpis:\n  quality:\n    clause: B 1\n"
            "    formula: good / checked\n    unit: percent\n    better: higher\n    indexed_by: rule\n"
            f"    {scale}\n    missing: worst\nlimits: []\n")  # fmt: skip
    rows: list[dict[str, object]] = [{"period": period, "answered": 1} for period in MONTHS[:4]]
    rows += [{"period": period, "good": good, "checked": 100} for period, good in zip(MONTHS, (50, 50, 90), strict=False)]
    paid = amounts(small(text, rows))
    assert [paid[period, "kpi.quality"] for period in ("2026-01", "2026-02", "2026-03")] == [-1000, -1100, 550]
    assert paid["2026-04", "kpi.quality.missing"] == -1100
