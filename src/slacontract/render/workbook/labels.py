"""The words of the workbook: names of sheets, headings, units, kinds of line. Messages, said in the reader's language."""

from __future__ import annotations

from typing import Final

from slacontract.languages import Language, Message, message, say
from slacontract.quantities.units import Unit

SHEETS: Final = {
    "summary": message("Summary"),
    "invoice": message("Invoice"),
    "kpis": message("KPIs"),
    "calculation": message("Calculation"),
    "measures": message("Measures"),
    "events": message("Events"),
    "terms": message("Terms"),
    "checks": message("Checks"),
    "about": message("About"),
}
STAGES: Final = {
    "measures": message("Measures over their scopes"),
    "figures": message("Figures"),
    "values": message("KPI values"),
    "indexation": message("Indexation"),
    "billing": message("Billing"),
    "commitments": message("Commitments and target costs"),
    "pools": message("Pools"),
    "excuses": message("What counts"),
    "outcomes": message("KPI outcomes"),
    "relief": message("Relief"),
    "points": message("Points and scorecards"),
    "repeats": message("Repeats"),
    "gates": message("Gates"),
    "limits": message("Limits"),
    "de_minimis": message("Small amounts"),
    "late_commitments": message("Commitments after adjustments"),
    "retentions": message("Retentions"),
    "earn_back": message("Earn-back"),
    "carry_over": message("Carry-over"),
    "totals": message("Tax and totals"),
}
UNITS: Final = {
    Unit.COUNT: message("number"),
    Unit.NUMBER: message("number"),
    Unit.RATIO: message("%"),
    Unit.SECONDS: message("s"),
    Unit.MINUTES: message("min"),
    Unit.HOURS: message("h"),
    Unit.MONEY: message("{currency}"),
    Unit.RATE: message("{currency} each"),
    Unit.POINTS: message("points"),
    Unit.FTE: message("FTE"),
    Unit.DAYS: message("days"),
    Unit.DATE: message("date"),
    Unit.MOMENT: message("seconds since 1970, UTC"),
    Unit.TRUTH: message("yes/no"),
    Unit.BAND: message("band"),
    Unit.TEXT: message("text"),
}
OWN_CLAUSES: Final = {name: message(name) for name in ("definition", "rounding", "total", "tax", "calendar")}
"""What stands for a clause where a figure needs none: definitions of units, sums of lines."""


def unit_name(unit: Unit, currency: str, language: Language) -> str:
    """A unit as a heading says it."""
    return say(Message(UNITS[unit].text, (("currency", currency),)), language)


def sheet_names(language: Language) -> dict[str, str]:
    """The names of the sheets."""
    return {key: say(name, language) for key, name in SHEETS.items()}
