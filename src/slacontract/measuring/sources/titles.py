"""Titles above a table: the line on which the headings stand, where those of the first line are none that are read."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, finding
from slacontract.measuring.sources.files import SIGNS, first_lines
from slacontract.measuring.sources.relations import same

if TYPE_CHECKING:
    from slacontract.findings import Position
    from slacontract.measuring.sources.files import Opened

_LINES: Final = 100
_FEWEST: Final = 2
"""A title may name one heading by chance."""


def under_titles(opened: Opened, wanted: Collection[str], declared: Position) -> list[Finding]:
    """One finding in place of one for each heading, where another line has the headings that are read; else none."""
    line = _line_of_headings(opened, {same(heading) for heading in wanted}) if opened.format in {"csv", "excel"} else None
    if line is None:
        return []
    what = f"Line {opened.first_line - 1} of {opened.name} has none of the headings that are read; line {line} has them."
    return [finding("R604", declared, what, f"Write 'heading_line: {line}' for the source in records.yaml.")]


def _line_of_headings(opened: Opened, wanted: Collection[str]) -> int | None:
    found = [_headings_in(line, wanted) for line in first_lines(opened.path, _LINES)]
    most = max(found, default=0)
    return found.index(most) + 1 if most >= _FEWEST else None


def _headings_in(line: str, wanted: Collection[str]) -> int:
    """How many of the headings a line has, whatever sign divides it."""
    return max(len({same(cell.strip().strip('"')) for cell in line.split(sign)} & set(wanted)) for sign in SIGNS.values())
