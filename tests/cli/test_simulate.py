"""``simulate`` and ``solve`` as a user runs them, on a desk whose figures are worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from gmpy2 import mpq

from scenarios.desk import written
from slacontract.cli import main
from slacontract.workflow.front import settle

JSON = ("--format", "json")
ACME = Path(__file__).parents[2] / "contracts" / "acme-inbound"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return written(tmp_path)


def totals(result: Result) -> dict[str, tuple[mpq, mpq]]:
    told = json.loads(result.stdout)["totals"]
    return {one["id"]: (mpq(one["before"]), mpq(one["after"])) for one in told}


def test_another_rate(desk: Path) -> None:
    """2,830 contacts at 2.50 and at 3."""
    found = totals(run("simulate", desk, "--set", "billing.desk.rate=3", "--format", "json"))
    assert found["billing.total"] == (mpq("7075"), mpq("8490"))
    assert found["total.net"] == (mpq("6175"), mpq("7590"))


def test_other_figures_of_one_period(desk: Path) -> None:
    """Ten more in time make the first quarter good: 500 less in it, and the third takes its whole 500."""
    result = run("simulate", desk, "--set", "measures.answered_in_20s[period=2026-Q1]=+10", "--format", "json")
    assert totals(result)["adjustments.penalty"] == (mpq(-900), mpq(-500))
    (penalty,) = [one for one in json.loads(result.stdout)["totals"] if one["id"] == "adjustments.penalty"]
    assert [figures["after"] for figures in penalty["periods"].values()] == ["0.00", "0.00", "-500.00"]


def test_a_change_is_what_the_changed_contract_settles_to(tmp_path: Path) -> None:
    """The same as editing the files by hand: version 1 alone of the sample with two."""
    found = totals(
        run("simulate", ACME, "--set", "v1.billing.care.rate=0.40", "--period", "2026-01..2026-06", "--format", "json")
    )
    text = (ACME / "v1.yaml").read_text(encoding="utf-8")
    (tmp_path / "v1.yaml").write_text(text.replace("rate: 0.42", "rate: 0.40"), encoding="utf-8")
    (tmp_path / "measures.csv").write_bytes((ACME / "measures.csv").read_bytes())
    settled = settle(tmp_path, "2026-01..2026-06")
    assert found["total.net"][1] == sum(settled.net(period) for period in settled.asked)


def test_each_value_is_settled(desk: Path) -> None:
    result = run("simulate", desk, "--vary", "billing.desk.rate={2.40..2.60 by 0.1}", "--format", "json")
    nets = {run["value"]: run["totals"][3]["after"] for run in json.loads(result.stdout)}
    assert nets == {"2.4": "5892.00", "2.5": "6175.00", "2.6": "6458.00"}


def test_a_drawn_year_is_told_and_drawn(desk: Path, tmp_path: Path) -> None:
    picture = tmp_path / "year.svg"
    result = run("simulate", desk, "--draws", 500, "--plot", picture)
    assert "Under a percentage stands the amount" in result.stdout
    assert "the largest difference in any figure is 0.00" in result.stdout
    ET.fromstring(picture.read_bytes())  # noqa: S314  # our own file
    again = run("simulate", desk, "--draws", 500, "--plot", picture)
    assert again.stdout == result.stdout


def test_spanish_has_spanish_marks(desk: Path) -> None:
    result = run("simulate", desk, "--draws", 500, "--language", "es")
    assert "Bonus menos penalización" in result.stdout
    assert "-900,00" in result.stdout


def test_the_rate_for_an_amount(desk: Path) -> None:
    """7,500 net and 900 penalty are 8,400 for 2,830 contacts: 2.9682 each, between 2.968 and 2.969."""
    result = run("solve", desk, "--want", "net=7500", "--by", "billing.desk.rate={2..4 by 0.001}", "--format", "json")
    (found,) = json.loads(result.stdout)["solutions"]
    assert [one["value"] for one in found["values"]] == ["2.968", "2.969"]
    assert [one["amount"] for one in found["values"]] == ["7499.44", "7502.27"]


def test_an_amount_that_is_met_exactly(desk: Path) -> None:
    result = run("solve", desk, "--want", "billing=8490", "--by", "billing.desk.rate={2..4 by 0.001}")
    assert "3 gives it exactly." in result.stdout


def test_the_distance_is_told_in_contacts(desk: Path) -> None:
    result = run("solve", desk, "--period", "2026-Q1")
    assert "10 more: Contacts answered within 20 s" in result.stdout
    assert "+500.00" in result.stdout


@pytest.mark.parametrize("arguments", [
    ("simulate", "--plot", "x.svg"), ("simulate", "--year", "2"), ("simulate", "--draws", "9", "--vary", "a={1..2 by 1}"),
    ("solve", "--want", "net=3"),
])  # fmt: skip
def test_options_that_do_not_go_together(desk: Path, arguments: tuple[str, ...]) -> None:
    verb, *options = arguments
    assert run(verb, desk, *options).exit_code == 2
