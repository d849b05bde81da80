"""The one number grammar: ``-?(0|[1-9][0-9]{0,11})(.[0-9]{1,8})?`` and a unit, in ASCII; and the one place that rounds."""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from gmpy2 import mpq

from slacontract.findings import NOWHERE, Position
from slacontract.quantities.units import Unit

SECONDS_PER_MINUTE: Final = 60
SECONDS_PER_HOUR: Final = 3600

UNITS_REMEDY: Final = "Units are %, bp, ratio, points, days, s, min, h (or 6m30s)."
NUMBER: Final = r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,8})?"
_PLAIN = re.compile(rf"[+-]?{NUMBER}")
_WITH_UNIT = re.compile(rf"([+-]?{NUMBER})\s*(%|bp|points?|days?|ratio|s|min|h)?")
_CLOCK = re.compile(r"([+-]?)(?:(0|[1-9][0-9]{0,5})h)?(?:(0|[1-9][0-9]{0,5})m)?(?:(0|[1-9][0-9]{0,5})s)?")
_BLIND = re.compile(r"[+-]?(\d+)(?:\.(\d+))?(.*)", re.DOTALL)

_SCALES = {
    "": (Unit.NUMBER, mpq(1)),
    "%": (Unit.RATIO, mpq(1, 100)),
    "ratio": (Unit.RATIO, mpq(1)),
    "bp": (Unit.RATIO, mpq(1, 10_000)),
    "point": (Unit.POINTS, mpq(1)),
    "points": (Unit.POINTS, mpq(1)),
    "day": (Unit.DAYS, mpq(1)),
    "days": (Unit.DAYS, mpq(1)),
    "s": (Unit.SECONDS, mpq(1)),
    "min": (Unit.SECONDS, mpq(SECONDS_PER_MINUTE)),
    "h": (Unit.SECONDS, mpq(SECONDS_PER_HOUR)),
}


