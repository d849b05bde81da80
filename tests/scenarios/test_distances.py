"""How many contacts a result was away from paying otherwise, worked out by hand."""

from __future__ import annotations

from pathlib import Path

from gmpy2 import mpq

from scenarios.desk import CONTRACT, written
from slacontract.scenarios.distances import Distance, distances
from slacontract.scenarios.history import history
from slacontract.workflow.front import settle


def told(folder: Path, period: str) -> list[Distance]:
    settled = history(settle(folder, period))
    return list(distances(settled, settled.told[-1]))


def test_ten_more_in_time_were_worth_the_penalty(tmp_path: Path) -> None:
    """790 of 1000 are ten short of 80 %, which costs 500."""
    (step,) = told(written(tmp_path), "2026-Q1")
    assert (step.amount, step.reached, step.worth, step.billed) == (10, mpq(4, 5), mpq(500), mpq(0))
    assert step.lever.fields == ("answered_in_20s",)


def test_forty_one_fewer_would_have_cost_what_the_limit_lets_through(tmp_path: Path) -> None:
    """1000 of 1200: 960 are 80 % exactly and still pay nothing. The quarter before took 500 of the year's 900."""
    (step,) = told(written(tmp_path), "2026-Q2")
    assert (step.amount, step.worth) == (-41, mpq(-400))


def test_what_the_limit_lets_through_is_what_it_is_worth(tmp_path: Path) -> None:
    """In the third quarter 500 were taken before, so that only 400 of the second penalty remain: 40 more would save them."""
    (step,) = told(written(tmp_path), "2026-Q3")
    assert (step.amount, step.worth) == (40, mpq(400))


def test_a_band_that_begins_above_its_edge_takes_one_more(tmp_path: Path) -> None:
    contract = CONTRACT.replace('"< 80%", pay: -500', '"<= 80%", pay: -500').replace('">= 80%", pay: 0', '"> 80%", pay: 0')
    (step,) = told(written(tmp_path, contract), "2026-Q1")
    assert (step.amount, step.worth) == (11, mpq(500))
