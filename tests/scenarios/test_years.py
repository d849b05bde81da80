"""Drawn years: every year that three quarters can make, counted by hand; and the draws themselves."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from scenarios.desk import MEASURES, written
from slacontract.scenarios.distribution import outlook
from slacontract.scenarios.years import Way, Year, draws, largest_difference, simulated, year_of
from slacontract.workflow.front import settle

ANSWERED, MISSED = (950, 1100, 780), (True, False, True)
"""Of the first three quarters: 790 of 1000 and 600 of 800 are below 80 %, 1000 of 1200 are not."""


@pytest.fixture
def year(tmp_path: Path) -> Year:
    return year_of(settle(written(tmp_path)), 1, as_measured=False)


def test_every_year_that_can_be_drawn_is_as_by_hand(year: Year) -> None:
    """81 years of four quarters: 2.50 for each answered contact, 500 off for each quarter missed, 900 at most."""
    months = list(product(range(3), repeat=4))
    drawn = np.array(months)
    found = simulated(year, drawn, ["adjustments.penalty", "billing.total", "total.net"])
    penalty, billing, net = (
        np.sum([np.broadcast_to(column[row], 81) for column in found], axis=0)
        for row in ("adjustments.penalty", "billing.total", "total.net")
    )
    for number, quarters in enumerate(months):
        fee = 2.5 * sum(ANSWERED[q] for q in quarters)
        off = min(900, 500 * sum(MISSED[q] for q in quarters))
        assert (billing[number], penalty[number], net[number]) == (fee, -off, fee - off)
    assert largest_difference(year, drawn, found, ["adjustments.penalty", "total.net"]) == 0


def test_the_outlook_comes_to_what_all_years_come_to(year: Year) -> None:
    """Of 81 years 1 misses nothing, 8 miss once, 24 twice, 32 three times and 16 four times; the limit acts from two on."""
    told = outlook(year, 40_000, seed=7)
    by_hand = -(8 * 500 + 72 * 900) / 81
    assert told.totals["penalty"].mean == pytest.approx(by_hand, rel=0.01)
    assert (told.totals["penalty"].at(0.05), told.totals["penalty"].at(0.95)) == (-900, -500)
    (limit,) = [line for line in told.lines if line.id == "limit.1"]
    assert limit.spread.share() == pytest.approx(72 / 81, abs=0.01)
    (kpi,) = told.kpis
    assert kpi.share == pytest.approx(1 / 3, abs=0.01)
    assert told.difference == 0


def test_what_was_measured_stays_where_it_is_asked_for(tmp_path: Path) -> None:
    """Two quarters of three were missed: 900 are taken already, and the last quarter changes only the billing."""
    told = outlook(year_of(settle(written(tmp_path)), 1, as_measured=True), 3000, seed=1)
    assert set(told.totals["penalty"].sums) == {-900.0}
    billed = {2.5 * (950 + 1100 + 780 + last) for last in ANSWERED}
    assert set(told.totals["billing"].sums) == billed


def test_the_same_seed_draws_the_same_years(year: Year) -> None:
    assert (draws(year, 50, seed=3) == draws(year, 50, seed=3)).all()
    assert (draws(year, 50, seed=3) != draws(year, 50, seed=4)).any()


def test_quarters_in_a_row_follow_each_other(year: Year) -> None:
    drawn = draws(year, 200, seed=3, way=Way(in_a_row=2))
    assert ((drawn[:, 0] + 1) % 3 == drawn[:, 1]).all()
    assert ((drawn[:, 2] + 1) % 3 == drawn[:, 3]).all()
    assert set(drawn[:, 0]) == {0, 1, 2}


def test_a_figure_that_was_not_measured_stays_blank(tmp_path: Path) -> None:
    """Without the counts of the second quarter its result is not known, and 'neutral' pays nothing for it."""
    measures = MEASURES.replace("2026-Q2,1200,1100,1000,100", "2026-Q2,1200,1100,not measured,100")
    year = year_of(settle(written(tmp_path, measures=measures)), 1, as_measured=False)
    found = simulated(year, np.array([[1, 1, 1, 1], [0, 1, 1, 1]]), ["kpi.service_level.met", "adjustments.penalty"])
    assert np.isnan(found[1]["kpi.service_level.met"]).all()
    assert found[0]["adjustments.penalty"].tolist() == [0, -500]
