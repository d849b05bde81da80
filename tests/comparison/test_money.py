"""The money of a comparison: what settling both versions gives, to the cent, and parts that sum to the whole."""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

import slacontract
from comparison.acme_by_hand import V1, V2, Deal, year
from slacontract.comparison.compare import Comparison
from slacontract.workflow.comparison import Over, compare_versions
from support.commands import CONTRACTS
from support.settling import amounts, plain

ACME = CONTRACTS / "acme-inbound"
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


def compared(old: object, new: object = None, over: Over | None = None) -> Comparison:
    comparison, findings = compare_versions(str(old), None if new is None else str(new), None, over or Over())
    assert comparison is not None, findings
    return comparison


@pytest.fixture(scope="module")
def acme() -> Comparison:
    return compared(ACME)


@pytest.mark.parametrize(("side", "deal"), [("old", V1), ("new", V2)])
def test_every_line_of_every_month_is_that_of_plain_python(acme: Comparison, side: str, deal: Deal) -> None:
    assert acme.settled is not None
    assert list(acme.settled.periods) == MONTHS
    told = {line.id: [plain(amount) for amount in getattr(line, side)] for line in acme.settled.lines if line.kind != "tax"}
    expected = year(deal)
    assert [plain(amount) for amount in getattr(acme.settled.net, side)] == expected.pop("net")
    assert {line: figures for line, figures in told.items() if any(figures)} == {
        line: figures for line, figures in expected.items() if any(figures)
    }


@pytest.mark.parametrize(("side", "number"), [("old", 1), ("new", 2)])
def test_it_is_what_settling_that_version_alone_gives(acme: Comparison, side: str, number: int, tmp_path: Path) -> None:
    """The version as a contract of its own, in force from the first day, settled by the front door of the library."""
    text = (ACME / f"v{number}.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^replaces:.*\n", "", text).replace("effective: 2026-07-01", "effective: 2026-01-01")
    (tmp_path / f"v{number}.yaml").write_text(text, encoding="utf-8")
    shutil.copy(ACME / "measures.csv", tmp_path)
    settled = amounts(slacontract.settle(tmp_path))
    assert acme.settled is not None
    for line in acme.settled.lines:
        for period, amount in zip(acme.settled.periods, getattr(line, side), strict=True):
            assert plain(amount) == settled.get((period, line.id), 0)
    assert {line for _, line in settled} <= {line.id for line in acme.settled.lines}


def test_parts_sum_to_the_whole(acme: Comparison) -> None:
    assert acme.settled is not None
    alone = sum((plain(change.total) for change in acme.changes if change.total is not None), Fraction(0))
    whole = sum(year(V2)["net"]) - sum(year(V1)["net"])
    assert alone + plain(acme.together) == whole == plain(acme.settled.net.difference)
    lines = sum((plain(line.difference) for line in acme.settled.lines if line.kind != "tax"), Fraction(0))
    assert lines == whole


@pytest.mark.parametrize(
    ("path", "alone"),
    [
        ("billing.care.rate", {"rate": "0.44"}),
        ("billing.care.cap.aht", {"cap": 380}),
        ("billing.retention.rate", {"retention": ("3.20", 2000, "2.75")}),
        ("kpis.aht.bands", {"aht_edges": (320, 350, 390), "best": "0.025"}),
        ("kpis.service_level.curve", {"curve": V2.curve}),
        ("kpis.fcr", {"fcr": True}),
        ("gates.1.when", {"csat": "0.78"}),
        ("limits.1.at_most", {"asa_limit": 4000}),
        ("limits.4.at_most", {"year_penalty": 28000}),
        ("limits.5", {"year_bonus": 11000}),
    ],
)
def test_each_change_alone_is_worth_what_plain_python_says(acme: Comparison, path: str, alone: dict[str, object]) -> None:
    change = next(c for c in acme.changes if ".".join(c.term.first.path) == path)
    before, after = year(V1)["net"], year(Deal(**alone))["net"]  # type: ignore[arg-type]
    assert change.worth is not None
    assert [plain(amount) for amount in change.worth] == [new - old for old, new in zip(before, after, strict=True)]


