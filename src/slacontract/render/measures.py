"""Counters as a file of measures: CSV, Excel or Parquet, each read again as it was written, digit for digit."""

from __future__ import annotations

import csv
import io
import tempfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from slacontract.parse.figures import NOT_MEASURED
from slacontract.quantities.numbers import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacontract.measuring.counting.table import Number, Table

Format: TypeAlias = Literal["csv", "xlsx", "parquet"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx", "parquet")
NOBODY: Final = "unknown"
"""The member of rows of which the records do not say it."""
_LONGEST_NUMBER: Final = 15
"""The digits of a number that a spreadsheet keeps; longer ones are written as text with their unit."""


def measures_bytes(table: Table, form: Format) -> bytes:
    """One table as a file. The same counters give the same bytes."""
    return {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}[form](table)


def headings(table: Table) -> tuple[str, ...]:
    """The columns: ``period`` or ``date``, the contact where each is told, dimensions, fields."""
    when = "period" if table.grain == "period" else "date"
    return (when, *(["contact"] if table.grain == "contact" else []), *table.dimensions, *table.fields)


def written(count: Number | None) -> str:
    """An exact count as it stands in a cell. Parts of an hour that have no decimals are told in seconds.

    Three decimals get a fourth, because ``100.125`` is a hundred thousand to some readers.

    >>> written(Decimal("1200.500")), written(Decimal("100.125")), written(Fraction(1, 3)), written(None)
    ('1200.5', '100.1250', '1200 s', 'not measured')
    """
    if count is None:
        return NOT_MEASURED
    if isinstance(count, Fraction):
        whole = count.denominator == 1
        return str(count.numerator) if whole else f"{_plain(_decimal(count * int(SECONDS_PER_HOUR)))} s"
    return _plain(Decimal(count))


def _decimal(count: Fraction) -> Decimal:
    found = Decimal(count.numerator) / Decimal(count.denominator)
    assert Fraction(found) == count, "seconds have finite decimals"
    return found


def _plain(count: Decimal) -> str:
    whole, _, decimals = f"{count:f}".partition(".")
    decimals = decimals.rstrip("0")
    return ".".join([whole, *([decimals + "0" * (len(decimals) == 3)] if decimals else [])])


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    for (period, day, contact, members), counts in table.rows.items():
        when = day.isoformat() if day else period
        yield (when, *([contact] if contact else []), *(name or NOBODY for name in members), *map(written, counts))


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings(table))
    writer.writerows(_rows(table))
    return out.getvalue().encode()


def _xlsx(table: Table) -> bytes:
    """A plain sheet of typed cells."""
    import datetime as dt  # noqa: PLC0415

    import xlsxwriter  # noqa: PLC0415

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001  # the same bytes on every day
    sheet, bold = book.add_worksheet(table.view[:31]), book.add_format({"bold": True})
    for column, heading in enumerate(headings(table)):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, max(10, len(heading) + 2))
    texts = len(headings(table)) - len(table.fields)
    for line, row in enumerate(_rows(table), 1):
        for column, text in enumerate(row):
            if column < texts or not _is_number(text):
                sheet.write_string(line, column, text)
            else:
                sheet.write_number(line, column, Decimal(text))
    sheet.freeze_panes(1, texts)
    book.close()
    return out.getvalue()


def _is_number(text: str) -> bool:
    digits = text.replace(".", "").lstrip("-")
    return digits.isdigit() and len(digits) <= _LONGEST_NUMBER


def _parquet(table: Table) -> bytes:
    """Texts, and decimals where every figure of a column is one."""
    import duckdb  # noqa: PLC0415

    rows = list(_rows(table))
    texts = len(headings(table)) - len(table.fields)
    kinds = [
        "VARCHAR" if place < texts or not all(_is_number(row[place]) for row in rows) else "DECIMAL(28, 4)"
        for place in range(len(headings(table)))
    ]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(headings(table), kinds, strict=True))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as connection:
        path = Path(folder) / "measures.parquet"
        connection.execute(f"CREATE TABLE measures ({columns})")
        if rows:
            marks = ", ".join("?" * len(kinds))
            connection.executemany(f"INSERT INTO measures VALUES ({marks})", [list(row) for row in rows])  # noqa: S608  # marks only
        connection.execute("COPY measures TO ? (FORMAT parquet)", [str(path)])
        return path.read_bytes()
