"""The most that can be won and lost, against a brute force over a grid of results that was written apart from the engine."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scenarios.small import CONTRACT, plain, settled
from slacontract.checks.spans import Span
from slacontract.scenarios.exposure import exposure
from slacontract.scenarios.exposure_nouns import Exposure, Step

BASES = (Fraction(3000), Fraction(3600), Fraction(2400))


ASA = "  - {clause: B 7.1, on: penalty, kpi: asa, at_most: 250, every: period}\n"


def due(base: Fraction, level: Fraction, solved: Fraction, wait: int, satisfied: Fraction) -> tuple[Fraction, Fraction]:
    """Bonus and penalty of a month before limits on all KPIs, as clauses B 1 to B 7.1 say it."""
    first = -6 if level < Fraction(7, 10) else -3 if level < Fraction(8, 10) else 0 if level < Fraction(9, 10) else 4
    if solved <= Fraction(7, 10):
        second = max(Fraction(-5), (solved - Fraction(7, 10)) * 50)
    else:
        second = min(Fraction(3), (solved - Fraction(7, 10)) * 30)
    amounts = [base * first / 100, base * second / 100]
    bonus = sum(a for a in amounts if a > 0) if satisfied >= Fraction(3, 4) else Fraction(0)
    penalty = sum(a for a in amounts if a < 0) - min(250, 100 * max(0, math.ceil(wait - 30)))
    return Fraction(bonus), Fraction(penalty)


def paid(base: Fraction, *results: Any) -> tuple[Fraction, Fraction]:
    """The same after the limits of clauses B 7.2 and B 7.3."""
    bonus, penalty = due(base, *results)
    return min(bonus, base * 6 / 100), max(penalty, -base * 8 / 100)


def grid() -> list[tuple[Fraction, Fraction, int, Fraction]]:
    tenths = [Fraction(n, 100) for n in range(0, 101, 5)]
    return list(itertools.product(tenths, tenths, (0, 20, 30, 31, 32, 33, 40, 90), (Fraction(7, 10), Fraction(8, 10))))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Exposure:
    return exposure(settled(tmp_path_factory.mktemp("small")))


def test_the_period_is_what_brute_force_finds(found: Exposure) -> None:
    net = [sum(paid(BASES[2], *results)) for results in grid()]
    assert [plain(one.amount) for one in (found.period.won, found.period.lost)] == [max(net), min(net)] == [144, -192]
    assert (found.period.won.sure, found.period.lost.sure) == ("proven", "proven")
    assert found.period.periods == ("2026-03",)


def test_the_year_is_what_brute_force_finds_month_by_month(found: Exposure) -> None:
    """The limit of the year cuts the sum of the penalties of the months, so each month can be looked at by itself."""
    most = sum(max(paid(base, *results)[0] for results in grid()) for base in BASES)
    least = max(Fraction(-500), sum(min(paid(base, *results)[1] for results in grid()) for base in BASES))
    assert [plain(one.amount) for one in (found.year.won, found.year.lost)] == [most, least] == [540, -500]
    assert (found.year.won.sure, found.year.lost.sure) == ("proven", "proven")
    assert plain(found.year.billing) == sum(BASES)


def test_the_results_told_come_to_the_amounts(found: Exposure) -> None:
    for extreme in (found.period.won, found.period.lost):
        told = {result.kpi: plain(result.value) for result in extreme.at}
        wait = int(told["asa"])
        assert sum(paid(BASES[2], told["service_level"], told["fcr"], wait, told["csat"])) == plain(extreme.amount)


def test_each_kpi_after_its_own_limits(found: Exposure) -> None:
    by_kpi = {kpi.kpi: (plain(kpi.won.amount), plain(kpi.lost.amount)) for kpi in found.kpis}
    assert by_kpi["service_level"] == (96, -144)
    assert by_kpi["fcr"] == (72, -120)
    assert by_kpi["asa"] == (0, -250)
    assert by_kpi["csat"] == (0, -144), "the gate withholds the whole bonus, which the limit of 6 % has cut to 144"
    assert [kpi.kpi for kpi in found.kpis if kpi.through] == ["csat"]
    at = {result.kpi: plain(result.value) for kpi in found.kpis for result in kpi.lost.at}
    assert at["asa"] == 33, "the third started second reaches the limit"


def test_on_history(found: Exposure) -> None:
    """January: 0. February: 65 % costs 216, 65 % solved 90, two seconds 200, cut to 8 % of 3,600. March: 1.5 % of 2,400."""
    assert plain(found.history.total) == 0 - 288 + 36
    assert (found.history.worst[0], plain(found.history.worst[1])) == ("2026-02", -288)
    assert (found.history.best[0], plain(found.history.best[1])) == ("2026-03", 36)
    assert plain(found.history.mean) == Fraction(-252, 3)


def test_break_even(found: Exposure) -> None:
    nothing = {one.kpi: [ends(span) for span in one.nothing] for one in found.break_even}
    assert nothing["service_level"] == [(Fraction(8, 10), True, Fraction(9, 10), False)]
    assert nothing["fcr"] == [(Fraction(7, 10), True, Fraction(7, 10), True)]
    assert nothing["asa"] == [(0, True, 30, True)]


def ends(span: Span) -> tuple[Any, bool, Any, bool]:
    assert span.low is not None
    assert span.high is not None
    return plain(span.low), span.low_in, plain(span.high), span.high_in


def test_the_result_at_which_all_come_to_nothing(tmp_path: Path) -> None:
    """In March 75 % solved brings 1.5 % of 2,400; nothing else pays, so all come to nothing where fcr is at its target."""
    together = {one.kpi: one.together for one in exposure(settled(tmp_path)).break_even}
    assert together["fcr"] is not None
    assert plain(together["fcr"]) == Fraction(7, 10)


def test_what_no_limit_ends_is_said(tmp_path: Path) -> None:
    text = CONTRACT[: CONTRACT.index("limits:")] + "limits: []\n" + CONTRACT[CONTRACT.index("tax:") :]
    found = exposure(settled(tmp_path, text))
    assert found.period.lost.sure == "endless"
    assert found.period.won.sure == "proven"
    assert plain(found.period.won.amount) == 2400 * Fraction(7, 100)
    assert {kpi.kpi for kpi in found.kpis if kpi.lost.sure == "endless"} == {"asa"}


def test_prices_of_a_step(found: Exposure) -> None:
    """March: 85 % in time, 75 % solved, 25 s. A point of fcr is 0.3 % of 2,400; a survey more is half a point."""
    prices = {price.kpi: price for price in found.marginal}
    fcr, level, wait = (prices[kpi] for kpi in ("fcr", "service_level", "asa"))
    assert sides(fcr.here) == [(Fraction(72, 10), 0), (Fraction(-72, 10), 0)]
    assert sides(fcr.target) == [(Fraction(72, 10), 0), (-12, 0)]
    assert fcr.contact is not None
    assert plain(fcr.contact) == Fraction(36, 10)
    assert sides(level.here) == [(0, 0), (0, 0)]
    assert sides(level.target) == [(0, 0), (-72, 0)]
    assert sides(wait.target) == [(-100, 0), (0, 0)]


def sides(step: Step | None) -> list[tuple[Any, Any]]:
    assert step is not None
    assert step.up is not None
    assert step.down is not None
    return [(plain(paid), plain(billed)) for paid, billed in (step.up, step.down)]


def clamped(net: Fraction, most: Fraction) -> Fraction:
    return max(-most, min(most, net))


@pytest.mark.parametrize(("more", "of_month", "of_year"), [
    ("", lambda _base, bonus, penalty: bonus + penalty, lambda total: total),
    ("  - {clause: B 7.2, on: net, at_most: 5% of billing, every: period}\n",
     lambda base, bonus, penalty: clamped(bonus + penalty, base * 5 / 100), lambda total: total),
    ("  - {clause: B 7.2, on: bonus, at_most: 300, every: contract_year}\n",
     lambda _base, bonus, penalty: bonus + penalty, lambda total: min(total, Fraction(300))),
])  # fmt: skip
def test_other_limits_against_brute_force(tmp_path: Path, more: str, of_month: Any, of_year: Any) -> None:
    text = CONTRACT[: CONTRACT.index("limits:")] + "limits:\n" + ASA + more + CONTRACT[CONTRACT.index("tax:") :]
    found = exposure(settled(tmp_path, text))
    months = [[of_month(base, *due(base, *results)) for results in grid()] for base in BASES]
    assert plain(found.period.won.amount) == of_year(max(months[2]))
    assert plain(found.period.lost.amount) == min(months[2])
    assert plain(found.year.won.amount) == of_year(sum(max(month) for month in months))
    assert plain(found.year.lost.amount) == sum(min(month) for month in months)
    assert {one.sure for one in (found.period.won, found.period.lost, found.year.won, found.year.lost)} == {"proven"}