def test_targets_alone_move_nothing(acme: Comparison) -> None:
    targets = {".".join(c.term.first.path): c for c in acme.changes if c.term.first.path[-1] == "target"}
    assert targets.keys() == {"kpis.aht.target", "kpis.csat.target"}
    assert all(not any(c.worth or ()) and c.verdict.direction.value == "nothing" for c in targets.values())


def test_the_last_periods_or_those_asked_for() -> None:
    last = compared(ACME, over=Over(most=3)).settled
    asked = compared(ACME, over=Over(asked="2026-02..2026-04")).settled
    assert last is not None
    assert asked is not None
    assert (last.periods, asked.periods) == (tuple(MONTHS[-3:]), tuple(MONTHS[1:4]))
    assert [plain(amount) for amount in last.net.new] == year(V2)["net"][-3:]  # yearly limits count the months before
    assert [plain(amount) for amount in asked.net.old] == year(V1)["net"][1:4]


def test_an_opened_term_is_told(tmp_path: Path) -> None:
    """A draft for the year after, replayed on the year that was measured."""
    text = (ACME / "v2.yaml").read_text(encoding="utf-8")
    draft = re.sub(r"(?m)^replaces:.*\n", "", text).replace("effective: 2026-07-01", "effective: 2028-01-01")
    draft = draft.replace("term: {from: 2026-01-01, to: 2027-12-31}", "term: {from: 2028-01-01, to: 2028-12-31}")
    draft = draft.replace("contract_year_from: 2026-01-01", "contract_year_from: 2028-01-01")
    (tmp_path / "v1.yaml").write_text(draft, encoding="utf-8")
    comparison = compared(ACME / "v1.yaml", tmp_path / "v1.yaml")
    assert comparison.settled is not None
    assert [plain(amount) for amount in comparison.settled.net.new] == year(V2)["net"]
    assert {contract.term.from_.year for contract in comparison.opened} == {2026, 2028}


def test_measures_that_the_history_lacks_are_told(tmp_path: Path) -> None:
    shutil.copytree(ACME, tmp_path / "acme")
    rows = (ACME / "measures.csv").read_text(encoding="utf-8").splitlines()
    kept = [",".join(row.split(",")[:-2]) for row in rows]  # without the surveys on first contact resolution
    (tmp_path / "acme" / "measures.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    comparison = compared(tmp_path / "acme")
    assert [found.code.id for found in comparison.unsettled] == ["M321"]
    assert "'fcr' never has a figure" in comparison.unsettled[0].what
    assert comparison.settled is not None
    missing = next(line for line in comparison.settled.lines if line.id == "kpi.fcr.missing")
    assert all(amount < 0 for amount in missing.new)  # by its rule for missing figures, on a line of its own


def test_a_quantity_that_the_history_lacks_keeps_the_new_version_from_being_replayed(tmp_path: Path) -> None:
    shutil.copytree(ACME, tmp_path / "acme")
    new = tmp_path / "acme" / "v2.yaml"
    new.write_text(new.read_text(encoding="utf-8").replace("count: answered", "count: chats_answered"), encoding="utf-8")
    comparison = compared(tmp_path / "acme")
    assert comparison.settled is None
    assert any("chats_answered" in found.what for found in comparison.unsettled)
    rate = next(c for c in comparison.changes if c.term.first.path == ("billing", "care", "rate"))
    assert plain(rate.total) == sum(year(Deal(rate="0.44"))["net"]) - sum(year(V1)["net"])  # type: ignore[arg-type]


def test_other_periods_cannot_stand_side_by_side(tmp_path: Path) -> None:
    text = (ACME / "v1.yaml").read_text(encoding="utf-8")
    (tmp_path / "v1.yaml").write_text(text.replace("every: month", "every: quarter"), encoding="utf-8")
    comparison = compared(ACME / "v1.yaml", tmp_path / "v1.yaml")
    assert comparison.settled is None
    assert [str(told) for told in comparison.told] == [
        "Periods, currency or coin differ, so the amounts of both versions cannot stand side by side."
    ]
