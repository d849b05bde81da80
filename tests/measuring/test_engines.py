"""``measure --engine``, from the command line to the files: where the tables lie makes no difference to the measures."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from measuring.conftest import URL
from measuring.counting.test_postgres import SERVERS, ThroughPsql
from slacontract.measuring.counting.engines.embedded import connect
from slacontract.measuring.sources.load import Wish, load
from slacontract.measuring.tables import SQL_TYPES, tables
from slacontract.parse.records import read_records
from slacontract.workflow.scorecards import add_evaluations
from support.commands import CONTRACTS, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyspark.sql import SparkSession

HOME = CONTRACTS / "care-from-records"
with_java = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and this machine has none")
with_postgres = pytest.mark.skipif(
    not SERVERS or importlib.util.find_spec("psycopg") is None, reason="no PostgreSQL server or driver is installed here"
)
quietly = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract, with its records measured from their files."""
    folder = tmp_path_factory.mktemp("engines") / HOME.name
    shutil.copytree(HOME, folder, ignore=shutil.ignore_patterns("measures"))
    result = run("measure", folder, "--period", "2026-03")
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def canonical(desk: Path) -> DuckDBPyConnection:
    """The canonical tables of the same records."""
    records, _ = read_records((desk / "records.yaml").read_bytes(), "records.yaml")
    assert records is not None
    connection = connect()
    cards = {path for said in records.scorecards.values() for p in said.files for path in (desk / "records").glob(str(p))}
    load(connection, records, sorted(set((desk / "records").iterdir()) - cards), Wish("salt", desk))
    add_evaluations(connection, desk, records)
    return connection


@pytest.fixture(scope="module")
def warehouse(desk: Path, canonical: DuckDBPyConnection) -> Path:
    """They, in a database of DuckDB."""
    target = desk.parent / "warehouse.duckdb"
    canonical.execute(f"ATTACH '{target}' AS there")
    for name in tables():
        canonical.execute(f"CREATE TABLE there.{name} AS SELECT * FROM {name}")  # noqa: S608
    canonical.execute("DETACH there")
    return target


ZONED = "* REPLACE (started_at AT TIME ZONE 'UTC' AS started_at, queued_at AT TIME ZONE 'UTC' AS queued_at)"


@pytest.fixture(scope="module")
def lake(desk: Path, canonical: DuckDBPyConnection) -> Path:
    """They, as folders of Parquet files, and the contract beside them that names the folders.

    Contacts lie in a folder for each queue, and some of their times have a zone; surveys are two files of which one lacks a
    column that no row fills.
    """
    folder = desk.parent / "lake"
    for name in tables():
        (folder / name).mkdir(parents=True)
    for name in set(tables()) - {"interactions", "surveys"}:
        canonical.execute(f"COPY {name} TO '{folder / name}/part-0.parquet' (FORMAT parquet)")
    contacts = f"SELECT {ZONED} FROM interactions"  # noqa: S608
    canonical.execute(f"COPY ({contacts}) TO '{folder}/interactions' (FORMAT parquet, PARTITION_BY (queue), OVERWRITE_OR_IGNORE)")
    good = "SELECT * FROM surveys WHERE score >= 4"
    canonical.execute(f"COPY ({good}) TO '{folder}/surveys/a.parquet' (FORMAT parquet)")
    rest = "SELECT * EXCLUDE (last_update) FROM surveys WHERE score < 4 OR score IS NULL"
    canonical.execute(f"COPY ({rest}) TO '{folder}/surveys/b.parquet' (FORMAT parquet)")
    home = desk.parent / "from-a-lake"
    home.mkdir()
    shutil.copy(desk / "v1.yaml", home)
    named = "".join(f"  {name}: ../lake/{name}\n" for name in tables())
    (home / "records.yaml").write_text(f"tables:\n{named}", encoding="utf-8")
    return home


def same_measures(desk: Path, url: str, name: str, home: Path | None = None) -> dict[str, str]:
    """Measure on an engine, compare with what the files gave, and give the records that the manifest tells."""
    output = desk.parent / name
    result = run("measure", home or desk, "--period", "2026-03", "--engine", url, "--output", output)
    assert result.exit_code == 0, result.output
    ours, theirs = ({p.name: p.read_bytes() for p in folder.glob("*.csv")} for folder in (desk / "measures", output))
    assert len(ours) > 4
    assert theirs == ours
    manifest = json.loads((output / "2026-03.manifest.json").read_text(encoding="utf-8"))
    return {record["table"]: record["sha256"] for record in manifest["records"]}


