"""The neutral table that CSV files, workbooks and frames all become: a header, and rows of cells with their places."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from slacontract.findings import Finding, Position, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Kind(enum.Enum):
    """What a cell holds. A text file has only ``WRITTEN`` cells; workbooks and frames know the type of each."""

    WRITTEN = "text of a file"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    TRUTH = "TRUE or FALSE"
    ERROR = "error"
    FORMULA = "formula"
    BLANK = "nothing"


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell: its text (the exact decimal of a number, ISO for a date), its place, its type and its number format."""

    text: str
    at: Position
    kind: Kind = Kind.WRITTEN
    number_format: str = "General"

    @property
    def blank(self) -> bool:
        """Whether there is nothing to see in it."""
        return self.kind is Kind.BLANK or not self.text.strip()


Row: TypeAlias = tuple[SourceCell, ...]


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table as it was found. Each of ``rows`` is as wide as the header, or the finding that says why it is no row.

    Rows may be read from the text as they are asked for, so that a large file is never held as cells.
    """

    name: str
    header: Row
    rows: Iterable[Row | Finding]


SHOWN: Final = 60
"""How much of a foreign text a message repeats."""


def shown(text: str) -> str:
    """Return a text as messages quote it: on one line and not too long."""
    flat = " ".join(text.split()) if any(c in text for c in "\r\n\t") else text
    return flat if len(flat) <= SHOWN else f"{flat[: SHOWN - 3]}..."


def header_faults(header: Sequence[SourceCell]) -> list[Finding]:
    """Say which columns have no heading or a heading that another one has."""
    found = []
    first: dict[str, Position] = {}
    for number, cell in enumerate(header, 1):
        heading = cell.text.strip()
        if not heading:
            found.append(
                finding(
                    "M307",
                    cell.at,
                    f"Column {number} has no heading.",
                    "Give it one, or delete the column (or the delimiter at the end of each line).",
                )
            )
        elif heading in first:
            found.append(
                finding(
                    "M307",
                    cell.at,
                    f"The heading '{shown(heading)}' stands twice.",
                    "Rename one of the columns, or delete it.",
                    first[heading],
                )
            )
        else:
            first[heading] = cell.at
    return found
