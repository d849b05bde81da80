"""All findings in one list, and those that a word is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.codes import CODES, Code
from slacontract.findings import nearest
from slacontract.languages import LANGUAGES, say
from slacontract.render.codes.page import PHASES, codes_by_phase, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacontract.languages import Language


def listed(codes: Sequence[Code], language: Language) -> str:
    """Code, name and title of each, by phase."""
    parts = []
    for key, found in codes_by_phase(codes).items():
        rows = [f"  {code.id}  {code.slug:<22} {say(page_of(code).title, language)}" for code in found]
        if rows:
            parts.append("\n".join([f"{key}: {say(PHASES[key], language)}", *rows]))
    return "\n\n".join(parts)


def search(word: str | None) -> list[Code]:
    """The codes that a word is about: a code or a name itself, else all in whose name or sentences the word stands."""
    every = [code for codes in codes_by_phase().values() for code in codes]
    if word is None:
        return every
    wanted = word.strip().casefold()
    exact = [code for code in every if wanted == code.id.casefold()]
    exact = exact or [code for code in every if wanted == code.slug]
    return exact or [code for code in every if wanted in _said(code)]


def _said(code: Code) -> str:
    page = page_of(code)
    told = [code.id, code.slug, *(say(text, language) for text in (page.title, page.why) for language in LANGUAGES)]
    return " ".join(told).casefold()


def near(word: str) -> str:
    """The nearest code or name, for whoever mistyped one."""
    return nearest(word, [*CODES, *(code.slug for code in CODES.values())])
