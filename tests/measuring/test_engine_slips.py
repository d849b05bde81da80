"""What a user is told whose engine, tables or folders are not what counting needs: findings at the place, no traceback."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from measuring.conftest import URL
from measuring.counting.test_postgres import ThroughPsql
from measuring.test_engines import quietly, with_java, with_postgres
from slacontract.workflow.engines import without_secrets
from support.commands import run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CONTRACT = Path(__file__).parents[1] / "faults" / "R636-engine-unknown" / "v1.yaml"
CALLS = {
    "contact_id": "'c' || n", "leg_no": "1", "queue": "'care'", "outcome": "'answered'",
    "started_at": "TIMESTAMP '2026-03-01' + n * INTERVAL 7 HOUR", "queued_at": "TIMESTAMP '2026-03-01' + n * INTERVAL 7 HOUR",
    "answered_at": "TIMESTAMP '2026-03-01' + n * INTERVAL 7 HOUR", "ended_at": "TIMESTAMP '2026-03-01' + n * INTERVAL 8 HOUR",
    "wait_s": "10", "talk_s": "100", "hold_s": "0", "wrap_s": "10",
}  # fmt: skip
"""Calls of a month, as SQL over a number n."""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A contract beside a folder of calls."""
    shutil.copy(CONTRACT, tmp_path)
    named(tmp_path, "lake/calls")
    (tmp_path / "lake" / "calls").mkdir(parents=True)
    return tmp_path


def named(desk: Path, name: str) -> None:
    (desk / "records.yaml").write_text(f"tables: {{interactions: {name}}}\n", encoding="utf-8")


def calls(desk: Path, name: str = "lake/calls/part-0.parquet", **other: str) -> None:
    columns = ", ".join(f"{sql} AS {column}" for column, sql in (CALLS | other).items() if sql)
    duckdb.execute(f"COPY (SELECT {columns} FROM range(0, 105) t(n)) TO '{desk / name}' (FORMAT parquet)")  # noqa: S608


def told(desk: Path, url: str = "duckdb:") -> str:
    result = run("measure", desk, "--engine", url, "--period", "2026-03")
    assert result.exit_code == 1, result.output
    assert not (desk / "measures").exists()
    return result.output


def test_calls_that_are_right(desk: Path) -> None:
    """7-hour steps from 1 March at 00:00 UTC: 104 of them are 30 days and 8 hours, so that all 105 calls lie within March."""
    calls(desk)
    assert run("measure", desk, "--engine", "duckdb:", "--period", "2026-03").exit_code == 0
    rows = (desk / "measures" / "2026-03_contacts.csv").read_text(encoding="utf-8")
    assert rows == "period,answered,answered_in_20s\n2026-03,105,105\n"


COLUMNS = [
    (
        {"wait_s": "10.5::DOUBLE"},
        "'interactions.wait_s' is DOUBLE, and must be seconds",
        "CAST(wait_s AS DECIMAL(18, 3)) AS wait_s",
    ),
    (
        {"leg_no": "1.0::DECIMAL(9, 2)"},
        "'interactions.leg_no' is DECIMAL(9,2), and must be a whole number",
        "CAST(leg_no AS BIGINT)",
    ),
    ({"started_at": "DATE '2026-03-01'"}, "'interactions.started_at' is DATE, and must be an instant", "A day has no time."),
    (
        {"queued_at": "'2026-03-01 10:00'"},
        "'interactions.queued_at' is VARCHAR, and must be an instant",
        "AS TIMESTAMP) AS queued_at",
    ),
    ({"talk_s": "INTERVAL 5 SECOND"}, "'interactions.talk_s' is INTERVAL, and must be seconds", "DECIMAL(18, 3)"),
    ({"contact_id": ""}, "'interactions' has no column 'contact_id'", "in a view over the table"),
    ({"started_at": "", "queued_at": ""}, "has no column 'started_at' or 'queued_at'", "in a view over the table"),
]


@pytest.mark.parametrize(("other", "what", "remedy"), COLUMNS, ids=lambda one: " ".join(one) if isinstance(one, dict) else "")
def test_columns_that_cannot_be_counted(desk: Path, other: dict[str, str], what: str, remedy: str) -> None:
    calls(desk, **other)
    output = told(desk)
    assert "records.yaml:1:24: R637" in output
    assert what in output
    assert remedy in output


def test_all_columns_are_told_at_once(desk: Path) -> None:
    calls(desk, wait_s="1.5::FLOAT", talk_s="1.5::FLOAT", wrap_s="'1:00'")
    assert told(desk).count("R637 engine-table") == 3


ROWS = [
    (
        {"contact_id": "'c' || (n // 2)"},
        "'interactions' has 104 rows that share their contact_id, leg_no with another, such as 'c0'",
    ),
    ({"outcome": "CASE WHEN n < 3 THEN 'ANSWERED' ELSE 'answered' END"}, "'interactions.outcome' says 'ANSWERED'"),
    ({"wait_s": "n - 2"}, "'interactions.wait_s' is below zero, down to -2 s: rows: 2."),
    ({"contact_id": "CASE WHEN n > 1 THEN 'c' || n END"}, "'interactions' has rows without contact_id, by which"),
]


