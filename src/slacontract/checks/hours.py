"""C202, C211, and C227 or C234: hours that are told by the clock: when they are, on which days, by whose calendar."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.checks.kpis.groups import values_of_attribute
from slacontract.findings import Finding, finding, nearest
from slacontract.model.agreed import By, leaves
from slacontract.model.clocks import When
from slacontract.model.contract import Contract
from slacontract.model.kpis.groups import attribute_of


def hours_sound(contract: Contract, name: str, when: When, counted: str, code: str) -> Iterator[Finding]:
    """What is due, or counted, in some hours says when: a stretch of the day, days, or both."""
    yield from _said(name, when, counted, code)
    yield from _calendar(contract, name, when, counted)


def _said(name: str, when: When, counted: str, code: str) -> Iterator[Finding]:
    if (when.from_ is None) != (when.to is None):
        said, lacking = ("to", "from") if when.from_ is None else ("from", "to")
        what = f"The hours of '{name}' have '{said}' and no '{lacking}'."
        yield finding("C202", when.place_of(said), what, f"Add '{lacking}:'.")
    elif when.from_ is None and not when.days:
        yield finding("C202", when.place, f"It is not said when '{name}' is {counted}.", "Add 'from:' and 'to:', or 'days:'.")
    elif when.from_ is not None and when.to is not None and when.from_.minute == when.to.minute:
        yield finding(code, when.place_of("to"), f"The hours of '{name}' begin and end at {when.to.text}.",
                      "Write another end; a whole day is from 00:00 to 24:00.")  # fmt: skip
    elif when.crosses and when.days and when.after_midnight is None:
        yield finding("C202", when.place, f"'{name}' goes on after midnight, and it is not said of which day those hours are.",
                      "Add 'after_midnight:'. Choices: of_day_before (of the day on which it began), of_own_day.")  # fmt: skip
    if when.after_midnight is not None and not (when.crosses and when.days):
        why = "does not go on after midnight" if when.days else "is on every day"
        yield finding(code, when.place_of("after_midnight"), f"'{name}' {why}.", "Delete 'after_midnight:'.")
    for day in [day for place, day in enumerate(when.days) if day in when.days[:place]]:
        yield finding(code, when.place_of("days"), f"'{name}' names {day} twice.", "Delete one.")


def _calendar(contract: Contract, name: str, when: When, counted: str) -> Iterator[Finding]:
    if "holiday" in when.days and when.calendar is None:
        yield finding("C202", when.place_of("days"), f"It is not said which holidays '{name}' is {counted} on.",
                      "Add 'calendar:' with the name of one of 'calendars', or one for each site.")  # fmt: skip
    for word in leaves(when.calendar):
        if word not in contract.calendars:
            known = list(map(str, contract.calendars))
            remedy = nearest(word, known) if known else "List it under 'calendars:'."
            yield finding("C211", word.at, f"'{word}' is no calendar of this contract.", remedy)
    if isinstance(when.calendar, By) and attribute_of(contract, when.calendar.by) is not None:
        groups = values_of_attribute(contract, str(when.calendar.by))
        for group in when.calendar.is_:
            if group not in groups:
                what = f"No member has the {when.calendar.by} '{group}'."
                yield finding("C211", group.at, what, nearest(group, groups))
