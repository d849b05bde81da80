"""Counters as files of measures: each form read again by the reader of measures gives the same figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from gmpy2 import mpq

from slacontract.measuring.counting.table import Table
from slacontract.model.measures import Cell, Wanted
from slacontract.parse.measures import read_measures
from slacontract.quantities.periods import Every, Schedule
from slacontract.quantities.units import Unit
from slacontract.render.measures import FORMATS, Format, measures_bytes

YEAR = Schedule(Every.MONTH, 1, date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1))
WANTED = Wanted(
    {"answered": Unit.COUNT, "talk_s": Unit.SECONDS, "paid_h": Unit.HOURS}, frozenset({"queue"}), YEAR.periods()
)  # fmt: skip
TABLE = Table(
    "contacts",
    "period",
    ("queue",),
    ("answered", "talk_s", "paid_h"),
    {
        ("2026-05", None, None, ("=care",)): (3, Decimal("100.125"), Fraction(1, 3)),
        ("2026-05", None, None, ("007",)): (0, Decimal("0.000"), Fraction(8)),
        ("2026-06", None, None, (None,)): (12, None, Fraction(4446001, 3600)),
    },
)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_is_read_again(form: Format) -> None:
    measures, findings = read_measures([(f"m.{form}", measures_bytes(TABLE, form))], None, WANTED)
    assert findings == []
    read = {(c.period, c.member[0][1], c.field): f.value for c, f in measures.cells.items()}
    assert read == {
        ("2026-05", "=care", "answered"): 3, ("2026-05", "=care", "talk_s"): mpq(801, 8),
        ("2026-05", "=care", "paid_h"): mpq(1, 3),
        ("2026-05", "007", "answered"): 0, ("2026-05", "007", "talk_s"): 0, ("2026-05", "007", "paid_h"): 8,
        ("2026-06", "unknown", "answered"): 12, ("2026-06", "unknown", "paid_h"): mpq(4446001, 3600),
    }  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_counters_give_the_same_bytes(form: Format) -> None:
    assert measures_bytes(TABLE, form) == measures_bytes(TABLE, form)


def test_days_stand_in_a_column_of_dates() -> None:
    days = Table("contacts", "day", (), ("answered",), {("2026-05", date(2026, 5, 4), None, ()): (3,)})
    assert measures_bytes(days, "csv") == b"date,answered\n2026-05-04,3\n"
    measures, findings = read_measures([("m.csv", measures_bytes(days, "csv"))], None, WANTED)
    assert findings == []
    assert measures.cells[Cell("2026-05", (), "answered")].value == mpq(3)


def test_contacts_stand_one_by_one() -> None:
    one = Table("contacts", "contact", (), ("talk_s",), {("2026-05", date(2026, 5, 4), "c1", ()): (85,)})
    assert measures_bytes(one, "csv") == b"date,contact,talk_s\n2026-05-04,c1,85\n"
