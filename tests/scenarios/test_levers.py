"""A result is moved by its counts, and everything that reads the same counts moves with it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from gmpy2 import mpq
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.small import CONTRACT, settled
from slacontract.scenarios.history import History, history
from slacontract.scenarios.levers import Lever, distance, levers, moved, shifted
from slacontract.settlement.service.scopes import input_id
from slacontract.settlement.settlement import settle
from slacontract.workflow.files import find_contracts
from slacontract.workflow.runs import settle_folder
from support.commands import CONTRACTS as SAMPLES


@cache
def sample(name: str) -> History:
    (folder,), _ = find_contracts(SAMPLES / name)
    settlement, findings = settle_folder(folder)
    assert settlement is not None, findings
    return history(settlement)


def lever_of(of: History, kpi: str, number: int = 0) -> Lever:
    outcome = next(outcome for outcome in of.latest.outcomes if outcome.kpi == kpi)
    return levers(of, outcome)[number]


def index_of(of: History, period: str) -> int:
    return next(i for i, one in enumerate(of.periods) if one.id == period)


def test_a_point_of_service_level_is_so_many_contacts() -> None:
    """May: all who were answered or hung up, less 153 + 76 who hung up at once. A point is a hundredth of them."""
    acme = sample("acme-inbound")
    may, lever = index_of(acme, "2026-05"), lever_of(acme, "service_level")
    counted = 25343 + 8996 + 727 + 310 - 153 - 76
    here = Fraction(22677 + 7661, counted)
    assert acme.base[may][lever.value] == here
    assert distance(acme, may, lever, mpq(here + Fraction(1, 100))) == Fraction(counted, 100)
    more = shifted(lever, acme.calculation.inputs[may], mpq(100))
    assert more is not None
    assert acme.column(may, more)[lever.value] == here + Fraction(100, counted)


def test_a_second_of_handle_time_is_billed() -> None:
    """34,339 contacts were answered in May; a second more of each is 34,339 / 60 minutes at 0.44, below the cap of 380 s."""
    acme = sample("acme-inbound")
    may, lever = index_of(acme, "2026-05"), lever_of(acme, "aht")
    here = mpq(acme.base[may][lever.value] or 0)
    longer = moved(acme, may, lever, here + 1)
    assert longer is not None
    column = acme.column(may, longer)
    assert column[lever.value] == here + 1
    billed = acme.billed(column) - acme.billed(acme.base[may])
    assert abs(billed - Fraction(34339, 60) * Fraction(44, 100)) <= Fraction(1, 100)
    assert acme.column(may, longer)["kpi.answer_speed.value"] == acme.base[may]["kpi.answer_speed.value"]


def test_who_does_not_abandon_is_answered_and_takes_as_long_as_the_others() -> None:
    care = sample("care-from-records")
    lever = lever_of(care, "abandonment")
    inputs = care.calculation.inputs[0]
    fewer = shifted(lever, inputs, mpq(-10))
    assert fewer is not None
    queue = "[queue=care]"
    assert fewer[f"in:abandoned{queue}"] == inputs[f"in:abandoned{queue}"] - 10
    assert fewer[f"in:answered{queue}"] == inputs[f"in:answered{queue}"] + 10
    column = care.column(0, fewer)
    assert column["kpi.aht.value"] == care.base[0]["kpi.aht.value"]
    assert care.billed(column) > care.billed(care.base[0])


def test_more_hours_for_the_same_work_are_billed() -> None:
    """A tenth of a case an hour less: so many hours more of every kind that is worked, and none of those that were ordered."""
    nova = sample("nova-backoffice")
    lever = lever_of(nova, "productivity", 1)
    assert lever.fields == ("productive_h",)
    index = nova.told[-1]
    here = mpq(nova.base[index][lever.value] or 0)
    slower = moved(nova, index, lever, here - mpq(1, 10))
    assert slower is not None
    worked = sum(v for row, v in nova.calculation.inputs[index].items() if row.startswith("in:productive_h"))
    more = sum(v for row, v in slower.items() if row.startswith("in:productive_h"))
    assert more == worked * here / (here - mpq(1, 10))
    ordered = [row for row in slower if row.startswith("in:ordered_h")]
    assert ordered
    assert all(slower[row] == nova.calculation.inputs[index][row] for row in ordered)
    assert nova.column(index, slower)["kpi.utilisation.value"] == nova.base[index]["kpi.utilisation.value"]


def test_a_result_beyond_what_can_be_is_refused() -> None:
    acme = sample("acme-inbound")
    for kpi in ("csat", "fcr", "service_level"):
        assert moved(acme, acme.told[-1], lever_of(acme, kpi), mpq(101, 100)) is None
    assert moved(acme, acme.told[-1], lever_of(acme, "aht"), mpq(-1)) is None


@settings(max_examples=40)
@given(st.sampled_from(["aht", "answer_speed", "csat", "fcr", "service_level"]), st.integers(0, 11), st.integers(1, 140))
def test_a_moved_result_is_there_exactly_and_parts_are_no_more_than_their_wholes(kpi: str, index: int, percent: int) -> None:
    acme = sample("acme-inbound")
    lever = lever_of(acme, kpi)
    to = mpq(acme.base[index][lever.value] or 0) * percent / 100
    changed = moved(acme, index, lever, to)
    if changed is None:
        assert to > mpq(95, 100), "only what is a part of a whole has an end above"
        return
    assert acme.column(index, changed)[lever.value] == to
    assert all(value >= 0 for value in changed.values())
    for part, whole in (
        ("answered_in_20s", "answered"),
        ("surveys_satisfied", "surveys"),
        ("fcr_surveys_resolved", "fcr_surveys"),
    ):
        for queue in ("care", "tech"):
            assert changed[f"in:{part}[queue={queue}]"] <= changed[f"in:{whole}[queue={queue}]"]


def test_a_kpi_made_of_others_has_no_lever(tmp_path: Path) -> None:
    text = CONTRACT.replace(
        "gates:\n",
        """  account:
    clause: B 5
    points_of: [csat_points]
    better: higher
  csat_points:
    clause: B 5.1
    kpi: csat
    variant: {method: top_box}
    bands: [{when: "< 75%", pay: 0 points}, {when: ">= 75%", pay: 5 points}]
    missing: worst
