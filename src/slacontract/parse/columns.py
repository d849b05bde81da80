"""The header of a table: which column says when, which name a scope, which hold figures; none is passed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slacontract.findings import NOWHERE, Finding, Position, finding, nearest
from slacontract.model.measures import CONTACT, Wanted
from slacontract.parse.clocks import HOUR, INTERVAL
from slacontract.parse.figures import NAMES, SCALES, Reading
from slacontract.parse.moments import DAY_FORMATS, PERIOD_NAME
from slacontract.parse.tables import SourceTable, shown
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from slacontract.model.feed import Feed

READY_MADE = frozenset({Unit.RATIO, Unit.NUMBER})
"""Figures that are averages already: they stand for the scope and period they were measured on, and are never added."""

NOT_BY_DAY = READY_MADE | {Unit.FTE, Unit.RATE}
"""Figures of a whole period: those of its days are not their parts."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table by what they say: ``figures`` when it is wide, ``measure`` and ``value`` when it is long.

    A long table names its fields in the rows: ``reading_named`` knows them, and ``names`` are those worth proposing.
    """

    when: int
    form: str
    dimensions: tuple[tuple[str, int], ...]
    contact: int | None = None
    clock: tuple[str, int] | None = None
    figures: tuple[tuple[int, Reading], ...] = ()
    measure: int | None = None
    value: int | None = None
    reading_named: Callable[[str], Reading | None] = lambda _name: None
    names: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()
    ignores_others: bool = False

    @property
    def daily(self) -> bool:
        """Whether the rows are days."""
        return self.form in DAY_FORMATS


def find_columns(table: SourceTable, feed: Feed, wanted: Wanted) -> tuple[Columns | None, list[Finding]]:
    """Give each column of the header its part, or say what keeps it from having one."""
    header = _Header(table, feed, wanted)
    columns = header.columns()
    return (None if header.findings else columns), header.findings


class _Header:
    """One header, its headings taken one after the other."""

    def __init__(self, table: SourceTable, feed: Feed, wanted: Wanted) -> None:
        self.table, self.feed, self.wanted = table, feed, wanted
        self.headings = {str(name): heading.strip() for name, heading in feed.columns.items()}
        self.fields_of = {heading: name for name, heading in self.headings.items()}
        self.units = {str(name): word for name, word in feed.units.items()}
        self.places = {cell.text.strip(): index for index, cell in enumerate(table.header)}
        named = {*self.places, *self.headings, *self.units}
        self.fields = sorted({*wanted.fields, *(name for name in named if name in wanted.fields)})
        self.left_out = frozenset() if feed.ignore == "others" else frozenset(str(word).strip() for word in feed.ignore)
        self.taken: dict[str, str] = {}
        self.findings: list[Finding] = []

    def columns(self) -> Columns | None:
        """Take every heading, in the order when, scope, figures, and look at what is left."""
        when, form = self._when()
        names = sorted({*map(str, self.feed.dimensions), *self.wanted.dimensions} - {CONTACT})
        dimensions = tuple((name, place) for name in names if (place := self._take(name)) is not None)
        self._check_declarations(dimensions)
        contact, clock = self._take(CONTACT), self._clock(dimensions, form)
        long = self.feed.layout == "long"
        measure, value = (self._must("measure"), self._must("value")) if long else (None, None)
        figures = () if long else self._figures()
        self._look_at_the_rest(figures, long=long)
        if when is None:
            return None
        ignored = frozenset() if self.feed.ignore == "others" else frozenset(map(str, self.feed.ignore))
        others = self.feed.ignore == "others"
        listed = tuple(map(self._heading, self.fields))
        result = Columns(when, form, dimensions, contact, clock, figures, measure, value, self._reading_named, listed, ignored,
                         others)  # fmt: skip
        self._refuse_daily_averages(result)
        return result

    def _when(self) -> tuple[int | None, str]:
        declared = self.feed.period
        if declared is not None:
            if declared.column.strip() not in self.places:
                self._misfit(declared.column.at, f"The feed reads the period from '{shown(declared.column)}'", declared.column)
                return None, declared.format
            return self._claim(declared.column, "period"), declared.format
        named = [name for name in ("period", "date") if self._heading(name) in self.places]
        if len(named) == 1:
            return self._take(named[0]), PERIOD_NAME if named[0] == "period" else "YYYY-MM-DD"
        what = "Two columns say when, 'period' and 'date'" if named else "No column says when"
        likely = next((cell for cell in self.table.header if cell.text.strip().lower() in _SAYS_WHEN), None)
        self._say(
            "M313",
            (likely or self.table.header[0]).at,
            f"{what}.",
            f"Write 'period: {{column: {likely.text.strip() if likely else '...'}, format: YYYY-MM}}' for this file in "
            "feed.yaml" + (", and the other column under 'ignore'." if named else ", or name a column 'period' or 'date'."),
        )
        return None, PERIOD_NAME

    def _clock(self, dimensions: tuple[tuple[str, int], ...], form: str) -> tuple[str, int] | None:
        """The column of the hour of the day, where the contract tells hours apart and the rows are days."""
        named = [name for name in (HOUR, INTERVAL) if self._heading(name) in self.places and name not in dict(dimensions)]
        if not self.wanted.clocks or not named or form not in DAY_FORMATS:
            return None
        place = self._take(named[0])
        return None if place is None else (named[0], place)

    def _heading(self, name: str) -> str:
        return self.headings.get(name, name)

    def _take(self, name: str) -> int | None:
        """The column of a name, if the table has it."""
        heading = self._heading(name)
        if heading not in self.places or (heading in self.left_out and name not in self.headings):
            return None
        return self._claim(heading, name)

    def _must(self, name: str) -> int | None:
        if self._heading(name) not in self.places:
            self._say(
                "M318",
                self.table.header[0].at,
                f"The layout is long, and no column is headed '{self._heading(name)}'.",
                f"Write its heading under 'columns: {{{name}: ...}}' in feed.yaml, or delete 'layout: long'.",
            )
        return self._take(name)

    def _claim(self, heading: str, name: str) -> int:
        heading = heading.strip()
        place = self.places[heading]
        if heading in self.taken:
            self._say(
                "M318",
                self.table.header[place].at,
                f"The column '{shown(heading)}' is read as '{self.taken[heading]}' and as '{name}'.",
                "Let one name of the feed stand for each column.",
            )
        self.taken[heading] = name
        return place

    def _figures(self) -> tuple[tuple[int, Reading], ...]:
        found = []
        for name in self.fields:
            place = self._take(name)
            if place is not None:
                found.append((place, self._reading(name)))
        return tuple(found)

    def _reading_named(self, written: str) -> Reading | None:
        name = self.fields_of.get(written, written)
        return self._reading(name) if name in self.wanted.fields and self._heading(name) == written else None

    def _reading(self, name: str) -> Reading:
        numbers = self.feed.numbers if "numbers" in self.feed.model_fields_set else None
        return Reading(name, self.wanted.fields[name], self.units.get(name), numbers, frozenset(map(str, self.feed.missing)),
                       self.wanted.timezone)  # fmt: skip

    def _look_at_the_rest(self, figures: tuple[tuple[int, Reading], ...], *, long: bool) -> None:
        rest = [cell for cell in self.table.header if cell.text.strip() not in self.taken]
        told = {*self.left_out, *self._told_already(long=long)}
        strangers = [] if self.feed.ignore == "others" else [c for c in rest if c.text.strip() not in told]
        known = sorted({*self.fields, *self.wanted.dimensions, *map(str, self.feed.dimensions)})
        for cell in strangers:
            self._say(
                "M301",
                cell.at,
                f"Nothing is known of the column '{shown(cell.text.strip())}'.",
                _what_it_may_be(cell.text.strip(), known),
            )
        for name in self.fields:
            twin = self.places.get(name)
            if twin is not None and name not in self.taken and name in self.headings and name not in self.left_out:
                self._say(
                    "M318",
                    self.table.header[twin].at,
                    f"The feed reads '{name}' from '{shown(self._heading(name))}', and a column '{name}' is there too.",
                    "List the column that is not meant under 'ignore'.",
                )
        if not (long or figures or strangers):
            self._say(
                "M318",
                self.table.header[0].at,
                "No column holds a figure that the contract or the catalogue knows.",
                "Name the columns of figures under 'columns' in feed.yaml.",
            )

    def _told_already(self, *, long: bool) -> set[str]:
        """Headings that another finding speaks of: read elsewhere, not reached for want of a layout, or saying when."""
        names = {name for name in self.headings if name in self.places}
        if long and not {"measure", "value"} <= set(self.taken.values()):
            names.update(self.places)
        if "period" not in self.taken.values() and "date" not in self.taken.values():
            names.update(heading for heading in self.places if heading.lower() in _SAYS_WHEN)
        return names

    def _check_declarations(self, dimensions: tuple[tuple[str, int], ...]) -> None:
        present = {*self.taken.values(), *(name for name, _ in dimensions)}
        for word in self.feed.dimensions:
            if word not in present and word not in self.headings:
                self._misfit(word.at, f"The feed declares the dimension '{word}'", self._heading(word))
        roles = {
            *self.fields,
            *self.wanted.dimensions,
            *self.feed.dimensions,
            CONTACT,
            *((HOUR, INTERVAL) if self.wanted.clocks else ()),
            "period",
            "date",
            "measure",
            "value",
        }
        for name, heading in self.feed.columns.items():
            if name not in roles:
                self._say("M318", name.at, f"'{shown(name)}' is neither a field nor a dimension.", _near(name, roles))
            elif heading.strip() not in self.places and not (self.feed.layout == "long" and name in self.wanted.fields):
                self._misfit(heading.at, f"The feed reads '{name}' from '{shown(heading)}'", heading)
        self._check_units()

    def _check_units(self) -> None:
        for name, word in self.feed.units.items():
            unit = self.wanted.fields.get(name)
            if unit is None:
                self._say("M318", name.at, f"'{shown(name)}' under 'units' is not a field.", _near(name, self.fields))
            elif (unit, word) not in SCALES:
                allowed = " or ".join(sorted(w for u, w in SCALES if u is unit))
                counted = NAMES.get(unit, unit.value)
                self._say("M318", name.at, f"'{name}' counts {counted}, and the feed says {word}.", f"Allowed: {allowed}.")

    def _misfit(self, at: Position, what: str, heading: str) -> None:
        first = self.table.header[0].at
        self._say(
            "M318",
            first if at == NOWHERE else at,
            f"{what}, and {self.table.name} has no such column.",
            _near(heading, self.places),
            *(() if at == NOWHERE else (first,)),
        )

    def _refuse_daily_averages(self, columns: Columns) -> None:
        if not columns.daily:
            return
        for place, reading in columns.figures:
            if reading.unit in NOT_BY_DAY:
                self.findings.append(daily_average(reading.field, self.table.header[place].at))

    def _say(self, code: str, at: Position, what: str, remedy: str, *also: Position) -> None:
        self.findings.append(finding(code, at, what, remedy, *also))


def daily_average(name: str, at: Position) -> Finding:
    """A figure that is an average already, given by day: the average of days is not the average of the period."""
    return finding(
        "M315",
        at,
        f"'{name}' is ready-made and given by day: days cannot be added up to a period.",
        "Give it in a table with a column 'period', or give the counts it is made of.",
    )


_SAYS_WHEN = frozenset(
    {"period", "date", "day", "week", "month", "year", "periodo", "período", "fecha", "día", "dia", "semana", "mes", "año"}
)


def _what_it_may_be(heading: str, known: Iterable[str]) -> str:
    close = nearest(heading, known)
    if close.startswith("Did"):
        return f"{close} Otherwise list it under 'dimensions' or 'ignore' in feed.yaml."
    return "In feed.yaml list it under 'dimensions' if it names a scope, under 'columns' if it is a field, else under 'ignore'."


def _near(word: str, allowed: Iterable[str]) -> str:
    """The nearest name; a list of all is for the eye only when it is short."""
    options = sorted(map(str, allowed))
    hint = nearest(word, options)
    return hint if len(hint) <= 300 else f"{hint[:297]}..."
