"""What a proof hands over: a finding, and the month that shows it, which the exact engine settles again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slacontract.findings import Finding, finding

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.findings import Position
    from slacontract.formula.calculation import Value


@dataclass(frozen=True, slots=True)
class Witness:
    """A month in figures: what is put in by row (the value of a KPI, the billing of a line), and what the engine then has.

    ``given`` and ``found`` are of one month, or of each of several that follow each other; ``version`` is the one that settles.
    """

    version: int
    given: tuple[Mapping[str, mpq], ...]
    found: tuple[Mapping[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A finding with its witnesses; a proof from the text alone has none."""

    finding: Finding
    witnesses: tuple[Witness, ...] = field(default=())


def proved(code: str, at: Position, what: str, remedy: str, *also: Position, by: tuple[Witness, ...] = ()) -> Proof:
    """A finding of the catalogue's ``code``, and what shows it."""
    return Proof(finding(code, at, what, remedy, *also), by)


def accept(code: str) -> str:
    """How a contract says that an oddity is meant."""
    return f"accept it: accept: [{{code: {code}, why: ...}}]."