@pytest.fixture(scope="module")
def figures(desk: Path, warehouse: Path) -> dict[str, str]:
    """What the manifest tells of the tables in a database of DuckDB."""
    return same_measures(desk, f"duckdb:///{warehouse}", "from-duckdb")


def test_a_database_of_duckdb(figures: dict[str, str]) -> None:
    assert {"interactions", "agent_states", "surveys", "evaluations"} <= figures.keys()
    assert all(len(told) == 64 for told in figures.values())


def test_folders_of_parquet_files_in_duckdb(desk: Path, lake: Path, figures: dict[str, str]) -> None:
    assert same_measures(desk, "duckdb:", "from-a-lake-in-duckdb", lake) == figures


@with_java
@quietly
def test_folders_of_parquet_files_in_spark(desk: Path, lake: Path, figures: dict[str, str], spark: SparkSession) -> None:
    assert same_measures(desk, URL, "from-a-lake-in-spark", lake) == figures


@with_java
@quietly
def test_tables_of_a_spark_catalog(desk: Path, lake: Path, figures: dict[str, str], spark: SparkSession) -> None:
    for name in tables():
        spark.read.parquet(str(lake.parent / "lake" / name)).createOrReplaceTempView(name)
    try:
        assert same_measures(desk, URL, "from-spark") == figures
        assert spark.catalog.tableExists("interactions")
        assert not spark.catalog.tableExists("slacontract_interactions")
    finally:
        for name in tables():
            spark.catalog.dropTempView(name)


@pytest.fixture(scope="module")
def postgres(desk: Path, canonical: DuckDBPyConnection, postgres_server: ThroughPsql) -> str:
    """The tables in PostgreSQL, in a schema of their own; the URL that finds them."""
    server = postgres_server
    server.said("CREATE SCHEMA canonical")
    for name, table in tables().items():
        columns = ", ".join(f'"{column}" {SQL_TYPES[told.kind]}' for column, told in table.columns.items())
        server.said(f'CREATE TABLE canonical."{name}" ({columns})')
        listed, target = ", ".join(f'"{column}"' for column in table.columns), desk.parent / f"{name}.csv"
        canonical.execute(f"COPY (SELECT {listed} FROM {name}) TO '{target}' (FORMAT csv, HEADER false)")  # noqa: S608
        server.said(f"\\copy canonical.{name} FROM '{target}' (FORMAT csv)")
    return f"postgresql://tester@/postgres?host={server.folder}&schema=canonical"


@with_postgres
def test_postgresql(desk: Path, postgres: str, figures: dict[str, str]) -> None:
    assert same_measures(desk, postgres, "from-postgres") == figures


@with_postgres
def test_tables_of_other_names_and_types_in_postgresql(
    desk: Path, postgres: str, postgres_server: ThroughPsql, figures: dict[str, str]
) -> None:
    """Contacts under another name, in a view: a time has a zone, outcomes are an enumeration, a name is quoted."""
    told = {name: f'"{name}"' for name in tables()["interactions"].columns}
    told |= {"started_at": "started_at AT TIME ZONE 'UTC' AS started_at", "queue": 'queue AS "Queue"',
             "outcome": "outcome::outcomes AS outcome", "leg_no": "leg_no::int AS leg_no"}  # fmt: skip
    words = ", ".join(f"'{word}'" for word in tables()["interactions"].columns["outcome"].one_of)
    server = postgres_server
    server.said(f"CREATE SCHEMA raw; CREATE TYPE outcomes AS ENUM ({words})")
    server.said(f"CREATE VIEW raw.all_calls AS SELECT {', '.join(told.values())} FROM canonical.interactions")  # noqa: S608
    home = desk.parent / "renamed"
    home.mkdir()
    shutil.copy(desk / "v1.yaml", home)
    (home / "records.yaml").write_text("tables: {interactions: raw.all_calls}\n", encoding="utf-8")
    assert same_measures(desk, postgres, "from-renamed", home) == figures


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("duckdb:///nowhere.duckdb", "there is no file"),
        ("oracle://here/db", "'oracle' is no engine."),
        ("presto://here/db", "'presto' is no engine."),
        ("postgresql+psycopg://nobody@127.0.0.1:1/db", "R636"),
    ],
)
def test_an_engine_that_cannot_be_reached(desk: Path, url: str, told: str) -> None:
    result = run("measure", desk, "--engine", url, "--output", desk.parent / "nothing")
    assert result.exit_code == 1
    assert told in result.output
    assert not (desk.parent / "nothing").exists()
