"""Manifests: from which records measures were counted, so that a settlement can be traced to the files it began with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from slacontract.model.measures import Source

SCHEMA: Final = 1
"""The form in which manifests are written; a reader takes no other."""


@dataclass(frozen=True, slots=True)
class Records:
    """One file or table of records. ``sha256`` is that of its bytes; of a table on an engine, that of its control figures."""

    name: str
    sha256: str
    table: str
    rows: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that are in no counter, and why; ``first`` is the place of one of them."""

    table: str
    why: str
    rows: int
    first: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What measures were made of. ``versions`` pairs versions of the contract with fingerprints; ``counting`` are its rules."""

    contract: str
    versions: tuple[tuple[int, str], ...]
    periods: tuple[str, ...]
    counting: tuple[tuple[str, str], ...]
    engine: str
    records: tuple[Records, ...]
    left_out: tuple[LeftOut, ...]
    measures: tuple[Source, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files of records, as a settlement names them."""
        return tuple(dict.fromkeys(Source(record.name, record.sha256) for record in self.records))
