"""Times as text: the SQL that reads a form of time, as a wall clock or, where the text names its zone, as UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from slacontract.measuring.sources.sql import text

_TOKENS: Final = {
    "YYYY": "%Y", "YY": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "%m", "DD": "%d", "D": "%d", "dddd": "%A", "ddd": "%a",
    "HH": "%H", "H": "%H", "hh": "%I", "h": "%I", "mm": "%M", "ss": "%S", "SSS": "%g", "SSSSSS": "%f", "A": "%p", "Z": "",
}  # fmt: skip
_TOKEN = re.compile(r"\[([^\]]*)\]|(SSSSSS|SSS|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|ss|A|Z)|(.)", re.DOTALL)
_OFFSET: Final = r"\s*(?:Z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?)$"
_SPANISH: Final = (("ene", "jan"), ("abr", "apr"), ("ago", "aug"), ("sept", "sep"), ("dic", "dec"), ("a. m.", "am"),
                   ("p. m.", "pm"), ("a.m.", "am"), ("p.m.", "pm"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """What a text says: ``local`` a wall clock, ``utc`` an instant; each SQL, or empty where the form never has it."""

    local: str
    utc: str


def is_form(form: str) -> bool:
    """Whether a form of time is one that can be read.

    >>> [is_form(f) for f in ("iso", "epoch ms", "DD/MM/YYYY HH:mm:ss", "dd.MM.yyyy", "whenever")]
    [True, True, True, False, False]
    """
    if form in {"iso", "epoch s", "epoch ms", "epoch us"}:
        return True
    tokens = [found[2] for found in _TOKEN.finditer(form) if found[2]]
    letters = [found[3] for found in _TOKEN.finditer(form) if found[3] and found[3].isalpha() and found[3] != "T"]
    return not letters and any(t.startswith("Y") for t in tokens) and any(t.startswith("M") for t in tokens)


def names_zone(form: str) -> bool:
    """Whether a form always names the instant itself."""
    return form.startswith("epoch") or "Z" in [found[2] for found in _TOKEN.finditer(form)]


def clock(column: str, form: str) -> Clock:
    """Read a column of texts of a form.

    >>> clock("x", "epoch s").local
    ''
    """
    if form == "iso":
        return _iso(column)
    if form.startswith("epoch"):
        return Clock("", _epoch(column, {"s": 1_000_000, "ms": 1_000, "us": 1}[form.split()[1]]))
    pattern = "".join(_piece(found) for found in _TOKEN.finditer(form)).strip()
    if names_zone(form):
        without = f"regexp_replace({column}, {text(_OFFSET)}, '')"
        bare = f"try_strptime({_english(without, form)}, {text(pattern)})"
        return Clock("", f"CASE WHEN regexp_matches({column}, {text(_OFFSET)}) THEN {bare} - {_offset(column)} END")
    return Clock(f"try_strptime({_english(column, form)}, {text(pattern)})", "")


def read_here(text: str, form: str) -> datetime | None:
    """One text of a form that is declared in letters, as a wall clock; None where it is not of the form.

    >>> read_here("31/05/2026 2:20 PM", "DD/MM/YYYY h:mm A"), read_here("31/05/26", "DD/MM/YYYY")
    (datetime.datetime(2026, 5, 31, 14, 20), None)
    """
    pattern = "".join(_piece(found) for found in _TOKEN.finditer(form)).strip().replace("%g", "%f")
    try:
        return datetime.strptime(text.strip(), pattern)  # noqa: DTZ007  # a wall clock: the zone is declared beside it
    except ValueError:
        return None


def _piece(found: re.Match[str]) -> str:
    if found[2]:
        return _TOKENS[found[2]]
    return (found[1] if found[1] is not None else found[3]).replace("%", "%%")


def _english(column: str, form: str) -> str:
    """Months and halves of the day in Spanish become English where the form has them."""
    if "MMM" not in form and "A" not in form:
        return column
    read = f"lower({column})"
    for spanish, english in _SPANISH:
        read = f"replace({read}, {text(spanish)}, {text(english)})"
    return read


def _iso(column: str) -> Clock:
    """``2026-03-29 02:30:00`` with ``T`` or a blank, and perhaps decimals and an offset; the common lengths need no pattern.

    The engine's own cast is asked only for what has been looked at: by itself it reads ``02:30+02`` as 02:30.
    """
    day = "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    local = (
        f"CASE WHEN {usual(column)} THEN TRY_CAST({column} AS TIMESTAMP) "
        f"WHEN regexp_full_match({column}, {text(day)}) THEN TRY_CAST(replace({column}, ',', '.') AS TIMESTAMP) END"
    )
    bare = f"replace(regexp_extract({column}, {text('^' + day)}), ',', '.')"
    utc = (
        f"CASE WHEN {usual(column)} THEN NULL "
        f"WHEN strlen({column}) = 20 AND substring({column}, 17, 1) = ':' AND suffix({column}, 'Z') "
        f"THEN TRY_CAST({column} AS TIMESTAMP) "
        f"WHEN regexp_full_match({column}, {text(day + _OFFSET[:-1])}) "
        f"THEN TRY_CAST({bare} AS TIMESTAMP) - {_offset(column)} END"
    )
    return Clock(local, utc)


def usual(column: str) -> str:
    """Whether a text has the length and the last colon of ``2026-03-29 02:30:00``: the common form, known without a pattern."""
    return f"strlen({column}) = 19 AND substring({column}, 17, 1) = ':'"


def _offset(column: str) -> str:
    """The offset at the end of a text, as an interval."""
    sign = f"CASE WHEN regexp_matches({column}, '-[0-9]{{2}}:?(?:[0-9]{{2}})?$') THEN -1 ELSE 1 END"
    hours = f"COALESCE(TRY_CAST(regexp_extract({column}, '[+-]([0-9]{{2}}):?(?:[0-9]{{2}})?$', 1) AS BIGINT), 0)"
    minutes = f"COALESCE(TRY_CAST(regexp_extract({column}, '[+-][0-9]{{2}}:?([0-9]{{2}})$', 1) AS BIGINT), 0)"
    return f"to_minutes({sign} * ({hours} * 60 + {minutes}))"


def _epoch(column: str, micros: int) -> str:
    whole = f"CASE WHEN regexp_full_match({column}, '[0-9]{{9,16}}') THEN make_timestamp(CAST({column} AS BIGINT) * {micros})"
    part = f"WHEN regexp_full_match({column}, '[0-9]{{9,16}}[.][0-9]{{1,9}}')"
    return f"{whole} {part} THEN make_timestamp(CAST(CAST({column} AS DECIMAL(28, 9)) * {micros} AS BIGINT)) END"


def time_of_day(column: str) -> str:
    """A time of day alone, as ``TIME``; with AM or PM it is of the clock of twelve hours."""
    form = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,6})?)?"
    half = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?[ \u00a0\u202f]*[ap][.]?[ \u00a0\u202f]?m[.]?"
    bare = f"regexp_replace(lower({column}), '[^0-9:apm]', '', 'g')"
    read = f"COALESCE(try_strptime({bare}, '%I:%M:%S%p'), try_strptime({bare}, '%I:%M%p'))"
    return (
        f"CASE WHEN regexp_full_match({column}, {text(form)}) THEN TRY_CAST({column} AS TIME) "
        f"WHEN regexp_full_match(lower({column}), {text(half)}) THEN CAST({read} AS TIME) END"
    )


def day(column: str, form: str) -> str:
    """A day alone, as ``DATE``; a midnight behind it, as workbooks write it, is passed over.

    Of a form with a time of day only the day is read, for the time stands in a column of its own.
    """
    bare = f"regexp_replace({column}, '[ T]0?0:00(:00)?$', '')"
    if form == "iso":
        return f"CASE WHEN regexp_full_match({bare}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN TRY_CAST({bare} AS DATE) END"
    return f"CAST({clock(bare, day_of(form)).local} AS DATE)"


def day_of(form: str) -> str:
    """The part of a form that says the day.

    >>> day_of("DD/MM/YYYY HH:mm:ss"), day_of("h:mm A ddd D-MMM-YY"), day_of("MMM-YY")
    ('DD/MM/YYYY', 'ddd D-MMM-YY', 'MMM-YY')
    """
    found = [one for one in _TOKEN.finditer(form) if one[2] and one[2][0] in "YMDd"]
    return form[found[0].start() : found[-1].end()] if found else form
