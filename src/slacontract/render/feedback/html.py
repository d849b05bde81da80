"""The report as one HTML file: no script, font or picture from elsewhere; printed, each member begins on its own page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from slacontract.languages import Language
from slacontract.measuring.feedback.report import Report
from slacontract.render.feedback.bars import bar
from slacontract.render.feedback.words import KINDS, Words


def write_html(report: Report, language: Language) -> bytes:
    """Draw the report."""
    words = Words(language)
    text = _template().render(report=report, t=words, language=language, bar=bar, kinds=KINDS)
    return text.encode()


@cache
def _template() -> Template:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    source = files("slacontract.render.feedback") / "report.html.j2"
    return environment.from_string(source.read_text(encoding="utf-8"))
