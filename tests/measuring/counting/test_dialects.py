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


@cache
def said_in(dialect: str) -> list[str]:
    return [rewritten(text, dialect) for text in texts()]


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values()) - {"duckdb"}))
def test_every_query_is_said_in_the_dialect(dialect: str) -> None:
    for text, said in zip(texts(), said_in(dialect), strict=True):
        back = sqlglot.parse_one(said, read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        assert isinstance(back, exp.Select)
        assert len(list(back.find_all(exp.CTE))) == text.count(" AS (\n")
        if "DATE_DIFF('second'" in text:
            assert re.search(SECONDS_BETWEEN[dialect], said, re.IGNORECASE), said[:2000]
            assert dialect in {"athena", "clickhouse", "trino"} or "DATE_DIFF('second'" not in said


def test_words_that_a_dialect_does_not_have() -> None:
    assert not any("INTERVAL" in said or " TRUE" in said for said in said_in("tsql"))
    assert not any(re.search(r"[^A-Z_]DATE_DIFF\(", said) for said in said_in("bigquery"))
    for text in texts():
        assert "GROUP BY 1" not in text
        assert "::" not in text
        assert " / " not in text  # no engine divides


LATER = "SELECT b.start_at + INTERVAL '57600' SECOND AS e FROM b"
SLOT = "SELECT v.slot FROM (VALUES (0, TIMESTAMP '2026-01-01 23:59:59.5'), (1, TIMESTAMP '2026-01-02 00:00:00')) AS v(slot, a)"
SAID = {
    "athena": ("INTERVAL '57600' SECOND", "AS TIMESTAMP(6))", '(VALUES (0, CAST('),
    "bigquery": ("DATETIME_ADD(`b`.`start_at`, INTERVAL 57600 SECOND)", "AS DATETIME)", "UNNEST([STRUCT(0 AS `slot`"),
    "clickhouse": ("INTERVAL 57600 SECOND", "AS Nullable(DateTime64(6, 'UTC')))", "UNION ALL SELECT 1"),
    "databricks": ("INTERVAL '57600' SECOND", "AS TIMESTAMP_NTZ)", "VALUES (0, CAST("),
    "mysql": ("`b`.`start_at` + INTERVAL 57600 SECOND", "AS DATETIME(6))", "UNION ALL SELECT 1"),
    "postgres": ("INTERVAL '57600 SECOND'", "AS TIMESTAMP)", "(VALUES (0, CAST("),
    "redshift": ("INTERVAL '57600 SECOND'", "AS TIMESTAMP)", "UNION ALL SELECT 1"),
    "snowflake": ("INTERVAL '57600 SECOND'", "AS TIMESTAMPNTZ)", "UNION ALL SELECT 1"),
    "spark": ("INTERVAL '57600' SECOND", "AS TIMESTAMP_NTZ)", "VALUES (0, CAST("),
    "trino": ("INTERVAL '57600' SECOND", "AS TIMESTAMP(6))", "(VALUES (0, CAST("),
    "tsql": ("DATEADD(SECOND, 57600, [b].[start_at])", "AS DATETIME2)", "(VALUES (0, CAST("),
}  # fmt: skip
"""By hand, from what vendors document: a later instant; an instant with its parts of a second; rows that are written out."""


@pytest.mark.parametrize("dialect", sorted(SAID))
def test_what_differs_most_is_said_as_vendors_document_it(dialect: str) -> None:
    later, instant, rows = SAID[dialect]
    assert later in rewritten(LATER, dialect)
    assert f"CAST('2026-01-01 23:59:59.5' {instant}" in rewritten(SLOT, dialect)
    assert rows in rewritten(SLOT, dialect)


def test_names_are_those_of_one_case_everywhere() -> None:
    """Snowflake would make SLOT of slot, and slot of "slot": every name is quoted, in every dialect."""
    for dialect, mark in (("snowflake", '"'), ("trino", '"'), ("mysql", "`"), ("bigquery", "`")):
        for said in (re.sub(r"'[^']*'", "", text) for text in said_in(dialect)):
            assert set(re.findall(r"\b[a-z][a-z_0-9]+\b", re.sub(f"{mark}[^{mark}]*{mark}", "", said))) <= {"epoch"}


def test_text_that_is_not_there_is_compared_as_text_that_is() -> None:
    """SQL Server refuses to compare texts of two collations."""
    assert "CAST(NULL AS NVARCHAR(4000)) COLLATE Latin1_General_100_BIN2" in rewritten(
        "SELECT CAST(NULL AS VARCHAR) AS q", "tsql"
    )


def test_a_named_query_that_is_read_twice_is_not_written_down_first() -> None:
    said = rewritten(texts()[0], "postgres")
    assert '"interactions_rows" AS NOT MATERIALIZED (' in said


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