gates:
""",
    )
    small = history(settled(tmp_path, text))
    account = next(outcome for outcome in small.latest.outcomes if outcome.kpi == "account")
    assert levers(small, account) == ()


@pytest.mark.parametrize("name", ["acme-inbound", "nova-backoffice", "orion-sales", "care-from-records"])
def test_the_history_under_the_latest_version_is_what_settling_gives(name: str) -> None:
    """In the periods of the latest version the history is the settlement itself, and stake and billing are the net."""
    of = sample(name)
    latest = of.latest.contract.version
    for index in of.told:
        period = of.periods[index]
        assert of.stake(of.base[index]) + of.billed(of.base[index]) == of.net(of.base[index])
        if len(of.settlement.agreement.versions) == 1:
            assert of.net(of.base[index]) == of.settlement.net(period)
    assert latest == of.settlement.agreement.latest.version


@pytest.mark.parametrize(("name", "kpi", "number", "to"), [
    ("nova-backoffice", "productivity", 0, "5.7"), ("nova-backoffice", "productivity", 1, "4.9"),
    ("nova-backoffice", "accuracy", 0, "0.97"), ("nova-backoffice", "utilisation", 0, "0.75"),
    ("orion-sales", "conversion", 0, "0.1"), ("care-from-records", "aht", 0, "381"),
    ("care-from-records", "abandonment", 0, "0.1"),
])  # fmt: skip
def test_moved_figures_settle_to_the_same(name: str, kpi: str, number: int, to: str) -> None:
    """The figures that a lever makes, put into the measures and settled from the beginning, give the same net."""
    of = sample(name)
    lever, index = lever_of(of, kpi, number), of.told[-1]
    changed = moved(of, index, lever, mpq(to))
    assert changed is not None
    period = of.periods[index]
    measures = of.settlement.measures
    cells = {
        cell: replace(figure, value=changed[input_id(cell.field, cell.member)])
        if cell.period == period.id and input_id(cell.field, cell.member) in changed
        else figure
        for cell, figure in measures.cells.items()
    }
    again, findings = settle(of.settlement.agreement, replace(measures, cells=cells), of.settlement.asked)
    assert again is not None, findings
    column = of.column(index, changed)
    assert again.net(period) == of.net(column) != of.net(of.base[index])
    assert again.value(lever.value, period) == mpq(to)
