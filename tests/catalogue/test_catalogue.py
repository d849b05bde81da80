"""Every KPI of the catalogue can be computed, said in both languages, counted or delivered, and pasted into a contract."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import pytest
import sqlglot
import sqlglot.expressions as sql

from slacontract.catalogue.compiled import read_data
from slacontract.catalogue.counted import VIEWS, Counted, counted, not_counted
from slacontract.catalogue.counters import counter_parts
from slacontract.catalogue.definitions import SECTORS, KpiDefinition, aliases, catalogue, sectors
from slacontract.catalogue.fields import entries, field_name, field_unit, is_base_field
from slacontract.catalogue.intervals import interval_counter
from slacontract.catalogue.variants import all_variants, measured, needed_with
from slacontract.checks.contract import check_versions
from slacontract.codes import Severity
from slacontract.findings import Finding
from slacontract.formula.units import COUNTED, inferred
from slacontract.languages import LANGUAGES, Message, say
from slacontract.measuring.tables import tables
from slacontract.parse.contract import read_contract
from slacontract.quantities.numbers import TextFault
from slacontract.quantities.units import Unit
from slacontract.render.kpis.explained import CHOOSE, explained, to_paste

KPIS: Final = tuple(catalogue().values())
STARRED: Final = (
    "service_level", "sl_interval_compliance", "answer_rate", "abandonment_rate", "asa", "legal_answer_3min", "aht",
    "avg_hold_time", "transfer_rate", "fcr", "repeat_contact_rate", "self_service_containment", "first_response_time",
    "response_time_by_channel", "engagement_rate", "mean_resolution_time", "sla_resolution_rate", "interactions_per_ticket",
    "complaint_rate", "processing_accuracy", "non_defect_fault_rate", "repair_tat", "training_effectiveness", "contact_ratio",
    "useful_contact_ratio", "sales_conversion", "cost_per_lead", "cost_per_sale", "dialer_abandon_rate",
    "asset_recovery_rate", "promise_kept_rate", "csat", "ces", "nps", "retention_rate", "qa_score", "mystery_call_score",
    "occupancy", "utilisation", "productivity", "shrinkage", "adherence", "attrition", "staffing_delivery",
    "forecast_accuracy",
)  # fmt: skip
PLAIN: Final = (
    "avg_abandon_time", "wait_p90", "att", "avg_acw", "aht_cap_excess", "callback_kept", "agent_non_response", "contact_rate",
    "cost_per_contact", "response_in_target", "social_response_rate", "audience_reach", "community_growth",
    "chat_concurrency", "chat_abandonment", "complaint_in_deadline", "reopen_rate", "one_touch_rate", "backlog",
    "backlog_overdue_rate", "case_productivity", "repair_cost_avg", "remote_fix_rate", "repeat_repair_rate", "cost_per_visit",
    "sales_per_hour", "cross_sell_rate", "cancellation_rate", "list_penetration", "right_party_contact", "promise_rate",
    "cure_rate", "cost_to_collect", "survey_response_rate", "critical_accuracy_user", "critical_accuracy_business",
    "critical_accuracy_compliance", "mystery_pass_rate", "script_compliance", "calibration_gap", "conformance", "absenteeism",
    "fte_delivered", "training_hours",
)  # fmt: skip
MODELS: Final = {
    "all", "per_minute", "per_fte_hour", "per_fte_month", "per_contact", "per_resolution", "per_sale", "per_lead", "per_visit",
    "contingency", "percentage",
}  # fmt: skip
by_kpi = pytest.mark.parametrize("definition", KPIS, ids=lambda d: d.id)


def test_the_catalogue_has_every_kpi_of_the_trade() -> None:
    assert {d.id for d in KPIS if d.starred} == {*STARRED, "queue_service_level"}
    assert set(PLAIN) <= {d.id for d in KPIS if not d.starred}
    assert list(sectors()) == list(SECTORS)
    assert {d.sector for d in KPIS} == set(SECTORS)
    assert aliases()["car"].could_be == ("answer_rate", "abandonment_rate", "sales_conversion")
    assert "car" not in catalogue()
    assert all(name in catalogue() for alias in aliases().values() for name in alias.could_be)


@by_kpi
def test_it_is_said_in_both_languages(definition: KpiDefinition) -> None:
    texts: list[Message | None] = [definition.name, definition.told.means, definition.told.traps, definition.told.ready_made]
    texts += [definition.use.cases, *(p.means for p in definition.variant.values())]
    texts += [choice.means for p in definition.variant.values() for choice in p.choices.values()]
    for text in texts:
        if text is not None:
            assert text.text.strip() == text.text != ""
            assert text.spanish.strip() == text.spanish != ""
    assert definition.told.means.text.endswith(".")
    assert all(choice.means.text.endswith(".") for p in definition.variant.values() for choice in p.choices.values())


@by_kpi
def test_it_says_how_it_is_used_and_where_it_is_from(definition: KpiDefinition) -> None:
    assert definition.told.sources
    assert set(definition.told.sources) <= set(read_data("sources.yaml"))
    assert set(definition.use.billing) <= MODELS
    assert definition.use.billing or "money" not in definition.use.purposes
    assert (definition.use.least is None) is (definition.use.cases is None)
    assert (definition.formula is None) is (definition.told.ready_made is not None)


@by_kpi
def test_every_place_of_its_formula_has_one_parameter(definition: KpiDefinition) -> None:
    places = [piece for p in definition.variant.values() for piece in p.pieces]
    assert len(places) == len(set(places))
    texts = [t for p in definition.variant.values() for c in p.choices.values() for t in c.pieces.values()]
    used = set(re.findall(r"\{([a-z_]+)\}", " ".join([definition.formula or "", *texts])))
    assert used == set(places)
    assert all(p.usual or len(p.choices) > 1 for p in definition.variant.values())


@by_kpi
def test_every_variant_has_a_formula_over_fields_that_are_known_and_counted(definition: KpiDefinition) -> None:
    for variant in all_variants(definition):
        for field in measured(definition, variant).fields:
            assert is_base_field(field), (variant, field)
            made = counter_parts(field) or interval_counter(field)
            assert made or (counted(field) is None) is not (not_counted(field) is None), field
            names = {say(field_name(field), language) for language in LANGUAGES}
            assert field not in names
            assert not any("{" in name for name in names)


@by_kpi
def test_its_unit_is_that_of_its_formula(definition: KpiDefinition) -> None:
    for variant in all_variants(definition):
        how = measured(definition, variant)
        found = inferred(how.node, _unit)
        plain_quotients = {Unit.RATIO, Unit.POINTS, *COUNTED}  # of counts by counts, or of points by answers
        assert found in {how.unit, None} or (how.unit is Unit.NUMBER and found in plain_quotients) or definition.id == "qa_score"
        assert (how.domain == "proportion") <= (how.unit is Unit.RATIO)


def _unit(field: str) -> Unit:
    return Unit.DAYS if field.endswith("_days") else field_unit(field)


@by_kpi
def test_two_variants_are_two_figures(definition: KpiDefinition) -> None:
    """No choice is there twice: different variants read something else, but for figures that a level of their own brings."""
    formulas = [measured(definition, variant).node for variant in all_variants(definition)]
    assert len(set(formulas)) == len(formulas)


@by_kpi
def test_it_is_explained_within_the_width_in_both_languages(definition: KpiDefinition) -> None:
    texts = [explained(definition, language) for language in LANGUAGES]
    assert all(definition.id in text for text in texts)
    for text in texts:
        before_paste = text.rpartition("kpis:\n")[0]
        assert all(len(line) <= 110 for line in before_paste.splitlines())
    assert {"higher is better", "lower is better", "In percent"}.isdisjoint(re.split(r"[;.]\s*", texts[1]))


# what is pasted


def contract(kpi: str) -> list[Finding]:
    text = f"""contract: desk