class TextFault(ValueError):  # noqa: N818  # becomes a finding at the border of the room that read the text
    """A text that cannot be read: the code of the finding, what is wrong, the remedy, and the offset in the text."""

    def __init__(self, code: str, what: str, remedy: str, *, offset: int = 0, width: int = 0) -> None:
        super().__init__(what)
        self.code, self.what, self.remedy, self.offset, self.width = code, what, remedy, offset, width


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number and its unit, with the text it was read from and the place of that text.

    ``value`` is in the unit's base: ratio for percentages, seconds for durations, the currency for money.
    """

    value: mpq
    unit: Unit
    text: str = field(default="", compare=False)
    at: Position = field(default=NOWHERE, compare=False, repr=False)

    @property
    def decimals(self) -> int:
        """How many decimals the author wrote."""
        digits = re.search(r"\.([0-9]+)", self.text)
        return len(digits[1]) if digits else 0


def read_quantity(text: str, at: Position = NOWHERE) -> Quantity:
    """Read a number with its unit: ``390 s``, ``6m30s``, ``85%``, ``+2 points``, ``5 bp``, or bare.

    >>> read_quantity("6m30s")
    Quantity(value=mpq(390,1), unit=<Unit.SECONDS: 'seconds'>, text='6m30s')
    >>> read_quantity("85%").value
    mpq(17,20)

    Raises:
        TextFault: with the spelling that was probably meant.
    """
    if match := _WITH_UNIT.fullmatch(text):
        unit, scale = _SCALES[match[2] or ""]
        return Quantity(read_number(match[1]) * scale, unit, text, at)
    clock = _CLOCK.fullmatch(text)
    if clock and any(clock.groups()[1:]):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups()[1:])
        total = hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds
        return Quantity(mpq(-total if clock[1] == "-" else total), Unit.SECONDS, text, at)
    raise number_fault(text)


def read_number(text: str) -> mpq:
    """Read a bare number; raises ``TextFault`` for everything that the grammar does not have."""
    if not _PLAIN.fullmatch(text):
        raise number_fault(text)
    return mpq(text.removeprefix("+"))


def number_fault(text: str) -> TextFault:
    """Return why ``text`` is no number of ours, and the spelling that was probably meant."""
    for offset, char in enumerate(text):
        if ord(char) > 127:
            name = unicodedata.name(char, "unnamed")
            return TextFault(
                "C206",
                f"'{text}' holds U+{ord(char):04X} ({name}), which no number has.",
                "Write digits 0 to 9, '-' and '.'.",
                offset=offset,
                width=1,
            )
    bare = text.strip()
    rules = (
        (r"[+-]?(nan|inf(inity)?|\.inf|\.nan)", "C214", "is not a figure.", "Write the figure, or leave the key out."),
        (r"[+-]?0[0-9]+(\.[0-9]+)?.*", "C206", "has a leading zero.", f"Write {bare.lstrip('+-0') or '0'}."),
        (r"[+-]?[0-9_]*_[0-9_.]*", "C206", "has an underscore.", f"Write {bare.replace('_', '')}."),
        (
            r"[+-]?[0-9]+:[0-9]{2}(:[0-9]{2})?",
            "C206",
            "can be minutes and seconds or hours and minutes.",
            f"Write {_as_clock(bare)}.",
        ),
        (r"[+-]?[0-9.]+[eE][+-]?[0-9]+", "C206", "is in powers of ten.", "Write all its digits."),
        (r"[+-]?0[xXoObB][0-9a-fA-F]+", "C206", "is not decimal.", "Write it in decimal digits."),
        (
            r"[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+.*",
            "C206",
            "has thousands dots and a decimal comma.",
            f"Contracts use a point: {bare.replace('.', '').replace(',', '.')}.",
        ),
        (
            r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?.*",
            "C206",
            "has thousands commas or a decimal comma.",
            f"Contracts use a point and no thousands mark: {bare.replace(',', '')} or {bare.split(',')[0]}.",
        ),
        (r"[+-]?[0-9]+,[0-9]+.*", "C206", "has a decimal comma.", f"Contracts use a point: {bare.replace(',', '.')}."),
        (r"[+-]?\.[0-9]+.*", "C206", "starts with the point.", f"Write {bare.replace('.', '0.', 1)}."),
        (r"[+-]?[0-9]+\.(\D.*)?", "C206", "ends with the point.", f"Write {bare.replace('.', '', 1)}."),
    )
    for pattern, code, why, remedy in rules:
        if re.fullmatch(pattern, bare, re.IGNORECASE):
            return TextFault(code, f"'{_shown(text)}' {why}", remedy)
    return _blind_fault(text)


def _blind_fault(text: str) -> TextFault:
    match = _BLIND.fullmatch(text.strip())
    if not match:
        return TextFault(
            "C206", f"'{_shown(text)}' is not a number.", "Write a number and its unit, such as 390 s, 6m30s, 85% or 1250.50."
        )
    whole, fraction, unit = match[1], match[2] or "", match[3].strip()
    if len(whole) > 12 or len(fraction) > 8:
        return TextFault(
            "C214",
            f"'{_shown(text)}' has {len(whole)} digits before the point and {len(fraction)} after.",
            "At most 12 digits before the point and 8 after are computed exactly.",
        )
    if re.match(r"[-+*/(]|%?\s*of\b", unit):
        return TextFault(
            "C207",
            f"'{_shown(text.strip())}' is a formula, and one figure stands here.",
            "Write the figure. A formula has a name under 'figures:', and the name can stand as a rate or a count.",
        )
    return TextFault("C207", f"'{_shown(unit)}' is not a unit.", UNITS_REMEDY, offset=len(text) - len(unit), width=len(unit))


def _shown(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _as_clock(text: str) -> str:
    parts = [p.lstrip("0") or "0" for p in text.lstrip("+-").split(":")]
    if len(parts) < 2:
        return text
    if len(parts) == 3:
        return f"{parts[0]}h{parts[1]}m{parts[2]}s"
    return f"{parts[0]}m{parts[1]}s or {parts[0]}h{parts[1]}m"


class Rounding(enum.Enum):
    """How a figure between two coins is settled; the value is the word of the contract."""

    HALF_UP = "half_up"  # half away from zero, as spreadsheets' ROUND
    HALF_EVEN = "half_even"
    UP = "up"  # away from zero
    DOWN = "down"  # towards zero


def rounded(value: mpq, decimals: int, mode: Rounding) -> mpq:
    """Round ``value`` to ``decimals`` places: the one place in the project that does.

    >>> rounded(mpq(-1005, 1000), 2, Rounding.HALF_UP)
    mpq(-101,100)
    """
    scale = mpq(10) ** decimals
    scaled = abs(value) * scale
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    half = mpq(1, 2)
    if mode is Rounding.UP:
        more = rest > 0
    elif mode is Rounding.DOWN:
        more = False
    else:
        more = rest > half or (rest == half and (mode is Rounding.HALF_UP or whole % 2 == 1))
    result = mpq(whole + (1 if more else 0)) / scale
    return -result if value < 0 else result


def as_decimal(value: mpq, decimals: int | None = None) -> Decimal:
    """Return ``value`` as a decimal that prints without exponent: exactly, or cut to 17 digits where it never ends.

    With ``decimals`` the value must end there: a figure that was not rounded before is a fault of ours.

    >>> as_decimal(mpq(1234, 10), 2), as_decimal(mpq(1, 3))
    (Decimal('123.40'), Decimal('0.33333333333333333'))
    """
    if decimals is not None:
        shifted = value * mpq(10) ** decimals
        assert shifted.denominator == 1, f"{value} was not rounded to {decimals} decimals"
        return _scaled(int(shifted), decimals)
    whole = abs(value.numerator) // value.denominator
    places = max(0, 17 - (len(str(whole)) if whole else 0))
    digits = int(rounded(value, places, Rounding.HALF_EVEN) * mpq(10) ** places)
    while places and digits % 10 == 0:
        digits, places = digits // 10, places - 1
    return _scaled(digits, places)


def _scaled(digits: int, decimals: int) -> Decimal:
    return Decimal((1 if digits < 0 else 0, tuple(int(d) for d in str(abs(digits))), -decimals))


def read_binary(value: float, decimals: int) -> mpq:
    """An estimate as an exact number of so many decimals, for showing and nothing else: no amount that is paid is one.

    >>> read_binary(1250.4999, 2)
    mpq(2501,2)
    """
    return rounded(mpq(Decimal(value)), decimals, Rounding.HALF_EVEN)