@pytest.mark.parametrize(("other", "what"), ROWS, ids=lambda one: " ".join(one) if isinstance(one, dict) else "")
def test_rows_that_would_be_counted_wrongly(desk: Path, other: dict[str, str], what: str) -> None:
    calls(desk, **other)
    output = told(desk)
    assert "R638 engine-rows" in output
    assert what in output


def test_folders_that_are_none(desk: Path) -> None:
    assert "has no Parquet files; it is empty." in told(desk)
    (desk / "lake" / "calls" / "calls.csv").write_text("contact_id\n1\n", encoding="utf-8")
    assert "has no Parquet files; it has .csv." in told(desk)
    (desk / "lake" / "calls" / "part-0.parquet").write_bytes(b"PAR1 and nothing more")
    assert "'lake/calls' for 'interactions' cannot be read: " in told(desk)


def test_a_table_of_delta_has_files_that_no_longer_count(desk: Path) -> None:
    calls(desk)
    (desk / "lake" / "calls" / "_delta_log").mkdir()
    assert "'lake/calls' for 'interactions' is a table of Delta" in told(desk)


def test_a_table_that_the_database_does_not_have(desk: Path) -> None:
    duckdb.connect(str(desk / "w.duckdb")).close()
    named(desk, "calls")
    assert "There is no table 'calls' for 'interactions' on this engine" in told(desk, f"duckdb:///{desk}/w.duckdb")
    (desk / "records.yaml").unlink()
    assert "DuckDB has none of the tables that this contract is counted from: interactions." in told(desk, "duckdb:")


@with_java
@quietly
def test_the_same_slips_in_spark(desk: Path, spark: SparkSession) -> None:
    calls(desk, wait_s="10.5::DOUBLE", started_at="DATE '2026-03-01'")
    output = told(desk, URL)
    assert "'interactions.wait_s' is double, and must be seconds" in output
    assert "'interactions.started_at' is date, and must be an instant" in output
    (desk / "lake" / "calls" / "part-0.parquet").write_bytes(b"PAR1 and nothing more")
    assert "'lake/calls' for 'interactions' cannot be read: " in told(desk, URL)
    named(desk, "nowhere/calls")
    assert "There is no folder 'nowhere/calls' for 'interactions'." in told(desk, URL)
    named(desk, f"file://{desk}/nowhere")
    assert "There is no folder 'file:" in told(desk, URL)
    named(desk, "cc.calls")
    assert "There is no table 'cc.calls' for 'interactions' on this engine" in told(desk, URL)


@with_postgres
def test_what_postgresql_refuses(desk: Path, postgres_server: ThroughPsql) -> None:
    server = postgres_server
    server.said("CREATE SCHEMA slips; CREATE TABLE slips.interactions (contact_id bigint, started_at timestamptz, wait_s real)")
    url = f"postgresql://tester@/postgres?host={server.folder}&schema=slips"
    assert "'interactions' is a folder, 'lake/calls', and this engine reads tables only." in told(desk, url)
    (desk / "records.yaml").unlink()
    assert "'interactions.wait_s' is REAL, and must be seconds" in told(desk, url)
    server.said("ALTER TABLE slips.interactions ALTER wait_s TYPE int; CREATE ROLE nobody_here LOGIN; "
                "GRANT USAGE ON SCHEMA slips TO nobody_here")  # fmt: skip
    assert "permission denied for table interactions" in told(desk, url.replace("tester@", "nobody_here@"))
    assert "The records have no rows." in told(desk, url)


SECRETS = [
    "postgresql://ana:gehe%40im99@127.0.0.1:1/db", "postgresql://ana:gehe@im99@127.0.0.1:1/db", "postgresql://ana:geheim99@h:x/db",
    "postgresql:ana:geheim99@h", "snowflake://ana:geheim99@h/db", "mssql://ana:geheim99@h/db", "nowhere:geheim99@h/db",
    "duckdb:///geheim99.duckdb?password=geheim99", "databricks://token:geheim99@h?http_path=/sql",
]  # fmt: skip


@pytest.mark.parametrize("url", SECRETS)
def test_no_secret_of_a_url_is_printed(desk: Path, url: str) -> None:
    output = told(desk, url)
    assert "R636" in output
    assert "im99" not in output.replace("geheim99.duckdb", "")


def test_what_a_driver_says_is_told_without_secrets() -> None:
    url = "databricks://token:dapi-1@h/db?http_path=sql&access_token=k%2F7"
    said = "no access for dapi-1 with k/7 or k%2F7 at sql"
    assert without_secrets(said, url) == "no access for *** with *** or *** at sql"


DRIVERS = [
    ("snowflake://h/db", "snowflake", "pip install 'slacontract[snowflake]'"),
    ("mysql://h/db", "pymysql", "pip install 'slacontract[mysql]'"),
    (
        "postgresql+psycopg2://h/db",
        "psycopg2",
        "leave '+psycopg2' out of the URL and install ours: pip install 'slacontract[postgresql]'",
    ),
]


@pytest.mark.parametrize(("url", "package", "remedy"), DRIVERS)
def test_a_driver_that_is_not_installed(desk: Path, url: str, package: str, remedy: str) -> None:
    if importlib.util.find_spec(package) is not None:
        pytest.skip(f"{package} is installed here")
    output = told(desk, url)
    assert f"is not installed: there is no '{package}'." in output
    assert remedy in output
