"""Tests of a contract on disk: found beside it, run, and written anew from its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, any_stops, finding, nearest
from slacontract.model.measures import Measures
from slacontract.model.texts import Word
from slacontract.parse.feed import read_feeds
from slacontract.parse.trials import read_trials
from slacontract.settlement.wanted import wanted_by
from slacontract.trials.preparing import Ground
from slacontract.trials.running import Verdict, run
from slacontract.workflow.agreements import read_agreement
from slacontract.workflow.files import MEASURES, TESTS, Folder, contract_of_tests, find_contracts, read_bytes
from slacontract.workflow.runs import read_folder_measures

if TYPE_CHECKING:
    from slacontract.model.contract import Agreement
    from slacontract.model.trials import TrialFile

HISTORY: Final = "history"


@dataclass(frozen=True, slots=True)
class ContractTested:
    """A contract with what became of its tests."""

    folder: Folder
    agreement: Agreement | None
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether something keeps it from being as its tests say."""
        return any_stops(self.findings) or not all(verdict.passed for verdict in self.verdicts)


def files_of_tests(folder: Folder) -> tuple[Path, ...]:
    """The files of tests of a contract: ``tests/*.yaml`` in its folder."""
    return tuple(sorted(path for path in (folder.path / TESTS).glob("*.y*ml") if path.is_file()))


def find_tests(path: Path) -> tuple[list[tuple[Folder, tuple[Path, ...]]], list[Finding]]:
    """The contracts at a path with their files of tests; a path may also name the folder ``tests``, or one file of it."""
    contract = contract_of_tests(path)
    if contract is not None:
        folders, findings = find_contracts(contract)
        chosen = (path,) if path.is_file() else files_of_tests(folders[0])
        return [(folder, chosen) for folder in folders], findings
    folders, findings = find_contracts(path)
    return [(folder, files_of_tests(folder)) for folder in folders], findings


def run_tests(folder: Folder, files: Sequence[Path], only: str | None = None) -> ContractTested:
    """Run the tests of a contract, all of them or those whose names fit a pattern."""
    agreement, findings = read_agreement(folder)
    if agreement is None:
        return ContractTested(folder, None, (), tuple(findings))
    wanted = wanted_by(agreement)
    wanted = replace(wanted, dimensions=wanted.dimensions | _declared(folder))
    ground = Ground(agreement, wanted, _Beside(folder, agreement).named)
    verdicts: list[Verdict] = []
    told = [f for f in findings if f.stops]
    if not files:
        told.append(no_tests(folder))
    for path in files:
        file, found = read_file_of_tests(path)
        told += found
        for name, trial in file.trials() if file else ():
            if only is None or fnmatchcase(name, only):
                verdicts += run(ground, name, trial)
    return ContractTested(folder, agreement, tuple(verdicts), tuple(told))


def _declared(folder: Folder) -> frozenset[str]:
    """The dimensions that the feed of a contract declares: its measures have them, and so may its tests."""
    if folder.feed is None:
        return frozenset()
    data, unread = read_bytes(folder.feed)
    feeds, _ = (None, []) if unread else read_feeds(data, str(folder.feed))
    return frozenset(str(name) for feed in feeds.feeds.values() for name in feed.dimensions) if feeds else frozenset()


def read_file_of_tests(path: Path) -> tuple[TrialFile | None, list[Finding]]:
    """Read one file of tests."""
    data, unread = read_bytes(path)
    return (None, unread) if unread else read_trials(data, str(path))


def no_tests(folder: Folder) -> Finding:
    """Say that a contract has no tests; a file that looks like one is probably meant."""
    meant = sorted({*folder.path.glob("*test*.y*ml"), *folder.path.glob("test/*.y*ml")})
    remedy = f"Write them, or let 'slacontract test {folder.path} --write' propose some from its history."
    if meant:
        remedy = f"Is it {meant[0].relative_to(folder.path)}? Put it into the folder {TESTS}."
    return finding("T701", Position(str(folder.path)), f"The contract has no tests: there is no {TESTS}/*.yaml.", remedy)


class _Beside:
    """Measures by the name that tests give them, each read once."""

    def __init__(self, folder: Folder, agreement: Agreement) -> None:
        self.folder, self.agreement = folder, agreement
        self.read: dict[str, tuple[Measures | None, list[Finding]]] = {}

    def named(self, name: Word) -> tuple[Measures | None, list[Finding]]:
        """The measures of a name: the history of the contract, or a file beside the test or the contract."""
        if name not in self.read:
            self.read[name] = self._history() if name == HISTORY else self._file(name)
        return self.read[name]

    def _history(self) -> tuple[Measures | None, list[Finding]]:
        from slacontract.workflow.decisions import with_folder_events  # noqa: PLC0415

        measures, findings = read_folder_measures(self.folder, self.agreement)
        if any_stops(findings):
            return None, [f for f in findings if f.stops]
        measures, more = with_folder_events(self.folder, self.agreement, measures)
        return measures, [f for f in [*findings, *more] if f.stops]

    def _file(self, name: Word) -> tuple[Measures | None, list[Finding]]:
        places = [self.folder.path / TESTS / name, self.folder.path / name]
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            known = [p.name for place in (places[0].parent, places[1].parent) if place.is_dir() for p in place.iterdir()
                     if p.suffix.lower() in MEASURES]  # fmt: skip
            return None, [finding("T705", name.at, f"There is no file '{name}' in the folder {TESTS} or beside the contract.",
                                  nearest(name, [*known, HISTORY]))]  # fmt: skip
        feed = self.folder.feed if path in self.folder.measures else None
        measures, findings = read_folder_measures(replace(self.folder, feed=feed, manifests=()), self.agreement, [path])
        return measures, [f for f in findings if f.stops]
