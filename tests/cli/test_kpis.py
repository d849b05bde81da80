"""``slacontract kpis``: what it lists, explains and compares, and how it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from gmpy2 import mpq

from slacontract.catalogue.definitions import catalogue
from slacontract.model.measures import Member
from slacontract.workflow.spreads import Counts
from support.commands import run


def test_all_kpis_by_sector() -> None:
    told = run("kpis").stdout
    assert all(f"  {kpi} " in told for kpi in catalogue())
    assert told.startswith("Inbound support\n")
    assert "  service_level                 ★ Service level (percent, higher is better)\n" in told
    spanish = run("kpis", "--language", "es").stdout
    assert "Recobro\n" in spanish
    assert "Nivel de servicio (porcentaje, más es mejor)" in spanish


def test_a_word_with_one_hit_explains_it_with_a_text_to_paste() -> None:
    told = run("kpis", "rellamadas").stdout
    assert told.startswith("repeat_contact_rate ★  Repeat contacts / Rellamadas\n")
    assert "  ────" in told
    assert "    kpi: repeat_contact_rate\n" in told
    assert "      open_windows: CHOOSE    # left_out, counted\n" in told
    assert "At least 246 contacts: with so many, 80% measured is a truth between 74.6% and 84.5%" in " ".join(told.split())


def test_a_word_with_several_hits_lists_them() -> None:
    told = run("kpis", "cost per").stdout
    assert "cost_per_lead" in told
    assert "service_level" not in told


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("servise", "Near: service_level"),
        ("qqqqqq", "'slacontract kpis' lists all."),
        ("CAR", "kpi: answer_rate, abandonment_rate"),
    ],
)
def test_a_word_without_a_hit(word: str, told: str) -> None:
    result = run("kpis", word)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in " ".join(result.stderr.split())


MEASURES = """period,queue,answered,abandoned,answered_in_20s,answered_under_20s,abandoned_in_5s,ivr
2026-01,care,800,100,600,590,20,50
2026-01,tech,200,100,150,150,10,30
2026-02,care,900,100,700,700,20,50
"""


def test_the_spread_on_a_file_of_measures(tmp_path: Path) -> None:
    path = tmp_path / "measures.csv"
    path.write_text(MEASURES, encoding="utf-8")
    told = run("kpis", "service_level", "--records", str(path), "--period", "2026-01").stdout
    lines = [line.strip() for line in told.splitlines()]
    # 750 of 1,000 answered; of 1,200 offered; of 1,170 without 30 short abandons; of 1,280 with the IVR; 740 in less than 20 s
    assert lines[0] == "service_level  Service level, 2026-01"
    assert "75.00 %  within: 20 s, bound: inclusive, abandons: answered_only" in lines
    assert "62.50 %  within: 20 s, bound: inclusive, abandons: all_offered" in lines
    assert "64.10 %  within: 20 s, bound: inclusive, abandons: exclude_short, short_abandon: 5 s" in lines
    assert "58.59 %  within: 20 s, bound: inclusive, abandons: include_ivr" in lines
    assert "57.81 %  within: 20 s, bound: strict, abandons: include_ivr" in lines
    assert "The same records, 8 definitions: 17.19 points between the lowest and the highest." in lines
    assert "within: 20 s, bound: inclusive, abandons: offered_field: lacks offered" in lines
    both = run("kpis", "service_level", "--records", str(path)).stdout
    assert "76.32 %  within: 20 s, bound: inclusive, abandons: answered_only" in both  # 1,450 of 1,900


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "measures.csv"
    path.write_text("period,queue,answered,abandoned\n2026-01,care,8,\n", encoding="utf-8")
    result = run("kpis", "answer_rate", "--records", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "measures.csv:2" in result.stderr


def test_a_stock_is_that_of_the_last_period(tmp_path: Path) -> None:
    path = tmp_path / "measures.csv"
    path.write_text("period,tickets_open,tickets_open_overdue\n2026-01,40,10\n2026-02,50,5\n", encoding="utf-8")
    told = run("kpis", "backlog_overdue_rate", "--records", str(path)).stdout
    assert told.splitlines()[0] == "backlog_overdue_rate  Overdue backlog, 2026-02"
    assert "10.00 %" in told


def test_sums_of_different_places_do_not_belong_together() -> None:
    care: Member = (("queue", "care"),)
    tech: Member = (("queue", "tech"),)
    site: Member = (("site", "madrid"),)

    def counts(**places: set[tuple[str, Member]]) -> Counts:
        return Counts({field: mpq(1) for field in places}, {field: frozenset(found) for field, found in places.items()}, ("1",))

    whole: set[tuple[str, Member]] = {("1", care), ("1", tech)}
    assert counts(answered=whole, abandoned=whole).together(("answered", "abandoned"))
    assert not counts(answered=whole, abandoned={("1", care)}).together(("answered", "abandoned"))
    assert counts(answered=whole, survey_answers={("1", site)}).together(("survey_answers", "answered"))
    assert not counts(answered=whole, survey_answers={("2", site)}).together(("survey_answers", "answered"))


def test_the_spread_on_a_contract(desk: Path) -> None:
    told = run("kpis", "aht", "--records", "contracts/acme-inbound", "--period", "2026-05").stdout
    assert "hold: included, wrap: included, unit_of_count: contact" in told.partition("Not measured:")[0]
    assert "unit_of_count: leg: lacks legs" in told


def test_figures_to_try(tmp_path: Path) -> None:
    path = tmp_path / "measures.csv"
    path.write_text(MEASURES, encoding="utf-8")
    told = run("kpis", "service_level", "--records", str(path), "--with", "within=30 s").stdout
    assert "within: 30 s, bound: inclusive, abandons: answered_only: lacks answered_in_30s" in told
    assert "within: 20 s" not in told
    for given, why in (("within=20", "is not a within"), ("abandons=all", "has no figure 'abandons'")):
        result = run("kpis", "service_level", "--records", str(path), "--with", given)
        assert result.exit_code == 2
        assert why in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--records", "contracts/acme-inbound"), "Name the KPI"),
        (("cost per", "--records", "contracts/acme-inbound"), "is about several KPIs"),
        (("wait_p90", "--records", "contracts/acme-inbound"), "has no variants to compare"),
        (("aht", "--period", "2026-05"), "belong to --records"),
        (("aht", "--contract", "contracts/acme-inbound", "--records", "contracts"), "Use either"),
        (("nothing", "--contract", "contracts/acme-inbound"), "The contract has no KPI 'nothing'"),
    ],
)
def test_misuse(desk: Path, arguments: tuple[str, ...], why: str) -> None:
    result = run("kpis", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in " ".join(result.stderr.split())


def test_a_period_without_measures_and_a_path_without_a_contract(desk: Path) -> None:
    result = run("kpis", "aht", "--records", "contracts/acme-inbound", "--period", "2026-13")
    assert (result.exit_code, "There are no measures of 2026-13." in result.stderr) == (1, True)
    assert run("kpis", "aht", "--records", "nowhere").exit_code == 1
    assert run("kpis", "--contract", "nowhere").exit_code == 1


def test_the_kpis_of_a_contract_as_it_defines_them(desk: Path) -> None:
    told = run("kpis", "--contract", "contracts/acme-inbound").stdout
    assert "service_level  Service level (Annex B 2)" in told
    assert "abandons: exclude_short. Who hung up within short_abandon is left out" in told
    assert "It reads: answered_in_20s, answered, abandoned, abandoned_in_5s." in told
    one = run("kpis", "aht", "--contract", "contracts/acme-inbound", "--language", "es").stdout
    assert one.startswith("aht  ")
    assert "Lee: talk_s, hold_s, wrap_s, answered." in one
    assert "service_level" not in one


def test_a_kpi_of_the_contracts_own_is_told_by_its_formula(desk: Path) -> None:
    run("new", "ours", "--template", "collections", "--year", "2027")
    told = run("kpis", "complaints_per_thousand", "--contract", "ours").stdout
    assert "A KPI of the contract's own. In a plain number; lower is better." in told
    assert "Complaints × 1000" in told
    assert "It reads: complaints, right_party_contacts." in told
