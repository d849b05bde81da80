"""Findings: what is wrong, where, and the remedy. Faults of the user's files are values of this kind, never exceptions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from slacontract.codes import CODES, Code, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file a person wrote: line and column count from 1; ``cell`` is ``Sheet!C7`` in a workbook.

    ``excerpt`` is the source line itself and ``width`` the length of what the caret underlines.
    """

    file: str
    line: int = 0
    column: int = 0
    cell: str = ""
    excerpt: str = field(default="", compare=False, repr=False)
    width: int = field(default=1, compare=False, repr=False)

    def __str__(self) -> str:
        if self.cell:
            return f"{self.file}!{self.cell}"
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])

    @property
    def name(self) -> str:
        """The file's own name: what is the same on every machine and from every folder."""
        return re.split(r"[/\\]", self.file)[-1]

    @property
    def short(self) -> str:
        """The place as the workbook prints it: ``v2.yaml:41`` or ``measures.xlsx!Sheet!C7``."""
        if self.cell:
            return f"{self.name}!{self.cell}"
        return f"{self.name}:{self.line}" if self.line else self.name


NOWHERE = Position("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: what is wrong (found and allowed), where, and what to do; ``also`` is the other place when two disagree."""

    code: Code
    at: Position
    what: str
    remedy: str
    also: tuple[Position, ...] = ()
    severity: Severity | None = None

    @property
    def weight(self) -> Severity:
        """The severity it has here: the code's own, or less where the contract accepts it with a reason."""
        return self.severity or self.code.severity

    @property
    def stops(self) -> bool:
        """Whether the run must stop."""
        return self.weight is Severity.ERROR


def finding(code: str, at: Position, what: str, remedy: str, *also: Position) -> Finding:
    """Return the finding of the catalogue's ``code``; a code that is not there is a fault of ours (``KeyError``)."""
    return Finding(code=CODES[code], at=at, what=what, remedy=remedy, also=also)


def any_stops(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings stops the run."""
    return any(f.stops for f in findings)


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by file, line and column, each once."""
    return sorted(dict.fromkeys(findings), key=lambda f: (f.at, f.code.id, f.what))


class Refused(Exception):  # noqa: N818  # a verdict, not a failure of ours
    """Raised at the front door of the library where a command line would print the findings and leave."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(in_reading_order(findings))
        super().__init__("\n".join(f"{f.at}: {f.code}: {f.what} {f.remedy}" for f in self.findings))


_MOST_LISTED: Final = 60
"""More names than these are no help to anyone who reads a finding."""


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return ``Did you mean 'x'?`` with the nearest of ``allowed``, or the list of them when none is near.

    >>> nearest("penality", ["penalty", "bonus"])
    "Did you mean 'penalty'?"
    >>> nearest("zzz", ["b", "a"])
    'Allowed: a, b.'
    """
    options = sorted(allowed)
    close = get_close_matches(word, options, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    if len(options) > _MOST_LISTED:
        return f"None of the {len(options)} names known here is like it; they are such as {', '.join(options[:5])}."
    return f"Allowed: {', '.join(options)}." if options else "Nothing is declared there."
