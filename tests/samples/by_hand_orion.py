"""What orion-sales costs, worked out from the words of its README with fractions; nothing of slacontract is used."""

from __future__ import annotations

import csv
from fractions import Fraction
from math import ceil
from pathlib import Path

from samples.by_hand import ZERO, cents, percent, total


def months(folder: Path) -> dict[str, dict[str, Fraction]]:
    """The lines of every month, by period."""
    rows = list(csv.DictReader((folder / "measures.csv").read_text(encoding="cp1252").splitlines(), delimiter=";"))
    names = dict.fromkeys(row["Mes"] for row in rows)
    return {f"{name[3:]}-{name[:2]}": _month([row for row in rows if row["Mes"] == name]) for name in names}


def _number(text: str) -> Fraction:
    return Fraction(text.replace(".", "").replace(",", "."))


def _month(rows: list[dict[str, str]]) -> dict[str, Fraction]:
    lines: dict[str, Fraction] = {}
    for row in rows:
        lines |= _campaign(row)
    bonus = total(v for k, v in lines.items() if k.startswith("kpi.conversion") and v > 0)
    lost = -total(v for k, v in lines.items() if k.startswith("kpi.conversion") and v < 0)
    cancelled = -total(v for k, v in lines.items() if k.startswith("kpi.cancellations"))
    billing = total(v for k, v in lines.items() if k.startswith("billing."))
    quality = total(_number(r["Puntos de calidad"]) for r in rows) / total(_number(r["Puntos aplicables"]) for r in rows)
    lines["gate.1"] = ZERO if quality >= percent("85") else -bonus
    bonus += lines["gate.1"]
    lines["limit.1"] = max(cancelled - 2000, ZERO)
    penalty = lost + cancelled - lines["limit.1"]
    lines["limit.2"] = min(cents(percent("3") * billing) - bonus, ZERO)
    lines["limit.3"] = max(penalty - cents(percent("8") * billing), ZERO)
    lines["tax"] = cents(total(lines.values()) * percent("21"))
    return lines


def _campaign(row: dict[str, str]) -> dict[str, Fraction]:
    sold, kept = _number(row["Ventas"]), _number(row["Ventas netas"])
    first, second = min(kept, Fraction(200)), min(max(kept - 200, ZERO), Fraction(200))
    sales = cents(first * 31 + second * Fraction("36.50") + max(kept - 400, ZERO) * 42)
    hours = min(_number(row["Horas de conexión"]), _number(row["Horas encargadas"]) * percent("105"))
    points = ceil(max((sold - kept) / sold - percent("12"), ZERO) * 100)
    member = f"[campaign={row['Campaña']}]"
    return {
        f"billing.sales{member}": sales,
        f"billing.hours{member}": cents(hours * Fraction("9.45")),
        f"kpi.conversion{member}": cents(_conversion_pays(kept / _number(row["Contactos útiles"])) * sales),
        f"kpi.cancellations{member}": Fraction(-300 * points),
    }


def _conversion_pays(share: Fraction) -> Fraction:
    for edge, pays in (("7", "-5"), ("9", "0"), ("11", "4")):
        if share < percent(edge):
            return percent(pays)
    return percent("7")
