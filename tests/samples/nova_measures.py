"""The workbook of measures that Procesa hands over, as ``contracts/nova-backoffice/measures.xlsx`` holds it.

Run it to write that file anew: ``python tests/samples/nova_measures.py``. The same figures give the same bytes.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import xlsxwriter

HEADINGS: Final = (
    "Mes", "Equipo", "Horas encargadas", "Horas pagadas", "Horas productivas", "Horas ocupadas", "Horas fuera de línea",
    "Expedientes cerrados", "Expedientes revisados", "Expedientes con error", "Observaciones",
)  # fmt: skip

ROWS: Final = (
    ("10/2025", "altas", 3100, 3912.5, 3098.25, 2861.75, 287.5, 16912, 620, 9, ""),
    ("10/2025", "facturación", 2200, 2815, 2231.5, 2044.25, 240, 12188, 440, 10, ""),
    ("11/2025", "altas", 3100, 3866, 3164.5, 2975.5, 265.25, 18977, 620, 7, ""),
    ("11/2025", "facturación", 2200, 2744.5, 2260.75, 2101, 231.75, 13462, 440, 6, ""),
    ("12/2025", "altas", 2600, 3541.25, 2630, 2402.5, 268.75, 13015, 520, 14, "Cierre de fin de año"),
    ("12/2025", "facturación", 1900, 2618.75, 1921.75, 1747.5, 219.5, 9322, 380, 12, "Cierre de fin de año"),
    ("01/2026", "altas", 3000, 4380.5, 3702.25, 3488.75, 252, 20361, 600, 10, "Campaña de tarifas"),
    ("01/2026", "facturación", 2300, 3221, 2689.5, 2529.5, 208.25, 15240, 460, 8, "Campaña de tarifas"),
    ("02/2026", "altas", 3000, 3702.75, 3051.5, 2861.25, 237.5, 19768, 600, 6, ""),
    ("02/2026", "facturación", 2100, 2590.25, 2118, 1990.75, 203.5, 13714, 420, 5, ""),
    ("03/2026", "altas", 3100, 4021.5, 3012.75, 2604.5, 318.25, 14122, 620, 28, "Cambio de sistema"),
    ("03/2026", "facturación", 2200, 2903.25, 2164.5, 1871.75, 266.5, 9893, 440, 22, "Cambio de sistema"),
    ("04/2026", "altas", 3000, 3758.25, 3011, 2776.5, 281, 16040, 600, 11, ""),
    ("04/2026", "facturación", 2100, 2640.5, 2098.25, 1933, 224.75, 11177, 420, 9, ""),
    ("05/2026", "altas", 3000, 3711, 3068.75, 2850, 263.5, 18141, 600, 8, ""),
    ("05/2026", "facturación", 2100, 2598.5, 2145.5, 1992.25, 214, 12689, 420, 7, ""),
    ("06/2026", "altas", 3100, 3820.25, 3162, 2968.5, 247.75, 20630, 620, 5, ""),
    ("06/2026", "facturación", 2200, 2701, 2231.25, 2093.25, 208, 14544, 440, 4, ""),
)


def write(path: Path) -> None:
    """Write the workbook."""
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": datetime(2026, 7, 3, tzinfo=UTC)})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    hours = book.add_format({"num_format": "#,##0.00"})
    count = book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet("Datos")
    sheet.set_column(0, len(HEADINGS) - 1, 14)
    sheet.freeze_panes(1, 2)
    sheet.write_row(0, 0, HEADINGS, heading)
    for number, row in enumerate(ROWS, 1):
        sheet.write_row(number, 0, row[:2])
        sheet.write_row(number, 2, row[2:7], hours)
        sheet.write_row(number, 7, row[7:10], count)
        sheet.write_string(number, 10, str(row[10]))
    book.close()


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "contracts/nova-backoffice/measures.xlsx"))
