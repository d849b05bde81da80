"""The workbook: ours beside the same cells written raw with XlsxWriter, format by format and value by value."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from benchmarks.contenders import Race
from benchmarks.engine import agreement, measures
from slacontract.render.workbook import book as module
from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement, settle

Cell = tuple[str, int, int, Any, Any]


def recorded(settlement: Settlement) -> dict[str, list[tuple[str, int, int, Any, Any, Any]]]:
    """Every cell that our workbook writes, by sheet: kind, row, column, content, style, stored value."""
    cells: dict[str, list[tuple[str, int, int, Any, Any, Any]]] = {}
    originals = {name: getattr(module.Sheet, name) for name in ("text", "number", "formula")}

    def recorder(kind: str) -> Any:
        def write(sheet: module.Sheet, row: int, column: int, content: Any, *rest: Any) -> None:
            style = rest[-1] if rest and isinstance(rest[-1], module.Style) else module.Style()
            value = module.stored(rest[0]) if kind == "formula" else None
            cells.setdefault(sheet.name, []).append((kind, row, column, content, style, value))
            originals[kind](sheet, row, column, content, *rest)

        return write

    for kind in originals:
        setattr(module.Sheet, kind, recorder(kind))
    try:
        write_workbook(settlement)
    finally:
        for kind, original in originals.items():
            setattr(module.Sheet, kind, original)
    return cells


def raw(cells: dict[str, list[tuple[str, int, int, Any, Any, Any]]], worksheet: type | None = None) -> bytes:
    """The same cells with the writer library alone: no layout, no charts, no names, no checks."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    formats: dict[Any, Any] = {}
    for name, written in cells.items():
        sheet = workbook.add_worksheet(name, worksheet_class=worksheet)
        for kind, row, column, content, style, value in written:
            look = formats.get(style)
            if look is None:
                look = formats[style] = workbook.add_format(module._properties(style))  # noqa: SLF001  # the same formats
            if kind == "text":
                sheet.write_string(row, column, content, look)
            elif kind == "number":
                sheet.write_number(row, column, content, look)
            else:
                sheet.write_formula(row, column, content, look, value)
    workbook.close()
    return stream.getvalue()


def races() -> list[Race]:
    """The races of this file."""
    terms = agreement()
    figures = measures(terms)
    result, findings = settle(terms, figures, terms.latest.schedule.periods()[:12])
    assert result is not None, findings
    cells = recorded(result)
    count = sum(map(len, cells.values()))
    about = (
        f"Twelve months of the contract with 8 KPIs: {count:,} cells, "
        f"{sum(kind == 'formula' for written in cells.values() for kind, *_ in written):,} of them formulas. The raw writer gets "
        "the same cells ready made and writes no chart, table, name or rule. Aim: within 1.3 x of it. The second raw line lends "
        "it our worksheet class, which leaves out the library's rewriting of formulas."
    )
    return [
        Race(
            "The workbook",
            about,
            "raw XlsxWriter",
            {
                "raw XlsxWriter": lambda: raw(cells),
                "raw XlsxWriter, formulas as they are": lambda: raw(cells, module.PlainWorksheet),
                "slacontract": lambda: write_workbook(result),
            },
            rounds=9,
            unit="workbook",
        )
    ]
