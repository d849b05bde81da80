"""A report as Markdown, for reviews and minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from slacontract.languages import Argument, Language, say

if TYPE_CHECKING:
    from slacontract.model.report import Report, Section


def write_markdown(report: Report, language: Language) -> str:
    """The report as one Markdown text; what a contract says is never taken for markup."""
    lines = [f"# {_plain(report.title, language)}", ""]
    lines += [f"- {_plain(name, language)}: {_plain(fact, language)}" for name, fact in report.facts]
    for section in report.sections:
        lines += ["", *_section(section, language)]
    return "\n".join(lines)


def _section(section: Section, language: Language) -> Iterator[str]:
    yield f"## {_plain(section.title, language)}"
    yield ""
    yield _plain(section.says, language)
    yield ""
    yield _row([_plain(head, language) for head in section.heads])
    yield _row(["---" if i < section.texts else "---:" for i in range(len(section.heads))])
    yield from (_row([_plain(cell, language) for cell in row]) for row in section.rows)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(what: Argument, language: Language) -> str:
    return re.sub(r"([\\`*_\[\]<|#])", r"\\\1", say(what, language)).replace("\n", " ")
