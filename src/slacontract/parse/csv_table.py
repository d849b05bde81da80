"""CSV text to a table: Python's own reader in its strict mode, with the line and column of each cell beside it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, finding
from slacontract.parse.tables import Row, SourceCell, SourceTable, header_faults, shown
from slacontract.parse.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slacontract.model.feed import Feed

DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
LARGEST_TABLE: Final = 100 * 1024 * 1024
_BOM = "\ufeff".encode()


def read_csv(data: bytes, name: str, feed: Feed) -> tuple[SourceTable | None, list[Finding]]:
    """Read the header, and hand out the rows as they are asked for; None when the header already cannot be read."""
    if len(data) > LARGEST_TABLE:
        return None, [
            finding(
                "S104",
                Position(name),
                f"The file has {len(data):,} bytes; at most {LARGEST_TABLE:,} are read.",
                "Sum the figures by day or period before you hand them over.",
            )
        ]
    text, findings = _decoded(data, name, feed)
    if findings:
        return None, findings
    pages = _Pages(text, name, DELIMITERS[feed.delimiter])
    header = next(iter(pages), None)
    if header is None:
        return None, [finding("M307", Position(name, 1, 1), "The file is empty.", "Its first line names the columns.")]
    if isinstance(header, Finding):
        return None, [header]
    faults = _wrong_delimiter(header, feed) or header_faults(header)
    return (None, faults) if faults else (SourceTable(name, header, _Body(pages, len(header))), [])


def _decoded(data: bytes, name: str, feed: Feed) -> tuple[str, list[Finding]]:
    if feed.encoding == "cp1252":
        return _from_cp1252(data, name)
    text, findings = decode(data, name)
    if findings and findings[0].code.id == "S101" and "UTF-16" not in findings[0].what:
        return "", [
            finding(
                "S101",
                findings[0].at,
                findings[0].what,
                "Save the file as UTF-8, or write 'encoding: cp1252' "
                "for it in feed.yaml when it comes from an older Windows program.",
            )
        ]
    return text, findings


def _from_cp1252(data: bytes, name: str) -> tuple[str, list[Finding]]:
    if data.startswith(_BOM):
        return "", [
            finding(
                "M318",
                Position(name, 1, 1),
                "The feed says cp1252, and the file begins as UTF-8 does.",
                "Write 'encoding: utf-8' in feed.yaml.",
            )
        ]
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        column = fault.start - data.rfind(b"\n", 0, fault.start)
        what = f"Byte 0x{data[fault.start]:02X} is no character of cp1252."
        return "", [finding("S101", Position(name, line, column), what, "Save the file as UTF-8 and delete 'encoding'.")]
    return decode(text.encode(), name)  # the same care for characters that cannot be seen


@dataclass(frozen=True, slots=True)
class _Pages:
    """The rows of a text, each as cells with places; a row that cannot be divided ends them with its finding."""

    text: str
    name: str
    delimiter: str

    def __iter__(self) -> Iterator[Row | Finding]:
        tape = _Tape(self.text)
        reader = csv.reader(tape, delimiter=self.delimiter, strict=True)
        while True:
            tape.taken.clear()
            try:
                texts = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                yield self._broken(tape.taken, reader.line_num, str(fault))
                return
            if any(texts):
                yield self._row(texts, tape.taken, reader.line_num - len(tape.taken) + 1)

    def _row(self, texts: list[str], taken: list[str], line: int) -> Row:
        places = _starts(texts, taken, self.delimiter)
        lines = [t.rstrip("\r\n") for t in taken]
        return tuple(
            SourceCell(text, Position(self.name, line + row, column, excerpt=lines[row], width=max(1, len(text))))
            for text, (row, column) in zip(texts, places, strict=True)
        )

    def _broken(self, taken: list[str], last: int, why: str) -> Finding:
        line = last - len(taken) + 1
        excerpt = taken[0].rstrip("\r\n") if taken else ""
        if "expected after" in why:
            at = Position(self.name, last, 1, excerpt=taken[-1].rstrip("\r\n"))
            return finding(
                "M307",
                at,
                "A quote is closed within a cell of this line.",
                'Write a quote inside of a quoted cell twice (""), or delete the quotes around it.',
            )
        if "field limit" in why and '"' not in "".join(taken):
            return finding(
                "M307",
                Position(self.name, line, 1),
                "A cell of this line is longer than any figure or name.",
                "Check the delimiter of the file, and 'delimiter' in feed.yaml.",
            )
        column = excerpt.rfind('"') + 1 or 1
        at = Position(self.name, line, column, excerpt=excerpt[:1000])
        return finding("M307", at, "A quote is opened in this line and never closed.", "Close it, or delete it.")


class _Tape:
    """The lines of a text, with those that the reader has taken for the current row."""

    def __init__(self, text: str) -> None:
        self.lines = io.StringIO(text, newline="")
        self.taken: list[str] = []

    def __iter__(self) -> _Tape:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.taken.append(line)
        return line


def _starts(texts: Sequence[str], taken: Sequence[str], delimiter: str) -> list[tuple[int, int]]:
    """Return the line (from 0) and the column (from 1) at which each cell begins."""
    if len(taken) == 1 and '"' not in taken[0]:
        starts, column = [], 1
        for text in texts:
            starts.append((0, column))
            column += len(text) + 1
        return starts
    starts = list(_scan(taken, delimiter))
    return starts if len(starts) == len(texts) else [(0, 1)] * len(texts)  # a stray quote: the line is all that is sure


def _scan(taken: Sequence[str], delimiter: str) -> Iterator[tuple[int, int]]:
    inside = False
    yield 0, 1
    for row, line in enumerate(taken):
        for column, char in enumerate(line, 1):
            if char == '"':
                inside = not inside
            elif char == delimiter and not inside:
                yield row, column + 1


@dataclass(frozen=True, slots=True)
class _Body:
    """The rows below the header, each as wide as it or a finding."""

    pages: _Pages
    width: int

    def __iter__(self) -> Iterator[Row | Finding]:
        rows = iter(self.pages)
        next(rows)
        for row in rows:
            if isinstance(row, Finding) or len(row) == self.width:
                yield row
            else:
                yield self._misfit(row)

    def _misfit(self, row: Row) -> Finding:
        counts = f"The row has {len(row)} cells, the header {self.width}"
        if len(row) < self.width:
            return finding(
                "M307",
                row[-1].at,
                f"{counts}.",
                "Write every cell; for what was not measured write a mark, and list the mark under 'missing' in feed.yaml.",
            )
        surplus = row[self.width]
        if all(cell.blank for cell in row[self.width :]):
            return finding("M307", surplus.at, f"{counts}: the line ends with a delimiter.", "Delete it.")
        return finding("M307", surplus.at, f"{counts}.", self._comma_remedy(row))

    def _comma_remedy(self, row: Row) -> str:
        pairs = [
            f"{left.text},{right.text}"
            for left, right in pairwise(row)
            if _is_digits(left.text, "-") and _is_digits(right.text, "%")
        ]
        if self.pages.delimiter == "," and pairs:
            which = f"{pairs[0]} is one number" if len(pairs) == 1 else f"a number has a decimal comma, such as {pairs[-1]}"
            return (
                f"If {which}, divide the cells by semicolons and write 'delimiter: "
                "semicolon' and 'numbers: {decimal: comma, thousands: none}' in feed.yaml."
            )
        return "Put quotes around a cell that holds the delimiter, or delete the cell."


def _is_digits(text: str, sign: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,12}", text.strip(sign)))


def _wrong_delimiter(header: Row, feed: Feed) -> list[Finding]:
    """One column only, and another delimiter in its heading: the file is divided by that one."""
    heading = header[0].text
    others = {word: heading.count(sign) for word, sign in DELIMITERS.items() if word != feed.delimiter}
    likely = max(others, key=lambda word: others[word])
    if len(header) > 1 or not others[likely]:
        return []
    return [
        finding(
            "M307",
            header[0].at,
            f"Divided by {feed.delimiter}s the header is one cell, '{shown(heading)}'.",
            f"Write 'delimiter: {likely}' for this file in feed.yaml.",
        )
    ]
