"""A report as an HTML page: its facts, then its sections, each a sentence and a table."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from slacontract.languages import say

if TYPE_CHECKING:
    from slacontract.languages import Argument, Language
    from slacontract.model.report import Report, Section


def report_page(report: Report, language: Language) -> bytes:
    """Draw a report. The same report gives the same bytes."""
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, keep_trailing_newline=True)
    template = environment.from_string(files("slacontract.render.pages").joinpath("report.html.j2").read_text(encoding="utf-8"))
    facts = [(say(name, language), say(fact, language)) for name, fact in report.facts]
    sections = [_said(section, language) for section in report.sections]
    return template.render(
        language=language, title=say(report.title, language), facts=facts, sections=sections
    ).encode()  # fmt: skip


def _said(section: Section, language: Language) -> dict[str, object]:
    def words(cells: tuple[Argument, ...]) -> list[str]:
        return [say(cell, language) for cell in cells]

    return {
        "title": say(section.title, language),
        "says": say(section.says, language),
        "heads": words(section.heads),
        "rows": [words(row) for row in section.rows],
        "texts": section.texts,
        "attention": section.attention,
    }
