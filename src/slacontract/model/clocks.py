"""Clocks: hours of the day, days of the week and holidays for which something else is paid, and which of them a moment is in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import Field

from slacontract.model.agreed import Agreed, By, leaves
from slacontract.model.calendars import Weekday
from slacontract.model.fields import Name, Noun, reading
from slacontract.model.instances import InstanceOf
from slacontract.model.kpis.groups import with_attributes
from slacontract.model.texts import Word
from slacontract.quantities.numbers import TextFault
from slacontract.quantities.periods import WEEKDAYS

if TYPE_CHECKING:
    from slacontract.model.calendars import WorkingCalendar
    from slacontract.model.contract import Contract

CLOCK: Final = "clock"
"""The dimension by which figures of hours are told apart, once it is known what each hour is."""
PLAIN: Final = "-"
"""What hours are that nothing else is paid for."""
_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day in minutes since midnight, as it is written."""

    minute: int
    text: Word


def read_time(word: Word) -> TimeOfDay:
    """Read ``06:00``; ``24:00`` is the end of the day."""
    match = re.fullmatch(r"([01][0-9]|2[0-4]):([0-5][0-9])", word)
    minute = int(match[1]) * 60 + int(match[2]) if match else _DAY + 1
    if minute > _DAY:
        raise TextFault("C206", f"'{word}' is no time of day.", "Write hours and minutes, from 00:00 to 24:00, such as 06:00.")
    return TimeOfDay(minute, word)


Time: TypeAlias = Annotated[InstanceOf[TimeOfDay], reading(read_time)]
DayKind: TypeAlias = Weekday | Literal["holiday"]


class When(Noun):
    """Hours of the day, days of the week, holidays: all that is said must hold, one of the days being enough."""

    from_: Time | None = Field(default=None, alias="from", description="the time of day from which on it holds, such as 22:00")
    to: Time | None = Field(default=None, description="the time at which it ends, on the next day where it is not after `from`")
    days: tuple[DayKind, ...] = Field(default=(), description="days of the week, or `holiday`; without it, every day")
    calendar: Agreed[Name] | None = Field(
        default=None, description="the calendar of `calendars` whose holidays and clock count: one, or one for each member"
    )
    after_midnight: Literal["of_day_before", "of_own_day"] | None = Field(
        default=None, description="with `days`, where it goes on after midnight: whether those hours are of the day before"
    )

    @property
    def crosses(self) -> bool:
        """Whether it goes on after midnight."""
        return self.from_ is not None and self.to is not None and self.to.minute <= self.from_.minute

    @property
    def text(self) -> str:
        """The same text for the same hours, whoever names them: ``22:00-06:00``, ``sunday/holiday madrid``."""
        stretch = [f"{self.from_.text}-{self.to.text}"] if self.from_ is not None and self.to is not None else []
        days = "/".join(sorted(self.days, key=(*WEEKDAYS, "holiday").index))
        named = "/".join(dict.fromkeys(map(str, leaves(self.calendar)))) if "holiday" in self.days else ""
        before = "day before" if self.after_midnight == "of_day_before" else ""
        return " ".join(part for part in (*stretch, days, before, named) if part)

    def holds(self, day: date, minute: int, calendar: WorkingCalendar | None) -> bool:
        """Whether it holds at a minute of a day."""
        if self.from_ is not None and self.to is not None:
            begun, ended = minute >= self.from_.minute, minute >= self.to.minute
            if not (begun or not ended if self.crosses else begun and not ended):
                return False
            if self.crosses and not begun and self.after_midnight == "of_day_before":
                day -= timedelta(days=1)
        listed = calendar.holidays or () if calendar is not None else ()
        return not self.days or WEEKDAYS[day.weekday()] in self.days or ("holiday" in self.days and day in listed)