version: 1
effective: 2026-01-01
title: Help desk
client: {{name: Acme}}
vendor: {{name: Desk}}
term: {{from: 2026-01-01, to: 2026-12-31}}
currency: EUR
periods: {{every: month, starting_day: 1, timezone: Europe/Madrid, contract_year_from: 2026-01-01}}
rounding: {{mode: half_up, to: 0.01, at: line}}
billing:
  care: {{model: per_contact, clause: A 1, count: answered, rate: 2.50}}
tax: {{treatment: reduces_base, category: S, rate: 21%}}
kpis:
{kpi}
"""
    found, findings = read_contract(text.encode(), "v1.yaml")
    return findings if found is None else [*findings, *check_versions([found])[1]]


@by_kpi
def test_what_is_pasted_asks_for_the_choices_and_is_accepted_with_them(definition: KpiDefinition) -> None:
    text = to_paste(definition, "en")
    asked = [p for p in definition.variant.values() if p.choices and needed_with(definition, p) is None]
    told = [f for f in contract(text) if f.weight is Severity.ERROR]
    assert {f.code.id for f in told} == ({"C217"} if asked else set())
    for parameter in asked:
        assert any(all(choice in f.remedy for choice in parameter.choices) for f in told), parameter.id
    for before, variant in pairwise([{}, *all_variants(definition)]):
        if before.items() == variant.items() or not variant:
            continue
        said = ", ".join(f"{name}: {value}" for name, value in variant.items())
        chosen = re.sub(r"    variant:\n(?:      .*\n)+", f"    variant: {{{said}}}\n", text)
        assert CHOOSE not in chosen
        errors = [f for f in contract(chosen) if f.weight is Severity.ERROR and f.code.id != "C207"]
        assert not errors, (said, errors)


@pytest.mark.parametrize("definition", [d for d in KPIS if d.starred], ids=lambda d: d.id)
def test_a_contract_that_names_no_variant_is_refused_with_the_choices(definition: KpiDefinition) -> None:
    kpi = f"  ours:\n    clause: B 1\n    kpi: {definition.id}\n    missing: neutral"
    told = [f for f in contract(kpi) if f.code.id == "C217"]
    asked = [p for p in definition.variant.values() if p.choices and needed_with(definition, p) is None]
    assert asked
    assert len(told) == len(asked)
    for parameter in asked:
        finding = next(f for f in told if f"'{parameter.id}'" in f.what)
        assert all(choice in finding.remedy for choice in parameter.choices)


def test_a_ready_made_figure_whose_direction_hangs_on_the_variant_is_refused() -> None:
    for definition in KPIS:
        if definition.two_sided:
            with pytest.raises(TextFault, match="ready_made does not say it"):
                measured(definition, {"ready_made": "ready_made"})
        else:
            assert measured(definition, {"ready_made": "ready_made"}).fields == (definition.id,)


# how fields are counted

COMPUTED: Final = {  # columns of the views beside the canonical ones: the joint with slacontract measure
    "contacts": "outcome wait_s handle_s connected_s transfers arrived_at open_for_s called_back_after_s reached_back_after_s "
    "sent_in_after_s",
    "entries": "",
    "legs": "",
    "offers": "",
    "repeats": "open_for_s next_after_s next_answered_after_s since_last_s",
    "agent_time": "seconds logged_s",
    "schedule_time": "seconds adherent_s",
    "tickets": "first_reply_s first_resolution_s resolution_s reopened_after_s first_resolved_open_for_s",
    "ticket_steps": "reply_after_s",
    "surveys": "",
    "evaluations": "gap_points",
    "sales": "open_for_s reversed_after_s placed_at since_placed_s placed_open_for_s",
    "repairs": "open_for_s back_after_s back_same_after_s turnaround_s",
    "records": "",
}
TABLES: Final = {
    "contacts": "interactions", "entries": "interactions", "legs": "interactions", "offers": "interactions",
    "repeats": "interactions", "agent_time": "agent_states", "schedule_time": "schedules", "ticket_steps": "ticket_events",
}  # fmt: skip


def _columns(view: str) -> set[str]:
    canonical = set(tables()[TABLES.get(view, view)].columns)
    more = "contacts" if view in {"entries", "legs", "repeats"} else view
    return canonical | set(COMPUTED[view].split()) | set(COMPUTED[more].split())


@pytest.mark.parametrize("field", sorted(entries()))
def test_a_field_is_counted_by_sql_over_columns_that_there_are_or_says_why_not(field: str) -> None:
    name = field.replace("{n}", "7")
    how = counted(name)
    why = not_counted(name)
    assert (how is None) is not (why is None)
    if how is None:
        assert why is not None
        assert why.text
        assert why.spanish
        return
    assert how.view in VIEWS
    assert "{n}" not in repr(how)
    assert sum(map(bool, (how.sum, how.distinct, how.snapshot))) <= 1
    for text in (how.when, how.sum, how.distinct, how.snapshot.replace("{end}", "TIMESTAMP '2026-02-01 00:00:00'"), how.at):
        if text:
            found = {column.name for column in sqlglot.parse_one(text, dialect="duckdb").find_all(sql.Column)}
            assert found
            assert found <= _columns(how.view), found - _columns(how.view)
    divides = {Unit.HOURS: 3600}.get(field_unit(name), 86400 if field.endswith("_days") else 1)
    assert how.per == divides
    assert bool(how.sum) or field_unit(name) is Unit.COUNT


def test_figures_of_the_name_are_put_in() -> None:
    assert counted("answered_in_20s") == Counted("contacts", when="outcome = 'answered' AND wait_s <= 20")
    assert counted("fcr_no_repeat_168h") == Counted(
        "repeats",
        when="outcome = 'answered' AND open_for_s >= 168 * 3600 AND (next_after_s IS NULL OR next_after_s > 168 * 3600)",
    )
    assert counted("surveys_top_2") == Counted(
        "surveys", when="instrument = 'csat' AND answered_at IS NOT NULL AND score > scale_max - 2"
    )
    assert counted("busy_h") == Counted("agent_time", when="class IN ('busy', 'wrap')", sum="seconds", per=3600)
    assert counted("handle_to_390_by_60_60_s") is None
    assert counted("of_our_own") is None
    assert not_counted("of_our_own") is None


OPEN: Final = {  # rows to which nothing has happened yet: the canonical columns that they have, all others being null
    "contacts": "SELECT 'abandoned' AS outcome, 'inbound' AS direction, 'voice' AS channel, 9 AS wait_s, 0 AS handle_s, "
    "9 AS open_for_s",
    "tickets": "SELECT TIMESTAMP '2026-01-05 10:00:00' AS created_at, FALSE AS is_complaint",
    "repairs": "SELECT TIMESTAMP '2026-01-05 10:00:00' AS in_at",
    "surveys": "SELECT 'csat' AS instrument, TIMESTAMP '2026-01-05 10:00:00' AS sent_at",
    "records": "SELECT TIMESTAMP '2026-01-05 10:00:00' AS loaded_at",
    "sales": "SELECT 'sale' AS kind, 'gross' AS status, 9 AS open_for_s",
}  # fmt: skip


@pytest.mark.parametrize("field", sorted(entries()))
def test_of_a_row_to_which_nothing_has_happened_yet_it_is_known_whether_it_counts(field: str) -> None:
    """Null is unknown: a condition that is neither true nor false would leave the whole field without a figure."""
    duckdb = pytest.importorskip("duckdb")
    how = counted(field.replace("{n}", "7"))
    if how is None or how.view not in OPEN or not how.when:
        return
    known = {e.alias_or_name for e in sqlglot.parse_one(OPEN[how.view], dialect="duckdb").expressions}
    kinds = {name: column.kind for name, column in tables()[TABLES.get(how.view, how.view)].columns.items()}
    types = {"text": "VARCHAR", "instant": "TIMESTAMP", "flag": "BOOLEAN"}
    nulls = [f"CAST(NULL AS {types.get(kinds.get(c, 'count'), 'BIGINT')}) AS {c}" for c in sorted(_columns(how.view) - known)]
    row = f"{OPEN[how.view]}, {', '.join(nulls)}"
    decides = how.at or {"tickets": "created_at", "repairs": "in_at", "surveys": "sent_at", "records": "loaded_at"}.get(
        how.view, "1"
    )
    query = f"SELECT {how.when}, {decides} IS NOT NULL FROM ({row})"  # noqa: S608  # our own conditions
    answer, in_a_period = duckdb.sql(query).fetchall()[0]
    assert answer is not None or not in_a_period, query
