"""An annex as one HTML file with its pictures within, for the screen and for A4."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from slacontract.languages import message, say
from slacontract.render.annex.svg import svg

if TYPE_CHECKING:
    from jinja2 import Template

    from slacontract.languages import Language
    from slacontract.render.annex.curve import Picture
    from slacontract.render.annex.document import Block, Document
    from slacontract.render.annex.heat import Heat

_BEFORE_UNIT: Final = re.compile(r"(?<=[0-9…]) (?=(?:%|s|min|h|FTE|[A-Z]{3})(?![A-Za-z0-9]))")
"""The blank between a figure and its unit, at which no line ends."""


def html(document: Document, language: Language) -> str:
    """The document as a page. The same document gives the same bytes; texts of the contract are escaped."""
    page = _template().render(document=document, language=language, contents=say(message("Contents"), language))
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", page)


@cache
def _template() -> Template:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(kind=_kind, drawing=_drawing)
    return environment.from_string(files("slacontract.render.annex").joinpath("annex.html.j2").read_text(encoding="utf-8"))


def _kind(block: Block) -> str:
    """Which form of block it is."""
    return type(block).__name__.lower()


def _drawing(picture: Picture | Heat) -> Markup:
    """The picture within the page; its own template has escaped what comes from outside."""
    return Markup(svg(picture))  # noqa: S704
