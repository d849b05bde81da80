"""What a section of a review gives: the same as text, as a part of a page, and as data; and the page around all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from slacontract.languages import message, say

if TYPE_CHECKING:
    from slacontract.languages import Language
    from slacontract.review.case import Case


@dataclass(frozen=True, slots=True)
class Told:
    """One section, said in one language: its heading, its text, its part of the page, and its data for programs."""

    name: str
    title: str
    text: str
    page: Markup
    data: object


def as_text(case: Case, sections: Sequence[Told], language: Language) -> str:
    """The sections one below the other."""
    parts = [heading(case, language), *(f"{section.title}\n\n{section.text}" for section in sections)]
    return "\n\n".join(parts)


def as_json(case: Case, sections: Sequence[Told]) -> str:
    """One object, with a key for each section."""
    periods = seen(case)
    whole = {
        "contract": str(case.contract.contract), "version": case.contract.version, "fingerprint": case.contract.fingerprint,
        "periods": list(periods), **{section.name: section.data for section in sections},
    }  # fmt: skip
    return json.dumps(whole, indent=2, ensure_ascii=False)


def as_page(case: Case, sections: Sequence[Told], language: Language) -> bytes:
    """One page that needs nothing beside it."""
    page: str = template("page.html.j2").render(
        language=language, title=f"{say(message('Review'), language)}: {case.contract.title}", heading=heading(case, language),
        sections=sections, parties=f"{case.contract.client.name} · {case.contract.vendor.name}",
    )  # fmt: skip
    return page.encode()


def heading(case: Case, language: Language) -> str:
    """What is reviewed, in one line."""
    periods = seen(case)
    history = (
        message("{count} periods, {first} to {last}", count=len(periods), first=periods[0], last=periods[-1]) if len(periods) > 1
        else message("1 period, {first}", first=periods[0]) if periods else message("no measures")
    )  # fmt: skip
    version = message("version {version}", version=case.contract.version)
    return " · ".join([str(case.contract.contract), str(case.contract.title), say(version, language), say(history, language)])


def seen(case: Case) -> tuple[str, ...]:
    """The periods that a review looks at."""
    return tuple(period.id for period in case.latest.asked[-case.periods :]) if case.latest else ()


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )


@cache
def template(name: str) -> Template:
    """A template of this room."""
    return _environment().from_string((files("slacontract.render.review") / name).read_text(encoding="utf-8"))
