"""Files of tests to nouns: YAML as of contracts, and tables that are written as a block of text with commas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, finding
from slacontract.model.texts import Series, Table, Word
from slacontract.model.trials import Trial, TrialFile
from slacontract.parse.nouns import build
from slacontract.parse.yaml_tree import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_CELL: Final = re.compile(r'(?:(?<=,)|^)(?:"[^"]*"|[^,"])*')
_TABLES: Final = frozenset({"measures", "change", "others", "events", "cases"})


def read_trials(data: bytes, name: str) -> tuple[TrialFile | None, list[Finding]]:
    """Read a file of tests; None when it cannot be trusted, with the findings that say why."""
    table, findings = read_yaml(data, name)
    if table is None:
        return None, findings
    findings += _Blocks(data.decode("utf-8-sig").split("\n"), name).unfold(table)
    if findings:
        return None, findings
    file, findings = build(TrialFile, table)
    if file is None:
        return None, findings
    faults = [fault for name, trial in file.trials() for fault in _contradictions(name, trial)]
    if not file.tests:
        faults.append(finding("T701", file.place_of("tests"), "The file has no test.", "Add one, or delete the file."))
    return (None, faults) if faults else (file, [])


class _Blocks:
    """Tables that are written as text: each becomes a list of rows, every cell with its own place in the file."""

    def __init__(self, lines: list[str], name: str) -> None:
        self.lines, self.name = [line.rstrip("\r") for line in lines], name
        self.findings: list[Finding] = []

    def unfold(self, here: object) -> list[Finding]:
        """Replace each block of text under a key that holds rows; the findings are those of its rows."""
        if isinstance(here, Table):
            for key, value in here.items():
                if key in _TABLES and isinstance(value, Word) and "\n" in value:
                    here[key] = self._series(value)
                else:
                    self.unfold(value)
        return self.findings

    def _series(self, block: Word) -> Series:
        series = Series()
        series.at = block.at
        rows = list(self._rows(block))
        if not rows:
            return series
        header = rows[0]
        for row in rows[1:]:
            if len(row) != len(header):
                at = row[-1].at
                self.findings.append(finding("T705", at, f"The row has {len(row)} cells, the header {len(header)}.",
                                             "Write a cell for each column; a cell may be empty."))  # fmt: skip
                continue
            table = Table({name: cell for name, cell in zip(header, row, strict=True) if cell})
            table.at = row[0].at
            series.append(table)
        return series

    def _rows(self, block: Word) -> Iterator[list[Word]]:
        """The rows with something in them; a block begins in the line after its ``|``."""
        for number in range(block.at.line, min(block.at.line + len(block.splitlines()), len(self.lines))):
            text = self.lines[number].partition(" #")[0]
            if text.strip() and not text.strip().startswith("#"):
                yield list(self._cells(text, number))

    def _cells(self, text: str, number: int) -> Iterator[Word]:
        """The cells of a row, between commas that are not in quotes, without the blanks and quotes around them."""
        for match in _CELL.finditer(text):
            cell = match[0].strip()
            begins = match.start() + len(match[0]) - len(match[0].lstrip())
            if len(cell) > 1 and cell[0] == cell[-1] == '"':
                cell, begins = cell[1:-1], begins + 1
            at = Position(self.name, number + 1, begins + 1, excerpt=self.lines[number], width=max(1, len(cell)))
            yield Word.placed(cell, at)


def _contradictions(name: Word, trial: Trial) -> Iterator[Finding]:
    """A test that can show nothing, or that says two things at once."""
    expects = bool(trial.expected or trial.cases)
    if not (expects or trial.refused or trial.warned):
        yield finding("T708", name.at, f"The test '{name}' expects nothing, so it can never fail.",
                      "Add 'expected:', 'cases:', 'refused:' or 'warned:'.")  # fmt: skip
    if trial.refused and expects:
        yield finding("T708", trial.place_of("refused"), f"'{name}' expects a finding that stops, and figures too; a settlement "
                      "that is refused has none.", "Make two tests of it.")  # fmt: skip
    if trial.measures is None and trial.from_ is None:
        yield finding("T705", name.at, f"The test '{name}' has no measures.",
                      "Add 'measures:' with rows or a file, or 'from: history' for those beside the contract.")  # fmt: skip
    if trial.change is not None and trial.from_ is None:
        yield finding("T706", trial.place_of("change"), f"'{name}' changes measures that it does not name.",
                      "Add 'from: history' or 'from:' with a file, or write the rows under 'measures:'.")  # fmt: skip
    if trial.period is not None and trial.date is not None:
        yield finding("T704", trial.place_of("date"), f"'{name}' names a period and a day.", "Delete one of them.",
                      trial.place_of("period"))  # fmt: skip
    if trial.cases is not None and not trial.cases.rows:
        yield finding("T707", trial.place_of("cases"), f"'{name}' has no case.", "Write a row for each case, or delete the key.")
