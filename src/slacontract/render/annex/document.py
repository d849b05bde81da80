"""A document before it is printed: sections of sentences, facts, tables, formulas and pictures, said in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from slacontract.render.annex.curve import Picture
    from slacontract.render.annex.heat import Heat


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. ``note`` marks what is beside the terms, such as an oddity that the parties accept."""

    words: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """Sentences one below the other; ``numbered`` where their order counts."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is called so, and what it is."""

    rows: tuple[tuple[str, str], ...]
    caption: str = ""
    lead: str = ""
    """A sentence before them."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Its first ``texts`` columns are words, the others figures, which stand to the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: in words, over a line where it is a quotient, and as the contract writes it."""

    above: str
    below: str
    written: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of what a scale pays, its caption, and the same as a table where pictures cannot be shown."""

    picture: Picture | Heat
    name: str
    caption: str
    corners: Grid


Block: TypeAlias = Text | Listed | Facts | Grid | Formula | Drawn


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document: its title, the clause it rests on, and what it says; ``name`` is the same in every language."""

    name: str
    title: str
    clause: str = ""
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The annex: its title, the line below it, and its sections."""

    title: str
    beneath: str
    head: tuple[Block, ...]
    sections: tuple[Section, ...]

    def walk(self) -> Iterator[Section]:
        """Every section and part, in the order in which they are read."""
        waiting = list(reversed(self.sections))
        while waiting:
            section = waiting.pop()
            yield section
            waiting += reversed(section.parts)

    @property
    def pictures(self) -> tuple[Drawn, ...]:
        """Every picture, in the order in which they are seen."""
        return tuple(block for section in self.walk() for block in section.blocks if isinstance(block, Drawn))
