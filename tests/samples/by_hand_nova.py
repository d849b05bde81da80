"""What nova-backoffice costs, worked out from the words of its README with fractions; nothing of slacontract is used."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl

from samples.by_hand import ZERO, cents, percent, total

FEE = Fraction(6500)


def months(folder: Path) -> dict[str, dict[str, Fraction]]:
    """The lines of every month, by period."""
    sheet = openpyxl.load_workbook(folder / "measures.xlsx")["Datos"]
    headings, *rows = sheet.iter_rows(values_only=True)
    table = [dict(zip(map(str, headings), row, strict=True)) for row in rows]
    names = dict.fromkeys(str(row["Mes"]) for row in table)
    return {f"{name[3:]}-{name[:2]}": _month([row for row in table if row["Mes"] == name]) for name in names}


def _month(rows: list[dict[str, object]]) -> dict[str, Fraction]:
    def both(heading: str) -> Fraction:
        return total(Fraction(str(row[heading])) for row in rows)

    hours = min(both("Horas productivas"), both("Horas encargadas") * percent("110"))
    processing = cents(hours * Fraction("17.80"))
    utilisation = (both("Horas ocupadas") + both("Horas fuera de línea")) / both("Horas pagadas")
    credit = cents(-processing * (1 - utilisation / percent("80"))) if utilisation < percent("80") else ZERO
    cases = both("Expedientes cerrados") / both("Horas productivas")
    correct = 1 - both("Expedientes con error") / both("Expedientes revisados")
    lines = {
        "billing.management": FEE,
        "billing.processing": processing,
        "billing.processing.guarantee": credit,
        "kpi.accuracy": _accuracy_pays(correct),
        "kpi.productivity": cents(_productivity_pays(cases) * (processing + credit)),
    }
    together = lines["kpi.accuracy"] + lines["kpi.productivity"]
    most = cents(percent("5") * processing)
    lines["limit.1"] = max(-most, min(most, together)) - together
    lines["tax"] = cents(total(lines.values()) * percent("21"))
    return lines


def _productivity_pays(cases: Fraction) -> Fraction:
    for edge, pays in (("4.8", "-4"), ("5.2", "-2"), ("5.8", "0"), ("6.4", "1.5")):
        if cases < Fraction(edge):
            return percent(pays)
    return percent("3")


def _accuracy_pays(correct: Fraction) -> Fraction:
    if correct < percent("96"):
        return Fraction(-6000)
    return Fraction(-2500) if correct < percent("98") else ZERO
