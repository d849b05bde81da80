"""Years drawn by season: of two years of four quarters every one that can be drawn is counted by hand; and other calendars."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scenarios.desk import CONTRACT, written
from slacontract.cli import main
from slacontract.quantities.periods import Every, Period, Schedule
from slacontract.scenarios.distribution import outlook
from slacontract.scenarios.seasons import Season, fits
from slacontract.scenarios.years import Way, Year, draws, year_of
from slacontract.workflow.front import settle

TWO_YEARS = CONTRACT.replace("to: 2026-12-31", "to: 2027-12-31")
MEASURES = """period,offered,answered,answered_in_20s,abandoned
2026-Q1,1000,950,790,50
2026-Q2,1200,1100,1000,100
2026-Q3,800,780,600,20
2026-Q4,900,880,800,20
2027-Q1,1000,940,900,60
2027-Q2,1000,960,850,40
2027-Q3,1000,970,700,30
2027-Q4,1000,980,900,20
"""
ANSWERED = {1: (950, 940), 2: (1100, 960), 3: (780, 970), 4: (880, 980)}
MISSED = {1: (True, False), 2: (False, False), 3: (True, True), 4: (False, False)}
"""790 of 1000, 600 of 800 and 700 of 1000 are below 80 %: the third quarter always is, the first in one of two years."""
SAME, NEAR = Way(season=Season.SAME), Way(season=Season.NEAR)


@pytest.fixture
def year(tmp_path: Path) -> Year:
    return year_of(settle(written(tmp_path, TWO_YEARS, MEASURES)), 2, as_measured=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_each_quarter_is_drawn_from_its_own(year: Year) -> None:
    """The first of 2026 stands at 0 and of 2027 at 4; and so on."""
    drawn = draws(year, 400, seed=5, way=SAME)
    for quarter in range(4):
        assert set(drawn[:, quarter]) == {quarter, quarter + 4}
    assert [[one.id for one in found] for found in year.choices(SAME).values()] == [
        [f"2026-Q{quarter}", f"2027-Q{quarter}"] for quarter in (1, 2, 3, 4)
    ]


def test_every_year_of_the_season_is_as_by_hand(year: Year) -> None:
    """The third quarter is missed in every year and the first in half of them: 500 off, or 900 where both are."""
    told = outlook(year, 8000, seed=2, way=SAME)
    assert set(told.totals["penalty"].sums) == {-500.0, -900.0}
    assert told.totals["penalty"].mean == pytest.approx(-700, abs=10)
    years = list(product((0, 1), repeat=4))
    billed = {2.5 * sum(ANSWERED[q + 1][which] for q, which in enumerate(one)) for one in years}
    assert set(told.totals["billing"].sums) == billed
    assert told.totals["billing"].mean == pytest.approx(2.5 * sum(sum(pair) / 2 for pair in ANSWERED.values()), rel=0.005)
    (kpi,) = told.kpis
    misses = sum(sum(pair) / 2 for pair in MISSED.values())
    assert kpi.share == pytest.approx(1 - misses / 4, abs=0.01)
    assert told.difference == 0


def test_without_a_season_any_quarter_is_drawn_for_any(year: Year) -> None:
    drawn = draws(year, 400, seed=5)
    assert all(set(drawn[:, quarter]) == set(range(8)) for quarter in range(4))


def test_runs_keep_the_season(year: Year) -> None:
    """A run that begins in a first quarter goes on in a second, of the same year."""
    drawn = draws(year, 400, seed=5, way=Way(2, Season.SAME))
    assert {tuple(map(int, row)) for row in drawn[:, :2]} == {(0, 1), (4, 5)}
    assert {tuple(map(int, row)) for row in drawn[:, 2:]} == {(2, 3), (6, 7)}


def test_what_was_measured_stays_and_the_rest_has_its_season(tmp_path: Path) -> None:
    """Three quarters of 2027 are known; the last is that of 2026 alone, too few to draw from."""
    folder = written(tmp_path, TWO_YEARS, MEASURES.replace("2027-Q4,1000,980,900,20\n", ""))
    forecast = year_of(settle(folder), 2, as_measured=True)
    assert {period.id: [one.id for one in found] for period, found in forecast.choices(SAME).items()} == {"2027-Q4": ["2026-Q4"]}
    refused = run("simulate", folder, "--draws", 100, "--from-here", "--season", "same")
    assert refused.exit_code == 1
    assert "For 2027-Q4 the history has 1 period of its season (2026-Q4), and a draw needs 2." in refused.stderr


def months(first: int, last: int) -> tuple[Period, ...]:
    begins = date(first, 1, 1)
    return Schedule(Every.MONTH, 1, begins, date(last, 12, 31), begins).periods()


def test_a_month_is_of_the_season_of_its_name() -> None:
    """Through leap years: the same month of every year, and with its neighbours that of the year's end too."""
    history = months(2023, 2025)
    for period in months(2024, 2024):
        own = {p.id for p in history if fits(period, p, Season.SAME)}
        assert own == {f"{y}-{period.start.month:02}" for y in (2023, 2024, 2025)}
        beside = {p.start.month for p in history if fits(period, p, Season.NEAR)}
        month = period.start.month - 1
        assert beside == {(month - 1) % 12 + 1, month + 1, (month + 1) % 12 + 1}


def test_a_week_finds_one_week_of_another_year() -> None:
    begins = date(2024, 1, 1)
    weeks = Schedule(Every.WEEK, 0, begins, date(2026, 12, 31), begins).periods()
    by_year = {y: [p for p in weeks if (p.start + timedelta(days=3)).year == y] for y in (2024, 2025, 2026)}
    for week in by_year[2025][1:-1]:
        for other in (2024, 2026):
            assert len([p for p in by_year[other] if fits(week, p, Season.SAME)]) == 1


def test_the_output_says_how_it_was_drawn(tmp_path: Path) -> None:
    folder = written(tmp_path, TWO_YEARS, MEASURES)
    plain = run("simulate", folder, "--draws", 50)
    assert "whatever its time of the year: without any season or trend." in plain.stdout
    told = run("simulate", folder, "--draws", 50, "--season", "same")
    assert "one of the same time of the year, of 2: with the season of the history, without any trend." in told.stdout
    assert "2027-Q3  2026-Q3, 2027-Q3" in told.stdout
    spanish = run("simulate", folder, "--draws", 50, "--season", "same", "--language", "es")
    assert "con la estacionalidad del historial, sin tendencia" in spanish.stdout
    record = json.loads(run("simulate", folder, "--draws", 50, "--season", "same", "--format", "json").stdout)
    assert (record["season"], record["trend"]) == ("same", "none")
    assert record["drawn from"]["2027-Q1"] == ["2026-Q1", "2027-Q1"]


def test_season_goes_with_draws(tmp_path: Path) -> None:
    assert run("simulate", written(tmp_path), "--season", "same").exit_code == 2
