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
    """How years are drawn: how many, which one, whether what was measured stays, how many months together, from which seed."""

    scenarios: int
    year: int | None = None
    from_here: bool = False
    in_a_row: int = 1
    seed: int = 1


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
    from slacontract.scenarios.years import year_of  # noqa: PLC0415

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
    told = outlook(year_of(settlement, year, as_measured=draw.from_here), draw.scenarios, draw.seed, draw.in_a_row)
    return (settlement, told), findings


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
