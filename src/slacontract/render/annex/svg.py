"""Pictures of an annex as SVG: payouts over values, and tables of two KPIs."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from slacontract.render.annex.curve import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from slacontract.render.annex.heat import Heat

if TYPE_CHECKING:
    from jinja2 import Template

    from slacontract.render.annex.curve import Picture


@cache
def _template(name: str) -> Template:
    from jinja2 import StrictUndefined  # noqa: PLC0415  # costs 60 ms, and Markdown without pictures needs none
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("slacontract.render.annex").joinpath(name).read_text(encoding="utf-8"))


def svg(drawn: Picture | Heat, *, alone: bool = False) -> str:
    """The picture as SVG; ``alone`` for a file of its own, which brings its own letters and white ground."""
    return _template("heat.svg.j2" if isinstance(drawn, Heat) else "curve.svg.j2").render(
        picture=drawn, alone=alone, width=WIDTH, height=HEIGHT, left=LEFT, right=WIDTH - RIGHT, top=TOP, bottom=HEIGHT - BOTTOM
    )
