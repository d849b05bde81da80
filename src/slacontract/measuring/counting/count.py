"""Counting from start to end: what is asked of which records, to exact figures by period and member."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Final

from slacontract.catalogue.counted import counted
from slacontract.measuring.counting.choices import Asked, choices_of
from slacontract.measuring.counting.definitions import Definition, Told, definition, from_stats
from slacontract.measuring.counting.engines.engine import Engine, Value, exact
from slacontract.measuring.counting.exclusions import Exclusion, Removed, conditions, removed
from slacontract.measuring.counting.look import Look, looks
from slacontract.measuring.counting.needs import lacks
from slacontract.measuring.counting.plan import AT_END, Grain, Pass, passes, snapshot_statement, statement
from slacontract.measuring.counting.slots import Slot, by_day, by_period, within
from slacontract.measuring.counting.table import Cells, Key, Number, Table, put_together
from slacontract.measuring.counting.views import Choices, views
from slacontract.model.counting import Counting
from slacontract.model.measures import CONTACT, DAY, WEEK


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A field that was asked for and is in no table: ``why`` is unknown, no_table or no_values; ``of`` the table it needs."""

    field: str
    why: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, and what was noticed in doing so.

    ``doubt`` says for how many rows nobody can say whether they count for a field, or with what; ``rows`` how many rows of
    each view lie in the periods, and ``outside`` how many in none of them, or at no known time.
    """

    tables: tuple[Table, ...]
    unmeasured: tuple[Unmeasured, ...] = ()
    doubt: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    outside: Mapping[str, int] = field(default_factory=dict)
    removed: tuple[Removed, ...] = ()
    choices: Choices | None = None
    looks: Mapping[str, Look] = field(default_factory=dict)


def count(
    engine: Engine,
    asked: Asked,
    counting: Counting,
    exclusions: Sequence[Exclusion] = (),
    told: Callable[[str], Told | None] = counted,
    seen: Mapping[str, Look] | None = None,
) -> Counted:
    """Count what is asked; ``seen`` spares the first look where it was taken before."""
    at_hand = looks(engine, _words(asked, told)) if seen is None else seen
    choices = choices_of(engine, asked, counting, exclusions, at_hand)
    fields, unmeasured = _definitions(engine, asked, at_hand, told)
    nulls = {name: frozenset(column for column, number in look.nulls.items() if number) for name, look in at_hand.items()}
    planned = passes(((one, _grain(one.field, asked)) for one in fields), asked.dimensions, choices, nulls, asked.of_intervals)
    results = [_run(engine, one, _slots(one, asked, at_hand, choices), choices) for one in planned]
    return Counted(
        tables=put_together([cells for result in results if (cells := result.cells).fields]),
        unmeasured=(*unmeasured, *(one for result in results for one in result.never)),
        doubt={name: number for result in results for name, number in result.doubt.items() if number},
        rows={result.done.view: result.counted for result in results if not result.done.at},
        outside={result.done.view: result.outside for result in results if not result.done.at},
        removed=tuple(one for name in _roots(planned) for one in _removed(engine, name, exclusions, choices)),
        choices=choices,
        looks=at_hand,
    )


def _words(asked: Asked, told: Callable[[str], Told | None]) -> frozenset[str]:
    """The columns that the fields name."""
    return frozenset().union(*(one.names() for name in asked.fields if (one := definition(name, told))))


def _grain(name: str, asked: Asked) -> Grain:
    levels = asked.apart.get(name, frozenset())
    if CONTACT in levels:
        return "contact"
    return "day" if levels & {DAY, WEEK} else "period"


def _definitions(
    engine: Engine, asked: Asked, at_hand: Mapping[str, Look], told: Callable[[str], Told | None]
) -> tuple[list[Definition], list[Unmeasured]]:
    """How each field is counted with the tables at hand: from records, or from sums that the source gives ready."""
    found, unmeasured = [], []
    ready = _ready(engine) if "interval_stats" in at_hand else frozenset()
    for name in dict.fromkeys(asked.fields):
        one = definition(name, told)
        if one is not None and views()[one.view].of in at_hand:
            of = views()[one.view].of
            if at_hand[of].first is None or lacks(one, at_hand[of]):
                unmeasured.append(Unmeasured(name, "no_values", of))
            else:
                found.append(one)
        elif name in ready:
            found.append(from_stats(name))
        else:
            unmeasured.append(Unmeasured(name, "no_table" if one else "unknown", views()[one.view].of if one else ""))
    return found, unmeasured


def _ready(engine: Engine) -> frozenset[str]:
    return frozenset(str(row[0]) for row in engine.rows("SELECT DISTINCT measure FROM interval_stats"))


def _slots(one: Pass, asked: Asked, at_hand: Mapping[str, Look], choices: Choices) -> tuple[Slot, ...]:
    """The periods or days that the records can lie in.

    Moments of a field's own, such as due dates, may lie a year later; a contact may end some days after it began.
    """
    look = at_hand[views()[one.view].of]
    if look.first is None or look.last is None:
        return ()
    slots = by_period(asked.periods, asked.zone) if one.grain == "period" else by_day(asked.periods, asked.zone)
    later = _YEAR if one.at and one.at != AT_END else _LONG_CONTACT if choices.ended else timedelta(0)
    return within(slots, look.first - later, look.last + later)


_YEAR: Final = timedelta(days=366)
_LONG_CONTACT: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class _Result:
    """What one pass gave; ``never`` are fields of which no row says what it gives."""

    done: Pass
    cells: Cells
    doubt: Mapping[str, int]
    counted: int
    outside: int
    never: tuple[Unmeasured, ...]


def _run(engine: Engine, one: Pass, slots: Sequence[Slot], choices: Choices) -> _Result:
    text = snapshot_statement if one.at == AT_END else statement
    found = engine.rows(text(one, slots, choices)) if slots else ()
    rows = [row for row in found if row[0] is not None]
    first = 2 + len(one.dimensions) + (one.grain == "contact")
    places, doubts = _places(one, first)
    counted_rows = sum(_whole(row[first - 1]) for row in rows)
    outside = sum(_whole(row[first - 1]) for row in found if row[0] is None)
    doubt = {name: sum(_whole(row[place]) for row in rows) for name, place in doubts.items()}
    never = frozenset(field.field for field in one.fields if _says_nothing(field, rows, places, doubt, counted_rows))
    kept = tuple(field for field in one.fields if field.field not in never)
    cells = Cells(one.view, one.grain, one.dimensions, tuple(field.field for field in kept), {
        _key(row, one, slots): tuple(_value(field, row[places[field.field]], row, doubts.get(field.field)) for field in kept)
        for row in rows
    })  # fmt: skip
    of = views()[one.view].of
    return _Result(one, cells, doubt, counted_rows, outside, tuple(Unmeasured(name, "no_values", of) for name in sorted(never)))


def _says_nothing(
    one: Definition, rows: Sequence[Sequence[Value]], places: Mapping[str, int], doubt: Mapping[str, int], counted_rows: int
) -> bool:
    """Whether no row says what it gives for a field: a column that is empty throughout, and not a count of nothing."""
    unsaid = doubt.get(one.field, 0)
    everywhere = unsaid == counted_rows if one.how == "rows" else unsaid > 0
    return everywhere and unsaid > 0 and not any(row[places[one.field]] for row in rows)


def _places(one: Pass, first: int) -> tuple[dict[str, int], dict[str, int]]:
    """In which column of the result the total and the doubt of each field stand."""
    totals: dict[str, int] = {}
    doubts: dict[str, int] = {}
    place = first
    for asked, doubt in zip(one.fields, one.doubts, strict=True):
        totals[asked.field] = place
        if doubt:
            doubts[asked.field] = place + 1
        place += 2 if doubt else 1
    return totals, doubts


def _whole(value: Value) -> int:
    return int(exact(value)) if value is not None else 0


def _key(row: Sequence[Value], one: Pass, slots: Sequence[Slot]) -> Key:
    slot = slots[_whole(row[0])]
    contact = str(row[1]) if one.grain == "contact" else None
    start = 2 if one.grain == "contact" else 1
    members = tuple(None if value is None else str(value) for value in row[start : start + len(one.dimensions)])
    return slot.period, slot.day, contact, members


def _value(one: Definition, value: Value, row: Sequence[Value], doubt: int | None) -> Number | None:
    """A total as an exact number: nothing that counts is 0, unless rows count and do not say with what."""
    if value is None:
        return None if doubt is not None and _whole(row[doubt]) else 0
    number = exact(value)
    return number if one.per == 1 else Fraction(number) / one.per


def _roots(planned: Sequence[Pass]) -> tuple[str, ...]:
    """The views from which rows are taken out; views of legs follow their contacts."""
    return tuple(dict.fromkeys("contacts" if views()[one.view].of == "interactions" else one.view for one in planned))


def _removed(engine: Engine, name: str, exclusions: Sequence[Exclusion], choices: Choices) -> tuple[Removed, ...]:
    return removed(engine, name, conditions(exclusions, views()[name], choices), choices)
