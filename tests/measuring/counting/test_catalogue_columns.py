"""Every base field that the catalogue counts is SQL that the engine takes: its columns are those of its view."""

from __future__ import annotations

import pytest

from measuring.counting.tables_at_hand import all_empty, months
from slacontract.catalogue.counted import counted
from slacontract.catalogue.fields import entries
from slacontract.measuring.counting.definitions import definition
from slacontract.measuring.counting.plan import AT_END, passes, snapshot_statement, statement
from slacontract.measuring.counting.slots import by_period
from slacontract.measuring.counting.views import Choices, views
from slacontract.measuring.tables import tables

INTERVALS = (
    "half_hours_from_5_answered_abandoned", "hours_met_82_5_left_in_20s_from_1_answered_abandoned_flow_out",
    "quarter_hours_met_80_under_20s_from_2_answered_abandoned_after_5s",
)  # fmt: skip
FIELDS = [*sorted(name.replace("{n}", "20") for name, told in entries().items() if "counted" in told), *INTERVALS]
SLOTS = by_period(months("2026-01-01", "2026-03-31"), "Europe/Madrid")
CHOICES = Choices(
    columns={name: frozenset(told.columns) for name, told in tables().items()},
    until=dict.fromkeys(tables(), SLOTS[-1].end),
    edges=tuple(moment for slot in SLOTS for moment in (slot.start,)),
    inherited=frozenset({"surveys", "sales", "repairs", "evaluations", "ticket_steps"}),
)


@pytest.fixture(scope="module")
def engine():  # type: ignore[no-untyped-def]
    return all_empty()


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_counted_with_columns_that_there_are(field: str, engine) -> None:  # type: ignore[no-untyped-def]
    one = definition(field, counted)
    assert one is not None
    assert one.view in views()
    (planned,) = passes([(one, "period")], {"queue", "site"}, CHOICES, {})
    text = snapshot_statement if planned.at == AT_END else statement
    engine.rows(text(planned, SLOTS, CHOICES))
