"""An annex as Markdown: tables, and pictures as files beside it or as tables of their corners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from slacontract.render.annex.document import Drawn, Facts, Formula, Grid, Listed, Text

if TYPE_CHECKING:
    from slacontract.render.annex.document import Block, Document, Section


def markdown(document: Document, pictures: Mapping[str, str] | None = None) -> str:
    """The document as text; ``pictures`` are the names of the files of its pictures, where there are any."""
    lines = [f"# {_plain(document.title)}", "", _plain(document.beneath), ""]
    for block in document.head:
        lines += [*_block(block, pictures or {}), ""]
    for number, section in enumerate(document.sections, 1):
        lines += _section(section, f"{number}", 2, pictures or {})
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _section(section: Section, number: str, level: int, pictures: Mapping[str, str]) -> Iterator[str]:
    clause = f" ({_plain(section.clause)})" if section.clause else ""
    yield from (f"{'#' * min(level, 6)} {number} {_plain(section.title)}{clause}", "")
    for block in section.blocks:
        yield from (*_block(block, pictures), "")
    for place, part in enumerate(section.parts, 1):
        yield from _section(part, f"{number}.{place}", level + 1, pictures)


def _block(block: Block, pictures: Mapping[str, str]) -> list[str]:  # noqa: PLR0911  # one for each kind of block
    match block:
        case Text():
            return [f"> {_plain(block.words)}" if block.note else _plain(block.words)]
        case Listed():
            return [f"{f'{n}.' if block.numbered else '-'} {_plain(item)}" for n, item in enumerate(block.items, 1)]
        case Facts():
            before = [line for line in (f"**{_plain(block.caption)}**" if block.caption else "", _plain(block.lead)) if line]
            told = [part for line in before for part in (line, "")]
            return [*told, *(_table(("", ""), block.rows, 2) if block.rows else [])]
        case Grid():
            return [*([f"{_plain(block.caption)}:", ""] if block.caption else []), *_table(block.heads, block.rows, block.texts)]
        case Formula():
            if not block.above:
                return [f"> {_code(block.written)}"]
            return [f"> {_plain(block.above)}", *([f"> ÷ {_plain(block.below)}"] if block.below else []), ">",
                    f"> {_code(block.written)}"]  # fmt: skip
        case Drawn():
            if block.name in pictures:
                return [f"![{_plain(block.caption)}]({pictures[block.name]})"]
            return [*_block(block.corners, pictures)] if block.corners.rows else []


def _table(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], texts: int) -> list[str]:
    rule = "|".join("---" if place < texts else "---:" for place in range(len(heads)))
    return [_row(heads), f"|{rule}|", *(_row(row) for row in rows)]


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(_plain(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _plain(text: str) -> str:
    """A text in which nothing reads as a mark of Markdown or as HTML."""
    flat = " ".join(text.split())
    flat = re.sub(r"([\\`*_\[\]<>#])", r"\\\1", flat)
    return re.sub(r"^([-+=]|[0-9]+[.)])(?=\s)", r"\\\1", flat)


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"
