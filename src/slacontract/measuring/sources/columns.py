"""One column of ours as SQL: from the cells of a row to a text, from the text to its type, in levels of one query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.measuring.sources import figures, times
from slacontract.measuring.sources.sql import among, name, names_in, text
from slacontract.measuring.sources.zones import as_utc
from slacontract.measuring.tables import SQL_TYPES, Column, Kind
from slacontract.model.feed import Numbers

if TYPE_CHECKING:
    from slacontract.measuring.sources.relations import Relation
    from slacontract.measuring.sources.zones import Fold
    from slacontract.model.records import Reading, RecordColumn, Rule

_WHOLE: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT"})
_BROKEN: Final = frozenset({"FLOAT", "DOUBLE"})
EXACT_UNITS: Final = frozenset({"ms", "min", "h", "days"})


@dataclass(frozen=True, slots=True)
class Target:
    """A column of ours that a source fills: what it is, how the source says it, and how a duration of it is stored."""

    column: Column
    said: RecordColumn
    exact: bool = False
    figure: bool = False
    """Whether its SQL gives a number and no text of the file, so that a point in it is a decimal point."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.column.name

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return self.column.kind

    @property
    def sql_type(self) -> str:
        """How it is stored."""
        return "BIGINT" if self.kind == "seconds" and not self.exact else SQL_TYPES[self.kind]


def headings_of(said: RecordColumn) -> list[str]:
    """The headings that a column reads."""
    rules = [heading for case in said.cases for heading in rule_headings(case)]
    named = names_in(said.sql) if said.sql else []
    day = [str(said.date)] if said.date else []
    return list(dict.fromkeys([*map(str, said.from_), *map(str, said.join), *rules, *named, *day]))


def rule_headings(rule: Rule) -> list[str]:
    """The headings that a rule reads."""
    return [*map(str, rule.when), *(names_in(rule.sql) if rule.sql else [])]


def condition(rule: Rule) -> str:
    """Whether a rule fits a row, as SQL over the headings."""
    parts = [_fits(name(heading), [str(v) for v in values]) for heading, values in rule.when.items()]
    return " AND ".join([*parts, *([f"({rule.sql})"] if rule.sql else [])])


def _fits(cell: str, values: Iterable[str]) -> str:
    options, plain = [], []
    for value in values:
        if value == "(empty)":
            options.append(f"{cell} IS NULL")
        elif value == "(any)":
            options.append(f"{cell} IS NOT NULL")
        else:
            plain.append(value.lower())
    if plain:
        options.append(f"COALESCE({among(f'lower({cell})', plain)}, FALSE)")
    return options[0] if len(options) == 1 else f"({' OR '.join(options)})"


def source_heading(said: RecordColumn, there: Relation) -> str | None:
    """The heading that a column is read from: the first that the file has."""
    return next((str(heading) for heading in said.from_ if there.has(str(heading))), None)


def as_text(target: Target, there: Relation) -> str | None:
    """The text of a column over the cleaned cells; None where the file has nothing for it."""
    said = target.said
    if said.from_:
        heading = source_heading(said, there)
        return _without(name(heading), said) if heading else None
    if said.join:
        return " || '|' || ".join(f"COALESCE({name(str(h))}, '')" for h in said.join)
    if said.value is not None:
        return text(said.value)
    if said.sql is not None:
        return f"CAST(({said.sql}) AS VARCHAR)"
    if said.cases:
        cases = " ".join(f"WHEN {condition(case)} THEN {text(case.is_)}" for case in said.cases)
        return f"CASE {cases} ELSE {text(said.otherwise) if said.otherwise is not None else text(UNKNOWN)} END"
    return None


PLAIN: Final = Numbers(decimal="point", thousands="none")
"""How an expression in SQL writes numbers."""
UNKNOWN: Final = "(no case fits)"
"""What stands for a row that none of the cases fits, so that it is found and told."""


def _without(cell: str, said: RecordColumn) -> str:
    return f"CASE WHEN {among(cell, map(str, said.empty))} THEN NULL ELSE {cell} END" if said.empty else cell


