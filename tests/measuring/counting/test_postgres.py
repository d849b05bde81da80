"""The same measures from DuckDB and from PostgreSQL, where a server of it is installed: started for the test, without a port."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from measuring.counting import generated
from measuring.counting.tables_at_hand import embedded
from measuring.counting.test_spark import ASKED, COUNTING, EXCLUDED
from slacontract.measuring.counting.count import count
from slacontract.measuring.counting.engines.dialects import rewritten
from slacontract.measuring.tables import SQL_TYPES, tables

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
pytestmark = pytest.mark.skipif(not SERVERS or shutil.which("psql") is None, reason="no PostgreSQL server is installed here")


class ThroughPsql:
    """PostgreSQL through its own client: the rows of a query as CSV, read back by their look."""

    dialect = "postgres"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def said(self, sql: str) -> str:
        command = ["psql", "-h", str(self.folder), "-U", "tester", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-c", sql]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr[:2000]
        return run.stdout

    def rows(self, sql: str) -> Sequence[Sequence[Any]]:
        text = self.said(f"COPY ({rewritten(sql, self.dialect)}) TO STDOUT (FORMAT csv, NULL '~')")
        return [tuple(_read(cell) for cell in row) for row in csv.reader(io.StringIO(text))]

    def columns(self, table: str) -> frozenset[str]:
        asked = f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' AND table_schema = 'public'"  # noqa: S608  # names of our tables
        return frozenset(str(row[0]) for row in self.rows(asked))


def _read(cell: str) -> Any:
    if cell == "~":
        return None
    for kind in (int, Decimal, datetime.fromisoformat):
        try:
            return kind(cell)
        except (ValueError, ArithmeticError):
            continue
    return cell


@contextmanager
def started() -> Iterator[ThroughPsql]:
    """A server of its own, for as long as it is held."""
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        folder.chmod(0o777)
        as_other = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        server = SERVERS[-1]
        subprocess.run(
            [*as_other, server / "initdb", "-D", folder / "data", "-A", "trust", "-U", "tester", "--no-sync"],
            check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        control = [*as_other, str(server / "pg_ctl"), "-D", str(folder / "data"), "-w"]
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], check=True, capture_output=True, cwd=folder)
        try:
            yield ThroughPsql(folder)
        finally:
            subprocess.run([*control, "-m", "fast", "stop"], check=True, capture_output=True, cwd=folder)


def test_the_same_measures_row_for_row(postgres_server: ThroughPsql, tmp_path: Path) -> None:
    given = {
        "interactions": generated.interactions(5), "agent_states": generated.agent_states(6), "tickets": generated.tickets(7),
        "surveys": generated.surveys(8),
    }  # fmt: skip
    here = embedded(**given)
    for name in given:
        columns = {column: SQL_TYPES[told.kind] for column, told in tables()[name].columns.items()}
        postgres_server.said(f"CREATE TABLE {name} ({', '.join(f'{chr(34)}{c}{chr(34)} {kind}' for c, kind in columns.items())})")
        target = tmp_path / f"{name}.csv"
        here.connection.execute(f"COPY {name} TO '{target}' (FORMAT csv, HEADER false)")
        postgres_server.said(f"\\copy {name} FROM '{target}' (FORMAT csv)")
    ours, theirs = (count(engine, ASKED, COUNTING, EXCLUDED) for engine in (here, postgres_server))
    assert ours.tables == theirs.tables
    assert ours.doubt == theirs.doubt
    assert ours.removed == theirs.removed


def test_seconds_are_counted_without_their_parts_and_instants_to_the_microsecond(postgres_server: ThroughPsql) -> None:
    """By hand: from 10:00:00.9 to 10:00:01.1 a second begins; from 10:00:00.1 to 10:00:00.9 none does."""
    day = "2026-03-01 10:00:0"
    pairs = (("0.9", "1.1", 1), ("0.1", "0.9", 0), ("0.6", "2.1", 2), ("2.1", "0.6", -2))
    told = ", ".join(f"('{day}{a}', '{day}{b}', {seconds})" for a, b, seconds in pairs)
    asked = ("SELECT DATE_DIFF('second', CAST(v.a AS TIMESTAMP), CAST(v.b AS TIMESTAMP)) AS s, v.by_hand "  # noqa: S608
             f"FROM (VALUES {told}) AS v(a, b, by_hand)")  # fmt: skip
    for engine in (embedded(), postgres_server):
        assert [row[0] for row in engine.rows(asked)] == [row[1] for row in engine.rows(asked)] == [1, 0, 2, -2]
