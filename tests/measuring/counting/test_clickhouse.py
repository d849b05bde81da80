"""The same measures from DuckDB and from ClickHouse, where its engine is installed as a package: ``pip install chdb``."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from measuring.counting import generated
from measuring.counting.tables_at_hand import embedded
from measuring.counting.test_spark import ASKED, COUNTING, EXCLUDED
from slacontract.measuring.counting.count import count
from slacontract.measuring.counting.engines.dialects import beginning_with, rewritten
from slacontract.measuring.counting.engines.held import Held, Judged, expressions, judged
from slacontract.measuring.counting.engines.places import HERE

sessions = pytest.importorskip("chdb.session", reason="chdb, which is ClickHouse as a package, is not installed here")


class WithinThisProcess:
    """ClickHouse; its tables are read as a connection of SQLAlchemy would have them read."""

    dialect = "clickhouse"

    def __init__(self) -> None:
        self._session = sessions.Session()
        self._judged: dict[str, Judged] = {}

    def load(self, name: str, file: Path) -> None:
        self._session.query(f"CREATE TABLE {name} ENGINE = Memory AS SELECT * FROM file('{file}')")  # noqa: S608
        held = [Held(str(row[0]), str(row[1])) for row in self._answer(f"DESCRIBE TABLE {name}")]
        self._judged[name] = judged(name, HERE, held, self.dialect)
        assert self._judged[name].findings == ()

    def rows(self, sql: str) -> Sequence[Sequence[Any]]:
        text = rewritten(sql, self.dialect, {name: f"{name}_there" for name in self._judged})
        readings = {f'"{name}_there"': f"SELECT {', '.join(expressions(told, self.dialect, _quoted, _quoted))} FROM {name}"  # noqa: S608
                    for name, told in self._judged.items()}  # fmt: skip
        return self._answer(beginning_with({name: query for name, query in readings.items() if name in text}, text))

    def _answer(self, text: str) -> list[tuple[Any, ...]]:
        table = pa.ipc.open_file(io.BytesIO(self._session.query(text, "Arrow").bytes())).read_all()
        return list(zip(*([_plain(cell) for cell in column.to_pylist()] for column in table.columns), strict=True))

    def columns(self, table: str) -> frozenset[str]:
        return frozenset(self._judged[table].columns) if table in self._judged else frozenset()


def _quoted(name: str) -> str:
    return f'"{name}"'


def _plain(cell: Any) -> Any:
    if isinstance(cell, bytes):
        return cell.decode()
    return cell.replace(tzinfo=None) if hasattr(cell, "tzinfo") else cell


def test_the_same_measures_row_for_row(tmp_path: Path) -> None:
    given = {
        "interactions": generated.interactions(5), "agent_states": generated.agent_states(6), "tickets": generated.tickets(7),
        "surveys": generated.surveys(8),
    }  # fmt: skip
    here, there = embedded(**given), WithinThisProcess()
    for name in given:
        here.connection.execute(f"COPY {name} TO '{tmp_path}/{name}.parquet' (FORMAT parquet)")
        there.load(name, tmp_path / f"{name}.parquet")
    ours, theirs = (count(engine, ASKED, COUNTING, EXCLUDED) for engine in (here, there))
    assert ours.tables == theirs.tables
    assert ours.doubt == theirs.doubt
    assert ours.removed == theirs.removed