def native(target: Target, engine_type: str) -> str | None:
    """SQL over ``x_name`` for a column whose file has a type that serves, as Parquet does; None where it must be read as text."""
    kind, said = engine_type.partition("(")[0], target.said
    x = name(f"x_{target.name}")
    if kind == "VARCHAR" or said.map or said.empty or said.date:
        return None
    if target.kind == "instant":
        zoned = kind == "TIMESTAMP WITH TIME ZONE"
        return f"timezone('UTC', {x})" if zoned else f"CAST({x} AS TIMESTAMP)" if kind.startswith("TIMESTAMP") else None
    if target.kind == "flag" and kind == "BOOLEAN":
        return x
    if kind not in _WHOLE | _BROKEN | {"DECIMAL"}:
        return None
    if target.kind in {"amount", "score"} or (target.kind == "count" and kind in _WHOLE):
        return f"TRY_CAST({x} AS {target.sql_type})"
    return None


def native_seconds(target: Target, reading: Reading, *, trusted: bool) -> str:
    """Seconds from a number that the file has in its type."""
    x, unit = name(f"x_{target.name}"), target.said.unit or reading.unit
    if unit == "s" and trusted:
        return f"CAST({x} AS {target.sql_type})"
    if unit == "s":
        return f"CASE WHEN {x} >= 0 THEN TRY_CAST({x} AS {target.sql_type}) END"
    if unit == "ms":
        return f"CASE WHEN {x} >= 0 THEN CAST(CAST({x} AS DECIMAL(24, 3)) * CAST(0.001 AS DECIMAL(4, 3)) AS DECIMAL(18, 3)) END"
    return f"CASE WHEN {x} >= 0 THEN CAST(CAST({x} AS DECIMAL(24, 9)) * {figures.PER_UNIT[unit]} AS DECIMAL(18, 3)) END"


def is_number(engine_type: str) -> bool:
    """Whether a type of the engine is a number."""
    return engine_type.partition("(")[0] in _WHOLE | _BROKEN | {"DECIMAL"}


CLOCK_UTC: Final = times.Clock("", "u")
CLOCK_LOCAL: Final = times.Clock("l", "")
"""What a column in the type of the file says: an instant, or a wall clock."""


def quick(target: Target, reading: Reading) -> bool:
    """Whether the usual spelling of a column is known without cleaning its cell first."""
    said = target.said
    if not said.from_ or said.map or said.empty or said.date or target.kind not in {"instant", "seconds", "count"}:
        return False
    if target.kind == "instant":
        return str(said.time or reading.time) == "iso"
    numbers = said.numbers or reading.numbers
    if numbers is not None and numbers.thousands != "none":
        return False
    return target.kind == "count" or (not target.exact and (said.unit or reading.unit) in {"s", "hh:mm:ss"})


def at_first_glance(target: Target, reading: Reading, raw: str) -> str:
    """The engine's own reading of a raw cell, which counts where the cell has the usual form."""
    if target.kind == "instant":
        return f"TRY_CAST({raw} AS TIMESTAMP)"
    if target.kind == "seconds" and (target.said.unit or reading.unit) == "hh:mm:ss":
        return f"TRY_CAST({raw} AS TIME)"
    return f"TRY_CAST({raw} AS BIGINT)"


def typed_quickly(target: Target, reading: Reading, raw: str, x: str) -> str:
    """The value of a column whose usual spelling is read from the raw cell; all else is read from the cleaned ``x``."""
    value = name(f"v_{target.name}")
    if target.kind == "seconds" and (target.said.unit or reading.unit) == "hh:mm:ss":
        usual, read = f"strlen({raw}) = 8 AND {value} IS NOT NULL", f"CAST(date_part('epoch', {value}) AS BIGINT)"
    else:
        usual, read = figures.usual_whole(raw, value), value
    return f"CASE WHEN {usual} THEN {read} WHEN {raw} IS NULL THEN NULL ELSE {typed(target, reading, '', x)} END"


def typed(target: Target, reading: Reading, salt: str, x: str) -> str:
    """The value of a column from its text ``x``; null where the text cannot be read. Instants are read apart."""
    said = target.said
    numbers = said.numbers or (PLAIN if target.figure else reading.numbers)
    if target.kind == "text":
        return _word(target, x, salt)
    if target.kind == "seconds":
        return figures.duration(x, said.unit or reading.unit, numbers, exact=target.exact)
    readers: Mapping[Kind, Callable[[], str]] = {
        "count": lambda: figures.whole(x, numbers),
        "amount": lambda: figures.amount(x, numbers, str(reading.currency) if reading.currency else None, SQL_TYPES["amount"]),
        "score": lambda: figures.score(x, numbers, SQL_TYPES["score"]),
        "flag": lambda: figures.flag(_mapped(target, x)),
        "day": lambda: times.day(x, str(said.time or reading.time)),
    }
    return readers[target.kind]()


