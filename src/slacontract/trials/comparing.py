"""What a test expects, compared with a settlement: names to rows, texts to figures in the unit of the row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.findings import Finding, finding, nearest
from slacontract.formula.calculation import Value
from slacontract.model.fields import unit_remedy
from slacontract.model.texts import Word
from slacontract.model.trials import NOT_MEASURED, Expected
from slacontract.quantities.numbers import Quantity, TextFault, read_quantity
from slacontract.quantities.periods import read_date, serial
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import TOTAL
from slacontract.settlement.totals import GROSS, NET

if TYPE_CHECKING:
    from slacontract.findings import Position
    from slacontract.quantities.periods import Period
    from slacontract.settlement.settlement import Settlement

TOTALS: Final[Mapping[str, str]] = {
    "billing": TOTAL, "bonus": "adjustments.bonus", "penalty": "adjustments.penalty", "net": NET, "gross": GROSS,
}  # fmt: skip
"""Totals of a period by the words of the printed result; ``tax`` is a line."""
_TRUTHS: Final = {
    "yes": True, "true": True, "met": True, "open": True, "no": False, "false": False, "missed": False, "shut": False,
}  # fmt: skip
_ALIASES: Final = ((".status", ".met"), (".open", ".met"))
_FRACTION = re.compile(r"([+-]?[0-9]{1,15})/([1-9][0-9]{0,14})")
_BARE: Final = frozenset({Unit.COUNT, Unit.NUMBER, Unit.FTE, Unit.MONEY, Unit.RATE, Unit.MINUTES, Unit.HOURS, Unit.BAND,
                          Unit.MOMENT, Unit.TEXT})  # fmt: skip
_SECONDS: Final = {Unit.MINUTES: 60, Unit.HOURS: 3600}
_KINDS: Final = {Unit.TRUTH: "yes or no", Unit.BAND: "the number of a band, or its 'when' as the contract writes it",
                 Unit.NUMBER: "a number", Unit.COUNT: "a count", Unit.RATE: "a price"}  # fmt: skip
_EXAMPLES: Final = {Unit.RATIO: "77.5%", Unit.SECONDS: "352 s", Unit.POINTS: "2 points", Unit.DAYS: "3 days"}


@dataclass(frozen=True, slots=True)
class Wish:
    """An expected figure, read: the value, and to how many decimals it is compared where it says ``about``."""

    value: Value
    decimals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An expectation that the settlement does not meet; ``near`` where it would, if it said ``about``."""

    at: Position
    name: str
    period: Period
    row: str
    unit: Unit
    wanted: Wish
    found: Value
    near: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One expectation: the row it is about, and what differs or what is wrong with the expectation itself."""

    row: str = ""
    failure: Failure | None = None
    finding: Finding | None = None


def compared(expected: Expected, settlement: Settlement, period: Period) -> Comparison:
    """Compare one expected figure with what was settled."""
    row = row_of(expected.name, settlement, period)
    if row is None:
        return Comparison(finding=_unknown(expected.name, settlement, period))
    unit = settlement.calculation.plans[settlement.index(period)].rows[row].unit
    try:
        wish = read_wish(expected.value, unit, _bands(settlement, period, row))
    except TextFault as fault:
        at = expected.value.at
        what = f"{fault.what} '{expected.name}' is {_KINDS.get(unit, f'in {unit.value}')}."
        return Comparison(row, finding=finding("T703", at, what, fault.remedy))
    found = settlement.value(row, period)
    if is_met(found, wish):
        return Comparison(row)
    failure = Failure(at=expected.value.at, name=str(expected.name), period=period, row=row, unit=unit, wanted=wish, found=found,
                      near=wish.decimals is None and _near(found, expected.value, wish, unit))  # fmt: skip
    return Comparison(row, failure)


def row_of(name: str, settlement: Settlement, period: Period) -> str | None:
    """The row that a name means: a line's amount, a row, the value of a KPI, or a total; None where there is none."""
    rows = settlement.calculation.plans[settlement.index(period)].rows
    lines = {line.id: line.amount for line in settlement.compiled[settlement.index(period)].lines}
    kpis = {f"{outcome.kpi}{outcome.suffix}": outcome.value for outcome in settlement.outcomes(period)}
    meant = next((f"{name.removesuffix(alias)}{row}" for alias, row in _ALIASES if name.endswith(alias)), name)
    for called in (name, f"kpi.{name}", meant, f"kpi.{meant}"):
        for known in (lines, {row: row for row in rows}, kpis, TOTALS):
            if called in known:
                return known[called]
    return None


