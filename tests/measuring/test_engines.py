"""``measure --engine``, from the command line to the files: where the tables lie makes no difference to the measures."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from measuring.counting.test_postgres import SERVERS, started
from slacontract.measuring.counting.engines.embedded import connect
from slacontract.measuring.sources.load import Wish, load
from slacontract.measuring.tables import SQL_TYPES, tables
from slacontract.parse.records import read_records
from slacontract.workflow.scorecards import add_evaluations
from support.commands import CONTRACTS, run

HOME = CONTRACTS / "care-from-records"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract, with its records measured from their files."""
    folder = tmp_path_factory.mktemp("engines") / HOME.name
    shutil.copytree(HOME, folder, ignore=shutil.ignore_patterns("measures"))
    result = run("measure", folder, "--period", "2026-03")
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def warehouse(desk: Path) -> Path:
    """The canonical tables of the same records, in a database of DuckDB and as Parquet files beside it."""
    records, _ = read_records((desk / "records.yaml").read_bytes(), "records.yaml")
    assert records is not None
    connection = connect()
    cards = {path for said in records.scorecards.values() for p in said.files for path in (desk / "records").glob(str(p))}
    load(connection, records, sorted(set((desk / "records").iterdir()) - cards), Wish("salt", desk))
    add_evaluations(connection, desk, records)
    target = desk.parent / "warehouse.duckdb"
    connection.execute(f"ATTACH '{target}' AS there")
    for name in tables():
        connection.execute(f"CREATE TABLE there.{name} AS SELECT * FROM {name}")  # noqa: S608
        connection.execute(f"COPY {name} TO '{desk.parent}/{name}.parquet' (FORMAT parquet)")
    connection.execute("DETACH there")
    connection.close()
    return target


def same_measures(desk: Path, url: str, name: str) -> None:
    output = desk.parent / name
    result = run("measure", desk, "--period", "2026-03", "--engine", url, "--output", output)
    assert result.exit_code == 0, result.output
    ours, theirs = ({p.name: p.read_bytes() for p in folder.glob("*.csv")} for folder in (desk / "measures", output))
    assert len(ours) > 4
    assert theirs == ours


def test_a_database_of_duckdb(desk: Path, warehouse: Path) -> None:
    same_measures(desk, f"duckdb:///{warehouse}", "from-duckdb")


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and this machine has none")
@pytest.mark.filterwarnings("ignore")
def test_spark(desk: Path, warehouse: Path) -> None:
    from slacontract.measuring.counting.engines.spark import session  # noqa: PLC0415  # where there is Java

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    url = "spark:local[2]"
    held = session(url)
    for name in tables():
        held.read.parquet(str(warehouse.parent / f"{name}.parquet")).createOrReplaceTempView(name)
    same_measures(desk, url, "from-spark")  # which takes the session that there is, and closes it


@pytest.fixture(scope="module")
def postgres(desk: Path, warehouse: Path) -> Iterator[str]:
    """The tables in PostgreSQL, in a schema of their own; the URL that finds them."""
    with started() as server:
        server.said("CREATE SCHEMA canonical")
        connection = connect(warehouse)
        for name, table in tables().items():
            columns = ", ".join(f'"{column}" {SQL_TYPES[told.kind]}' for column, told in table.columns.items())
            server.said(f'CREATE TABLE canonical."{name}" ({columns})')
            listed, target = ", ".join(f'"{column}"' for column in table.columns), desk.parent / f"{name}.csv"
            connection.execute(f"COPY (SELECT {listed} FROM {name}) TO '{target}' (FORMAT csv, HEADER false)")  # noqa: S608
            server.said(f"\\copy canonical.{name} FROM '{target}' (FORMAT csv)")
        connection.close()
        yield f"postgresql+psycopg://tester@/postgres?host={server.folder}&schema=canonical"


@pytest.mark.skipif(
    not SERVERS or importlib.util.find_spec("psycopg") is None, reason="no PostgreSQL server or driver is installed here"
)
def test_postgresql(desk: Path, postgres: str) -> None:
    same_measures(desk, postgres, "from-postgres")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("duckdb:///nowhere.duckdb", "there is no file"),
        ("oracle://here/db", "'oracle' is no engine."),
        ("postgresql+psycopg://nobody@127.0.0.1:1/db", "R636"),
    ],
)
def test_an_engine_that_cannot_be_reached(desk: Path, url: str, told: str) -> None:
    result = run("measure", desk, "--engine", url, "--output", desk.parent / "nothing")
    assert result.exit_code == 1
    assert told in result.output
    assert not (desk.parent / "nothing").exists()