def _word(target: Target, x: str, salt: str) -> str:
    if target.name == "customer_key":
        return f"CASE WHEN {x} IS NOT NULL THEN left(sha256({text(salt)} || {x}), 24) END"
    word = _mapped(target, x)
    allowed = target.column.one_of
    if not allowed:
        return word
    return f"CASE WHEN {among(word, allowed)} THEN {word} WHEN {among(f'lower({word})', allowed)} THEN lower({word}) END"


def _mapped(target: Target, x: str) -> str:
    """The text that a text of the source stands for; of those that the map does not know, `otherwise` or themselves."""
    said = target.said
    if not said.map:
        return x
    rest = text(said.otherwise) if said.otherwise is not None else (x if target.column.one_of else "NULL")
    cases = " ".join(f"WHEN {text(str(old).lower())} THEN {text(new)}" for old, new in said.map.items())
    return f"CASE WHEN {x} IS NOT NULL THEN CASE lower({x}) {cases} ELSE {rest} END END"


def wall_clock(target: Target, reading: Reading, x: str) -> times.Clock:
    """What the text ``x`` of an instant says; a time of day takes its date from beside it."""
    said = target.said
    form = str(said.time or reading.time)
    if said.date is None:
        return times.clock(x, form)
    return times.Clock(f"({times.day(name(f'd_{target.name}'), form)} + {times.time_of_day(x)})", "")


def wall_clock_quickly(target: Target, reading: Reading, raw: str, x: str) -> times.Clock:
    """The same from the raw cell where it has the usual form, else from the cleaned ``x``."""
    slow = wall_clock(target, reading, x)
    return times.Clock(
        f"CASE WHEN {times.usual(raw)} THEN {name(f'v_{target.name}')} WHEN {raw} IS NULL THEN NULL ELSE {slow.local} END",
        f"CASE WHEN {times.usual(raw)} OR {raw} IS NULL THEN NULL ELSE {slow.utc} END",
    )


def not_before(target: Target) -> str:
    """The wall clock of a time of day that follows others: a day later where it would be more than half a day before them.

    Less than that is two clocks that do not agree, and stays for a finding to say.
    """
    here = name(f"l_{target.name}")
    others = ", ".join(name(f"l_{other}") for other in target.said.after)
    latest = f"GREATEST({others})" if len(target.said.after) > 1 else others
    return f"CASE WHEN {here} < {latest} - INTERVAL 12 HOUR THEN {here} + INTERVAL 1 DAY ELSE {here} END"


def instant(target: Target, clock: times.Clock, zone: str | None, fold: Fold, years: tuple[int, int] | None) -> str:
    """UTC from the wall clock ``l_name`` and, where a text names its zone, ``u_name``."""
    local, utc = name(f"l_{target.name}"), name(f"u_{target.name}")
    if not clock.local:
        return utc
    converted = as_utc(local, zone, fold, years) if zone else "NULL"
    return f"CASE WHEN {utc} IS NOT NULL THEN {utc} ELSE {converted} END" if clock.utc else converted


def in_order(targets: Iterable[Target]) -> list[Target]:
    """Instants with those that others cannot be before first; a circle stays in the order of the text."""
    left, done = list(targets), []
    known: Mapping[str, Target] = {target.name: target for target in left}
    while left:
        waiting = {target.name for target in left}
        free = [t for t in left if not any(str(other) in waiting and str(other) in known for other in t.said.after)]
        done += free or left
        left = [t for t in left if t not in done]
    return done


def computed(targets: Iterable[Target]) -> list[Target]:
    """Columns that are computed from others of ours, each after those that it names."""
    left = [target for target in targets if target.said.computed is not None]
    done: list[Target] = []
    while left:
        names = {target.name for target in left}
        free = [t for t in left if not any(re.search(rf"\b{re.escape(n)}\b", t.said.computed or "") for n in names - {t.name})]
        done += free or left
        left = [t for t in left if t not in done]
    return done