def _unknown(name: Word, settlement: Settlement, period: Period) -> Finding:
    index = settlement.index(period)
    lines = [line.id for line in settlement.compiled[index].lines]
    kpis = [f"{outcome.kpi}{outcome.suffix}" for outcome in settlement.outcomes(period)]
    known = [*lines, *kpis, *TOTALS]
    close = nearest(name, known)
    if not close.startswith("Did"):
        within = nearest(name, [row for row in settlement.calculation.plans[index].rows if not row.startswith("in:")])
        close = within if within.startswith("Did") else close
    return finding("T702", name.at, f"'{name}' is no line, row or KPI of {period}.", close)


def _bands(settlement: Settlement, period: Period, row: str) -> Mapping[str, int]:
    """The bands of a KPI by their own words, for a row that holds the number of the band that was hit."""
    outcome = next((o for o in settlement.outcomes(period) if o.band == row), None)
    kpi = settlement.contract(period).kpis.get(Word(outcome.kpi)) if outcome else None
    return {_plain(band.when.text): number for number, band in enumerate(kpi.bands, 1)} if kpi else {}


def _plain(text: str) -> str:
    return "".join(text.split())


def read_wish(text: str, unit: Unit, bands: Mapping[str, int] | None = None) -> Wish:
    """Read an expected figure in the unit of its row.

    >>> read_wish("77.5%", Unit.RATIO).value, read_wish("about 352.1 s", Unit.SECONDS).decimals
    (mpq(31,40), 1)

    Raises:
        TextFault: with the spelling that was probably meant.
    """
    if text == NOT_MEASURED:
        return Wish(None)
    if unit is Unit.TRUTH:
        if text not in _TRUTHS:
            raise TextFault("T703", f"'{text}' is neither yes nor no.", "Write yes or no.")
        return Wish(_TRUTHS[text])
    if bands and _plain(text) in bands:
        return Wish(mpq(bands[_plain(text)]))
    if (day := read_date(text)) is not None and unit is Unit.DATE:
        return Wish(mpq(serial(day)))
    if (fraction := _FRACTION.fullmatch(text)) is not None:
        return Wish(mpq(int(fraction[1]), int(fraction[2])))
    about = text.startswith("about ")
    quantity = read_quantity(text.removeprefix("about ").strip())
    value = _in_unit(quantity, unit)
    return Wish(value, _decimals(quantity, unit) if about else None)


def _in_unit(found: Quantity, unit: Unit) -> mpq:
    if found.unit is unit or (found.unit is Unit.NUMBER and (unit in _BARE or unit in {Unit.POINTS, Unit.DAYS})):
        return found.value
    if found.unit is Unit.SECONDS and unit in _SECONDS:
        return found.value / _SECONDS[unit]
    example = _EXAMPLES.get(unit, "1250.50")
    raise TextFault("T703", f"'{found.text}' cannot be compared here.", unit_remedy(found, unit, example))


def _decimals(quantity: Quantity, unit: Unit) -> int:
    return quantity.decimals + (2 if unit is Unit.RATIO and quantity.text.endswith("%") else 0)


def is_met(found: Value, wish: Wish) -> bool:
    """Whether a value is the one that is expected."""
    if found is None or wish.value is None or isinstance(wish.value, bool):
        return found is wish.value
    if wish.decimals is None:
        return bool(mpq(found) == wish.value)
    return bool(_nearly(mpq(found), mpq(wish.value), wish.decimals))


def _nearly(found: mpq, wanted: mpq, decimals: int) -> bool:
    """Whether a figure is another one when it is rounded half away from zero to so many decimals."""
    half = mpq(1, 2) / mpq(10) ** decimals
    distance = abs(found) - abs(wanted)
    return (found < 0) == (wanted < 0) and -half <= distance < half if found and wanted else abs(found - wanted) < half


def _near(found: Value, text: str, wish: Wish, unit: Unit) -> bool:
    """Whether it would be met with ``about`` before it."""
    if found is None or isinstance(found, bool) or unit is Unit.MONEY or _FRACTION.fullmatch(text) or wish.value is None:
        return False
    try:
        quantity = read_quantity(text)
    except TextFault:
        return False
    return _nearly(mpq(found), mpq(wish.value), _decimals(quantity, unit))
