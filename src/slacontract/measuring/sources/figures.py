"""Numbers and durations as text: the SQL that reads each form exactly, and null for what is not of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.measuring.sources.sql import among, text

if TYPE_CHECKING:
    from slacontract.model.feed import Numbers
    from slacontract.model.records import DurationForm

MARKS: Final = {"point": ".", "comma": ",", "space": " ", "none": ""}
_SIGNS: Final = {"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$", "MXN": "$", "COP": "$", "ARS": "$", "CLP": "$", "BRL": "R$"}
PER_UNIT: Final = {"min": 60, "h": 3600, "days": 86400}
SECONDS: Final = "DECIMAL(18, 3)"


def whole(column: str, numbers: Numbers | None, *, signed: bool = True) -> str:
    """A whole number; the usual spelling is known by its own length, all others go by a pattern."""
    cast = f"TRY_CAST({column} AS BIGINT)"
    if numbers is None or numbers.thousands == "none":
        form = f"{'-?' if signed else ''}[0-9]{{1,18}}"
        return f"CASE WHEN {usual_whole(column)} THEN {cast} WHEN regexp_full_match({column}, {text(form)}) THEN {cast} END"
    form = f"{'-?' if signed else ''}{_grouped(numbers)}"
    return f"CASE WHEN regexp_full_match({column}, {text(form)}) THEN TRY_CAST({_plain(column, numbers)} AS BIGINT) END"


def usual_whole(column: str, value: str | None = None) -> str:
    """Whether a text is a whole number below a million as one writes it: as long as its value has digits.

    The engine's own cast also reads ``1.5`` as 2 and `` 5`` as 5; those are longer than their value. ``value`` is the cast
    where it is made already.
    """
    cast = value or f"TRY_CAST({column} AS BIGINT)"
    digits = " ".join(f"WHEN {cast} < {10**n} THEN {n}" for n in range(1, 7))
    return f"{cast} >= 0 AND strlen({column}) = CASE {digits} END"


def decimal(column: str, numbers: Numbers | None, kind: str, *, signed: bool = True) -> str:
    """A number with decimals, as the SQL type ``kind``.

    Where its marks are not declared, ``1.234`` is not read: to some it is 1234.
    """
    sign = "-?" if signed else ""
    if numbers is None:
        plain = f"regexp_full_match({column}, {text(sign + '[0-9]{1,15}(?:[.][0-9]+)?')})"
        doubtful = f"regexp_full_match({column}, '-?[1-9][0-9]{{0,2}}[.][0-9]{{3}}')"
        return f"CASE WHEN {plain} AND NOT {doubtful} THEN TRY_CAST({column} AS {kind}) END"
    form = f"{sign}(?:{_grouped(numbers)}|[0-9]{{1,15}})(?:[{MARKS[numbers.decimal]}][0-9]+)?"
    return f"CASE WHEN regexp_full_match({column}, {text(form)}) THEN TRY_CAST({_plain(column, numbers)} AS {kind}) END"


def _grouped(numbers: Numbers) -> str:
    """The digits of a whole number with its marks of thousands, each before three of them."""
    mark = MARKS[numbers.thousands]
    if not mark:
        return "[0-9]{1,15}"
    marks = "[ \u00a0\u202f']" if mark == " " else f"[{mark}]"
    return f"[0-9]{{1,3}}(?:{marks}[0-9]{{3}})*"


def _plain(column: str, numbers: Numbers) -> str:
    """The text with no marks of thousands and a point before its decimals."""
    mark = MARKS[numbers.thousands]
    bare = f"regexp_replace({column}, '[ \u00a0\u202f'']', '', 'g')" if mark == " " else column
    bare = f"replace({bare}, {text(mark)}, '')" if mark not in {"", " "} else bare
    return f"replace({bare}, ',', '.')" if numbers.decimal == "comma" else bare


def amount(column: str, numbers: Numbers | None, currency: str | None, kind: str) -> str:
    """Money: a number with the sign or code of its currency before or after it; that of another is not read."""
    if not currency:
        return decimal(column, numbers, kind)
    signs = "|".join(_escaped(sign) for sign in (currency, _SIGNS.get(currency, currency)))
    ends = f"^(?:{signs})[ \u00a0]*|[ \u00a0]*(?:{signs})$"
    bare = f"regexp_replace({column}, {text(ends)}, '')"
    return f"CASE WHEN {column} IS NOT NULL THEN {decimal(bare, numbers, kind)} END"


def _escaped(sign: str) -> str:
    return "".join(f"[{c}]" if c in "$./" else c for c in sign)


def score(column: str, numbers: Numbers | None, kind: str) -> str:
    """A score; a percent sign behind it is passed over."""
    return decimal(f"rtrim(rtrim({column}, '%'))", numbers, kind)


def duration(column: str, unit: DurationForm, numbers: Numbers | None, *, exact: bool) -> str:
    """Seconds: whole ones, or to the millisecond where ``exact``. Below zero is no duration."""
    kind = SECONDS if exact else "BIGINT"
    if unit == "s":
        return decimal(column, numbers, SECONDS, signed=False) if exact else whole(column, numbers, signed=False)
    if unit == "ms":
        read = decimal(column, numbers, "DECIMAL(24, 6)", signed=False)
        return f"CAST({read} * CAST(0.001 AS DECIMAL(4, 3)) AS {SECONDS})"
    if unit in PER_UNIT:
        return f"CAST({decimal(column, numbers, 'DECIMAL(24, 9)', signed=False)} * {PER_UNIT[unit]} AS {SECONDS})"
    return _iso(column, kind) if unit == "iso duration" else _parts(column, unit, kind)


def _parts(column: str, unit: str, kind: str) -> str:
    """``27:10:05``, ``1:02``: parts between colons; the last two below 60."""
    forms = {
        "hh:mm:ss": ("[0-9]{1,5}:[0-5]?[0-9]:[0-5]?[0-9]", (3600, 60, 1)),
        "mm:ss": ("[0-9]{1,6}:[0-5]?[0-9]", (60, 1)),
        "hh:mm": ("[0-9]{1,5}:[0-5]?[0-9]", (3600, 60)),
    }
    form, worth = forms[unit]
    if kind != "BIGINT" and worth[-1] == 1:
        form += "(?:[.,][0-9]{1,6})?"
    parts = [f"CAST(replace(split_part({column}, ':', {n}), ',', '.') AS {kind}) * {w}" for n, w in enumerate(worth, 1)]
    read = f"CASE WHEN regexp_full_match({column}, {text(form)}) THEN {' + '.join(parts)} END"
    if unit != "hh:mm:ss" or kind != "BIGINT":
        return read
    return f"CASE WHEN {usual_clock(column)} THEN {clock_seconds(column)} ELSE {read} END"


def usual_clock(column: str) -> str:
    """Whether a text is a duration of less than a day with two digits for each part."""
    return f"strlen({column}) = 8 AND TRY_CAST({column} AS TIME) IS NOT NULL"


def clock_seconds(column: str) -> str:
    """The seconds of such a duration."""
    return f"CAST(date_part('epoch', TRY_CAST({column} AS TIME)) AS BIGINT)"


def _iso(column: str, kind: str) -> str:
    """``P1DT2H3M4.5S``."""
    number = "([0-9]+(?:[.][0-9]+)?)"
    form = "P(?:[0-9]+D)?(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:[.][0-9]+)?S)?)?"
    parts = [
        f"COALESCE(TRY_CAST(regexp_extract({column}, {text(before + number + letter)}, 1) AS DECIMAL(18, 6)), 0) * {worth}"
        for before, letter, worth in (("P", "D", 86400), ("T", "H", 3600), ("T(?:[0-9]+H)?", "M", 60), ("", "S", 1))
    ]
    return f"CASE WHEN regexp_full_match({column}, {text(form)}) AND {column} <> 'P' THEN CAST({' + '.join(parts)} AS {kind}) END"


_YES: Final = ("true", "yes", "y", "1", "t", "si", "sí", "verdadero")
_NO: Final = ("false", "no", "n", "0", "f", "falso")


def flag(column: str) -> str:
    """Yes or no in the words that exports use."""
    word = f"lower({column})"
    return f"CASE WHEN {among(word, _YES)} THEN TRUE WHEN {among(word, _NO)} THEN FALSE END"
