"""How the keys of contracts are called, in English and Spanish: one table for all that people read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from slacontract.languages import LANGUAGES, Message, bilingual, say
from slacontract.model.fields import Noun


@cache
def key_names() -> Mapping[str, Message]:
    """The names by ``Noun.key``, or by ``key`` for whatever noun has it."""
    lines = files("slacontract.render").joinpath("key_names.txt").read_text(encoding="utf-8").splitlines()
    return {key: bilingual(english, spanish) for key, english, spanish in (line.split("|") for line in lines)}


def key_name(noun: type[Noun], key: str) -> Message:
    """What a key of a noun is called: by the noun, by those it is made of, or whatever has it."""
    known = key_names()
    found = next((known[name] for name in (*(f"{kind.__name__}.{key}" for kind in noun.__mro__), key) if name in known), None)
    assert found is not None, f"{noun.__name__}.{key} is called nothing"
    return found


def within_a_line(name: Message) -> Message:
    """A name that does not begin its line."""
    return bilingual(*(lowered(say(name, language)) for language in LANGUAGES))


def lowered(text: str) -> str:
    """A text within a line, unless it begins with an acronym.

    >>> lowered("Cap on hours"), lowered("KPI of the catalogue")
    ('cap on hours', 'KPI of the catalogue')
    """
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]
