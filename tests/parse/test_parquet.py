"""Parquet measures: the same figures as the CSV they were made of; decimals count exactly."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from gmpy2 import mpq

from slacontract.model.measures import Cell, Wanted
from slacontract.parse.measures import read_measures
from support.commands import CONTRACTS, run


def parquet(**columns: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_a_contract_settles_alike_from_parquet_and_from_csv(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    for name in ("v1.yaml", "v2.yaml"):
        (folder / name).write_bytes((CONTRACTS / "acme-inbound" / name).read_bytes())
    lines = [line.split(",") for line in (CONTRACTS / "acme-inbound" / "measures.csv").read_text().splitlines()]
    heads, rows = lines[0], lines[1:]
    typed = {head: [row[i] if head in {"period", "queue"} else Decimal(row[i]) for row in rows] for i, head in enumerate(heads)}
    (folder / "measures.parquet").write_bytes(parquet(**typed))
    told = run("settle", folder, "--period", "2026-05", "--output", tmp_path / "out")
    beside = run("settle", CONTRACTS / "acme-inbound", "--period", "2026-05", "--output", tmp_path / "csv")
    assert told.exit_code == beside.exit_code == 0
    assert told.output.replace(str(tmp_path / "out"), "") == beside.output.replace(str(tmp_path / "csv"), "")


def test_decimals_count_exactly(wanted: Wanted) -> None:
    data = parquet(period=["2026-05"], queue=["care"], answered=[3], talk_s=[Decimal("100.125")])
    measures, findings = read_measures([("m.parquet", data)], None, wanted)
    assert findings == []
    assert measures.cells[Cell("2026-05", (("queue", "care"),), "talk_s")].value == mpq(801, 8)


@pytest.mark.parametrize("data", [b"PAR1", b"", b"not parquet at all"])
def test_what_is_no_parquet_is_refused(data: bytes, wanted: Wanted) -> None:
    _, findings = read_measures([("m.parquet", data)], None, wanted)
    assert [f.code.id for f in findings] == ["M317"]
    assert "/tmp" not in findings[0].what  # noqa: S108  # the copy it was read from says nothing to a user


@pytest.mark.parametrize(("cell", "hours"), [("5400 s", mpq(3, 2)), ("90 min", mpq(3, 2)), ("1.5 h", mpq(3, 2)), ("0 s", mpq(0))])
def test_a_duration_may_say_its_unit(cell: str, hours: mpq, wanted: Wanted) -> None:
    for name, data in (
        ("m.parquet", parquet(period=["2026-05"], paid_h=[cell])),
        ("m.csv", f"period,paid_h\n2026-05,{cell}\n".encode()),
    ):
        measures, findings = read_measures([(name, data)], None, wanted)
        assert findings == []
        assert [figure.value for figure in measures.cells.values()] == [hours]
