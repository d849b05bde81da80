"""Every query in every dialect: it is rewritten, parses back as that dialect, and says things the way the dialect does."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
import sqlglot
from sqlglot import exp

from measuring.counting.test_catalogue_columns import CHOICES, INTERVALS, SLOTS
from slacontract.catalogue.counted import counted
from slacontract.catalogue.fields import entries
from slacontract.measuring.counting.definitions import definition
from slacontract.measuring.counting.engines.dialects import DIALECTS, rewritten
from slacontract.measuring.counting.plan import AT_END, passes, snapshot_statement, statement
from slacontract.measuring.counting.views import TooLong, derived

EVERYTHING = replace(
    CHOICES, longest_contact=TooLong(14_400, "cut"), longest_state=TooLong(57_600, "cut"), without_tests=True,
    left_out={"contacts": "queue IN ('tech')", "agent_time": "start_at >= TIMESTAMP '2026-01-02 10:00:00'"},
)  # fmt: skip
NAMES = [name.replace("{n}", "20") for name, told in entries().items() if "counted" in told]
NAMES += ["handle_to_390_by_30_6_s", *INTERVALS]
ALL = [one for name in NAMES if (one := definition(name, counted))]
FIELDS = {(one.view, one.how, one.at, one.judged, *sorted(one.names() & derived().get(one.view, {}).keys())): one for one in ALL}
"""Of all fields, one for each view, way of counting, moment and derived column: their conditions are alike."""
PLANNED = passes([(one, "period") for one in FIELDS.values()], {"queue", "site"}, EVERYTHING, EVERYTHING.columns)

SECONDS_BETWEEN = {
    "athena": r"DATE_DIFF\('SECOND', DATE_TRUNC\('SECOND', ", "bigquery": r"DATETIME_DIFF\([^()]+, SECOND\)",
    "clickhouse": r"date_?[dD]iff\(|DATE_DIFF\(SECOND, ", "databricks": r"UNIX_SECONDS\(", "mysql": r"TO_SECONDS\(",
    "postgres": r"EXTRACT\(epoch FROM DATE_TRUNC\('SECOND', ", "redshift": r"DATEDIFF\(SECOND, ",
    "snowflake": r"DATEDIFF\(SECOND, ", "spark": r"UNIX_SECONDS\(",
    "trino": r"DATE_DIFF\('SECOND', DATE_TRUNC\('SECOND', ", "tsql": r"DATEDIFF_BIG\(SECOND, ",
}  # fmt: skip
"""How each dialect says the seconds between two instants, without their parts of a second."""


@cache
def texts() -> list[str]:
    return [(snapshot_statement if one.at == AT_END else statement)(one, SLOTS, EVERYTHING) for one in PLANNED]


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values()) - {"duckdb"}))
def test_every_query_is_said_in_the_dialect(dialect: str) -> None:
    for text in texts():
        said = rewritten(text, dialect)
        back = sqlglot.parse_one(said, read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        assert isinstance(back, exp.Select)
        assert len(list(back.find_all(exp.CTE))) == text.count(" AS (\n")
        if "DATE_DIFF('second'" in text:
            assert re.search(SECONDS_BETWEEN[dialect], said, re.IGNORECASE), said[:2000]
            assert dialect in {"athena", "clickhouse", "trino"} or "DATE_DIFF('second'" not in said


def test_words_that_a_dialect_does_not_have() -> None:
    for text in texts():
        assert "INTERVAL" not in rewritten(text, "tsql")
        assert " TRUE" not in rewritten(text, "tsql")
        assert "GROUP BY 1" not in text
        assert re.search(r"[^A-Z_]DATE_DIFF\(", rewritten(text, "bigquery")) is None
        assert "::" not in text
        assert " / " not in text  # no engine divides


def test_no_query_rounds_or_uses_floats() -> None:
    for text in texts():
        assert not re.search(r"\b(ROUND|FLOAT|DOUBLE|REAL|AVG|LEAST|GREATEST)\b", text)


def test_canonical_tables_are_called_what_they_are_called_there() -> None:
    said = rewritten(texts()[0], "postgres", {"interactions": "interactions_there"})
    assert 'FROM "interactions_there"' in said
    assert 'FROM "contacts"' in said or 'JOIN "contacts"' in said


@pytest.mark.parametrize("dialect", ["bigquery", "tsql"])
def test_every_field_is_said_in_the_dialects_that_differ_most(dialect: str) -> None:
    planned = passes([(one, "period") for one in ALL], {"queue", "site"}, EVERYTHING, EVERYTHING.columns)
    assert sum(len(one.fields) for one in planned) == len(ALL)
    for one in planned:
        text = (snapshot_statement if one.at == AT_END else statement)(one, SLOTS, EVERYTHING)
        assert sqlglot.parse_one(rewritten(text, dialect), read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
