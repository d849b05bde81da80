"""C202, C207, C211 and C233: times between two days or moments, counted in what they are given in, by a calendar that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from slacontract.checks.kpis.definitions import field_name_fault
from slacontract.findings import Finding, finding, nearest
from slacontract.model.between import Between
from slacontract.model.contract import Contract
from slacontract.model.figures import NamedFigure

_ENDS: Final = {"hours": "_at", "minutes": "_at", "days": "_on", "working_days": "_on"}
_UNITS: Final = {"hours": "hours", "minutes": "minutes", "days": "days", "working_days": "days"}


def times_between(contract: Contract) -> Iterator[Finding]:
    """A time lies between two measures that say when, and is counted as these can be."""
    for name, figure in contract.figures.items():
        if figure.between is not None:
            yield from _ends(figure.between)
            yield from _calendar(contract, figure.between)
            yield from _grace(figure.between)
            yield from _unit(str(name), figure, figure.between)


def _ends(said: Between) -> Iterator[Finding]:
    ending = _ENDS[said.counted]
    for field in (said.from_, said.to):
        faults = list(field_name_fault(str(field), field.at))
        yield from faults
        if not faults and not field.endswith(ending):
            what = "times" if ending == "_at" else "days"
            yield finding("C207", field.at, f"'{said.counted}' are counted between {what}, and '{field}' does not say one.",
                          f"Name measures that end in {ending}.", said.place_of("counted"))  # fmt: skip
            return
    if said.from_ == said.to:
        yield finding("C211", said.to.at, f"'{said.to}' is the beginning and the end.", "Name two measures.", said.from_.at)


def _calendar(contract: Contract, said: Between) -> Iterator[Finding]:
    working = "working_days" in {said.counted, said.grace.of if said.grace else ""}
    if working and said.calendar is None:
        yield finding("C202", said.place, "It is not said by which calendar working days are counted.",
                      "Add 'calendar:', one of those under 'calendars:'.")  # fmt: skip
    elif said.calendar is not None and not working:
        yield finding("C233", said.calendar.at, "No working days are counted here.", "Delete 'calendar:'.")
    elif said.calendar is not None and said.calendar not in contract.calendars:
        yield finding("C211", said.calendar.at, f"'{said.calendar}' is no calendar of this contract.",
                      nearest(said.calendar, map(str, contract.calendars)))  # fmt: skip
    elif said.calendar is not None and said.grace and not _ever_works(contract, said):
        yield finding("C233", said.calendar.at, "The calendar has no working day of any week.", "Correct its weekend.")


def _ever_works(contract: Contract, said: Between) -> bool:
    assert said.calendar is not None, "the caller has seen it"
    return len(set(contract.calendars[said.calendar].weekend)) < 7


def _grace(said: Between) -> Iterator[Finding]:
    if (said.grace is None) != (said.beyond_grace is None):
        if said.grace is None:
            yield finding("C202", said.place_of("beyond_grace"), "It is not said what is forgiven.",
                          "Add 'grace:', such as 3 working days, or delete 'beyond_grace:'.")  # fmt: skip
        else:
            yield finding("C202", said.grace.at, "It is not said what counts once the grace is over.",
                          "Add 'beyond_grace:'. Choices: whole (from the beginning), excess (what lies beyond it).")  # fmt: skip
    if said.grace is not None and said.grace.of != said.counted and {said.grace.of, said.counted} & {"hours", "minutes"}:
        yield finding("C207", said.grace.at, f"'{said.counted}' are counted, and the grace is {said.grace.text}.",
                      "Write both in hours, in minutes, or in days and working days.", said.place_of("counted"))  # fmt: skip


def _unit(name: str, figure: NamedFigure, said: Between) -> Iterator[Finding]:
    if figure.unit != _UNITS[said.counted]:
        yield finding("C207", figure.place_of("unit"), f"'{name}' does not give {figure.unit}.",
                      f"Write 'unit: {_UNITS[said.counted]}'.", said.place_of("counted"))  # fmt: skip