@dataclass(frozen=True)
class Clocks:
    """The times that the versions of a contract tell apart in one measure: by version, each with its noun."""

    versions: tuple[tuple[Contract, tuple[When, ...]], ...]

    def told(self, day: date, start: int, end: int, member: Mapping[str, str]) -> str:
        """Which of the times the minutes from ``start`` to ``end`` of a day are in; ``TextFault`` where they are in several."""
        contract, times = self._in_force(day)
        calendars = [self._calendar(contract, when, day, member) for when in times]
        for zone in sorted({(calendar and calendar.timezone) or contract.periods.timezone for calendar in calendars}):
            _refuse_skipped(day, start, str(zone))
        edges = [start, *(edge for edge in _edges(times) if start < edge < end)]
        found = [_name(when for when, c in zip(times, calendars, strict=True) if when.holds(day, edge, c)) for edge in edges]
        other = next((place for place, name in enumerate(found) if name != found[0]), None)
        if other is not None:
            at = edges[other]
            what = f"From {at // 60:02}:{at % 60:02} on other hours begin ({found[other]}; before: {found[0]})."
            raise TextFault("M315", what, "Deliver shorter intervals, which end where other hours begin.")
        return found[0]

    def _in_force(self, day: date) -> tuple[Contract, tuple[When, ...]]:
        begun = [version for version in self.versions if version[0].effective <= day]
        return begun[-1] if begun else self.versions[0]

    def _calendar(self, contract: Contract, when: When, day: date, member: Mapping[str, str]) -> WorkingCalendar | None:
        said = when.calendar
        if isinstance(said, By):
            group = with_attributes(contract.attributes, dict(member)).get(str(said.by), "")
            said = next((one for key, one in said.is_.items() if key == group), None)
            if said is None:
                what = f"It is not said by which calendar hours of {when.calendar.by} '{group}' are paid."  # type: ignore[union-attr]
                raise TextFault("M302", what, "Deliver the rows with that column, or add the member to 'calendar:'.")
        if isinstance(said, tuple):
            said = next((dated.is_ for dated in reversed(said) if dated.from_ <= day), None)
        return contract.calendars.get(said) if said is not None else None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All that hours can be, in order of name."""
        return tuple(sorted({PLAIN, *(name for version in self.versions for name in self._names(*version))}))

    def _names(self, contract: Contract, times: tuple[When, ...]) -> Iterator[str]:
        """What hours can be in one version: on every kind of day, at every edge, by every calendar."""
        days = [contract.term.from_ + timedelta(days=n) for n in range((contract.term.to - contract.term.from_).days + 1)]
        groups = {str(group) for when in times if isinstance(when.calendar, By) for group in when.calendar.is_}
        choices = {
            chosen for group in groups or {""} for chosen in product(*(_names_for(when.calendar, group) for when in times))
        }  # fmt: skip
        for names in sorted(choices):
            calendars = [contract.calendars.get(Word(name)) if name else None for name in names]
            kinds = {
                (day.weekday(), *(other in (c.holidays or ()) for c in calendars if c for other in _near(day))): day
                for day in days
            }  # fmt: skip
            for day, edge in product(kinds.values(), {0, *_edges(times)}):
                yield _name(when for when, calendar in zip(times, calendars, strict=True) if when.holds(day, edge, calendar))


def _names_for(said: Agreed[Name] | None, group: str) -> list[str]:
    """The calendars by which hours of a group can be told; all of them where they do not go by that group."""
    if isinstance(said, By):
        said = next((one for key, one in said.is_.items() if key == group), said)
    return list(dict.fromkeys(map(str, leaves(said)))) or [""]


def _near(day: date) -> tuple[date, date]:
    return day - timedelta(days=1), day


def _edges(times: Sequence[When]) -> list[int]:
    """The minutes at which something begins or ends."""
    ends = (end for when in times for end in (when.from_, when.to) if end is not None)
    return sorted({end.minute % _DAY for end in ends})


def _name(holding: Iterator[When]) -> str:
    return " & ".join(sorted({when.text for when in holding})) or PLAIN


def has(name: str, when: When) -> bool:
    """Whether hours that are called so are of a time."""
    return when.text in name.split(" & ")


def _refuse_skipped(day: date, minute: int, zone: str) -> None:
    """On the day on which the clock goes forward an hour is not there."""
    local = datetime.combine(day, time(minute // 60 % 24, minute % 60), tzinfo=ZoneInfo(zone))
    if local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        what = f"There is no {minute // 60:02}:{minute % 60:02} on {day} in {zone}: the clock goes forward."
        raise TextFault("M315", what, "Write the hours on the clock of the place; a calendar of its own may say 'timezone:'.")
