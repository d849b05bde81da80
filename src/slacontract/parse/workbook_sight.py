"""What a reader of a sheet cannot see and a program counts: hidden rows, columns, sheets, filters, merged cells."""

from __future__ import annotations

from typing import Any

from slacontract.findings import Finding, Position, finding
from slacontract.parse.tables import shown

_REMEDY = "Show it and check the figures, or write 'hidden: accept' for this file in feed.yaml."
_UNMERGE = "Undo the merge and fill each cell, or write 'hidden: accept' for this file in feed.yaml."
_UNFILTER = "Clear the filter and check the figures, or write 'hidden: accept' for this file in feed.yaml."


def out_of_sight(book: Any, sheet: Any, name: str) -> list[Finding]:
    """Say everything that is hidden in the workbook or filtered and merged in the sheet that is read."""
    sheets = [s.title for s in book.worksheets if s.sheet_state != "visible"]
    found = [_told(name, f"{title}!A1", f"The sheet '{shown(title)}' is hidden.") for title in sheets]
    cells = [cell for cell in sheet._cells.values() if cell.value is not None]  # noqa: SLF001
    rows = sorted({cell.row for cell in cells})
    columns = sorted({(cell.column, cell.column_letter) for cell in cells})
    hidden_rows = [row for row in rows if _row_hidden(sheet, row)]
    hidden_columns = [letter for number, letter in columns if _column_hidden(sheet, number)]
    if hidden_rows:
        found.append(_told(name, f"{sheet.title}!A{hidden_rows[0]}", _several("Row", [str(r) for r in hidden_rows])))
    if hidden_columns:
        found.append(_told(name, f"{sheet.title}!{hidden_columns[0]}1", _several("Column", hidden_columns)))
    found += [_told(name, f"{sheet.title}!{first}", f"A filter is set on {area}.", _UNFILTER) for first, area in _filters(sheet)]
    found += [
        _told(name, f"{sheet.title}!{str(area).partition(':')[0]}", f"The cells {area} are merged.", _UNMERGE)
        for area in sorted(map(str, sheet.merged_cells.ranges))[:10]
    ]
    return found


def _told(name: str, cell: str, what: str, remedy: str = _REMEDY) -> Finding:
    return finding("M311", Position(name, cell=cell), what, remedy)


def _several(word: str, which: list[str]) -> str:
    more = f" and {len(which) - 10} more" if len(which) > 10 else ""
    if len(which) == 1:
        return f"{word} {which[0]} is hidden."
    return f"{word}s {', '.join(which[:10])}{more} are hidden."


def _row_hidden(sheet: Any, row: int) -> bool:
    if row not in sheet.row_dimensions:
        return bool(sheet.sheet_format.zeroHeight)
    dimension = sheet.row_dimensions[row]
    return bool(dimension.hidden) or dimension.height == 0


def _column_hidden(sheet: Any, column: int) -> bool:
    return any(
        (dimension.hidden or dimension.width == 0) and (dimension.min or 0) <= column <= (dimension.max or 0)
        for dimension in sheet.column_dimensions.values()
    )


def _filters(sheet: Any) -> list[tuple[str, str]]:
    """Filters with a criterion; the arrows alone hide nothing."""
    filters = [sheet.auto_filter, *(table.autoFilter for table in sheet.tables.values())]
    return [(str(f.ref).partition(":")[0], str(f.ref)) for f in filters if f is not None and f.ref and f.filterColumn]
