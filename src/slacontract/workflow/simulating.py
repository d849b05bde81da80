"""What ``simulate`` asks: the history with changes, value by value, or a contract year drawn from it at random."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, any_stops, finding, in_reading_order
from slacontract.parse.changes import read_change, read_variation
from slacontract.workflow.files import Folder, find_contracts
from slacontract.workflow.trying import settle_changed

if TYPE_CHECKING:
    from slacontract.model.changes import Change
    from slacontract.scenarios.distribution import Outlook
    from slacontract.scenarios.years import Way, Year
    from slacontract.settlement.settlement import Settlement


@dataclass(frozen=True, slots=True)
class Asked:
    """A contract, its history, and the changes to be tried, as the command line has them."""

    path: Path
    changes: tuple[str, ...] = ()
    period: str | None = None
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Draw:
    """How years are drawn: how many, which one, whether what was measured stays, how many months together, from which seed.

    ``season``: "same" or "near", where a period is drawn from those of its own time of the year.
    """

    scenarios: int
    year: int | None = None
    from_here: bool = False
    in_a_row: int = 1
    seed: int = 1
    season: str | None = None


FEWEST_MONTHS: Final = 3
"""A year drawn from fewer months than these would only repeat them."""


def replayed(asked: Asked) -> tuple[tuple[Settlement, Settlement] | None, list[Finding]]:
    """The history as it is, and with the changes."""
    folder, changes, findings = read_asked(asked)
    if folder is None:
        return None, findings
    before, findings = settle_changed(folder, (), asked.period, asked.files or None)
    after, found = settle_changed(folder, changes, asked.period, asked.files or None) if before else (None, [])
    return (before, after) if before and after else None, _each_once(findings, found)


def varied(
    asked: Asked, text: str
) -> tuple[tuple[Settlement, list[tuple[str, Settlement]]] | None, list[Finding]]:  # fmt: skip
    """The history as it is, and with the changes and each value of what is varied."""
    folder, changes, findings = read_asked(asked)
    variation, found = read_variation(text)
    findings += found
    if folder is None or variation is None:
        return None, findings
    before, findings = settle_changed(folder, (), asked.period, asked.files or None)
    runs = []
    for value, more in variation.runs if before else ():
        after, found = settle_changed(folder, [*changes, *more], asked.period, asked.files or None)
        findings = _each_once(findings, found)
        if after is None:
            return None, findings
        runs.append((value, after))
    return (before, runs) if before else None, findings


def drawn(asked: Asked, draw: Draw) -> tuple[tuple[Settlement, Outlook] | None, list[Finding]]:
    """A contract year, with the changes, drawn from the months of the history."""
    from slacontract.scenarios.distribution import outlook  # noqa: PLC0415  # numpy, which only drawing needs
    from slacontract.scenarios.seasons import Season  # noqa: PLC0415
    from slacontract.scenarios.years import Way, year_of  # noqa: PLC0415

    folder, changes, findings = read_asked(asked)
    if folder is None:
        return None, findings
    settlement, findings = settle_changed(folder, changes, asked.period, asked.files or None)
    if settlement is None:
        return None, findings
    year = draw.year or settlement.asked[-1].year
    found = _undrawable(settlement, year)
    if found:
        return None, findings + found
    to_draw = year_of(settlement, year, as_measured=draw.from_here)
    way = Way(draw.in_a_row, Season(draw.season) if draw.season else None)
    found = _without_season(settlement, to_draw, way)
    if found:
        return None, findings + found
    return (settlement, outlook(to_draw, draw.scenarios, draw.seed, way)), findings


def _without_season(settlement: Settlement, year: Year, way: Way) -> list[Finding]:
    """Periods of which the history has too few of their time of the year."""
    from slacontract.scenarios.seasons import FEWEST_CHOICES, Season  # noqa: PLC0415

    few = {period: found for period, found in year.choices(way).items() if len(found) < FEWEST_CHOICES}
    if way.season is None or not few:
        return []
    period, found = next(iter(few.items()))
    named = f" ({', '.join(one.id for one in found)})" if found else ""
    others = f" So it is for {len(few)} of the {len(year.drawn)} periods to be drawn." if len(few) > 1 else ""
    what = f"For {period.id} the history has {len(found)} period{'s' * (len(found) != 1)} of its season{named}, and a draw needs "
    what += f"{FEWEST_CHOICES}.{others}"
    wider = "draw with --season near, which takes what lies within a month as well, " if way.season is Season.SAME else ""
    run = "draw fewer --in-a-row, " if way.in_a_row > 1 else ""
    remedy = f"{wider}{run}measure more years, or leave --season out, which draws any period for any."
    return [finding("E511", settlement.agreement.latest.term.place, what, remedy[0].upper() + remedy[1:])]


def _undrawable(settlement: Settlement, year: int) -> list[Finding]:
    term = settlement.agreement.latest.term.place
    last = settlement.agreement.schedule.periods()[-1].year
    if not 1 <= year <= last:
        what = f"The contract has no year {year}: its term has {last}."
        return [finding("E504", term, what, f"Write --year with a number from 1 to {last}.")]
    if len(settlement.asked) < FEWEST_MONTHS:
        what = (
            f"The history has {len(settlement.asked)} period{'s' * (len(settlement.asked) > 1)}, and a year is drawn from them."
        )
        return [
            finding(
                "E511", term, what, f"Measure at least {FEWEST_MONTHS}, or name measures of an earlier service with --measures."
            )
        ]
    return []


def read_asked(asked: Asked) -> tuple[Folder | None, list[Change], list[Finding]]:
    """The folder of the contract and the changes that are asked for."""
    folders, findings = find_contracts(asked.path)
    if len(folders) > 1:
        findings.append(finding("E501", Position(str(asked.path)), "There are several contracts here.", "Name one of them."))
    changes = []
    for text in asked.changes:
        change, found = read_change(text)
        findings += found
        changes += [change] if change else []
    return (None if any_stops(findings) else folders[0]), changes, findings


def _each_once(findings: list[Finding], more: list[Finding]) -> list[Finding]:
    return in_reading_order([*findings, *more])
