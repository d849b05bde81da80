"""Counters as a file of measures: CSV, Excel or Parquet, each read again as it was written, digit for digit."""

from __future__ import annotations

import csv
import io
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacontract.model.counters import Count, CounterTable

Format: TypeAlias = Literal["csv", "xlsx", "parquet"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx", "parquet")


def measures_bytes(table: CounterTable, form: Format) -> bytes:
    """One table as a file. The same counters give the same bytes."""
    return {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}[form](table)


def digits(count: Count) -> str:
    """An exact count in plain digits. Three decimals get a fourth: ``100.125`` is a hundred thousand to some readers.

    >>> digits(Decimal("1200.500")), digits(Decimal("100.125"))
    ('1200.5', '100.1250')
    """
    if isinstance(count, int):
        return str(count)
    whole, _, decimals = f"{count:f}".partition(".")
    decimals = decimals.rstrip("0")
    return ".".join([whole, *([decimals + "0" * (len(decimals) == 3)] if decimals else [])])


def _rows(table: CounterTable) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        yield (row.day or row.period, *row.member, *map(digits, row.counts))


def _csv(table: CounterTable) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(_rows(table))
    return out.getvalue().encode()


def _xlsx(table: CounterTable) -> bytes:
    """A plain sheet of typed cells. Excel keeps 15 digits, which no counter of a contact centre exceeds."""
    import datetime as dt  # noqa: PLC0415

    import xlsxwriter  # noqa: PLC0415

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001  # the same bytes on every day
    sheet = book.add_worksheet(table.view[:31])
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(table.columns):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, max(10, len(heading) + 2))
    texts = 1 + len(table.dimensions)
    for line, row in enumerate(_rows(table), 1):
        for column, text in enumerate(row):
            if column < texts:
                sheet.write_string(line, column, text)
            else:
                assert len(text.replace(".", "")) <= 15, "a spreadsheet would round it"
                sheet.write_number(line, column, Decimal(text))
    sheet.freeze_panes(1, texts)
    book.close()
    return out.getvalue()


def _parquet(table: CounterTable) -> bytes:
    import duckdb  # noqa: PLC0415

    texts = 1 + len(table.dimensions)
    kinds = ["VARCHAR" if column < texts else "DECIMAL(28, 4)" for column in range(len(table.columns))]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(table.columns, kinds, strict=True))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as connection:
        path = Path(folder) / "measures.parquet"
        connection.execute(f"CREATE TABLE measures ({columns})")
        if table.rows:
            marks = ", ".join("?" * len(table.columns))
            connection.executemany(f"INSERT INTO measures VALUES ({marks})", [list(row) for row in _rows(table)])  # noqa: S608  # marks only
        connection.execute("COPY measures TO ? (FORMAT parquet)", [str(path)])
        return path.read_bytes()
