"""Finds KPIs by what people call them, in English or Spanish, with or without accents; offers what is near."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from slacontract.catalogue.definitions import KpiDefinition, aliases, catalogue, sectors
from slacontract.languages import LANGUAGES, say


def plain(text: str) -> str:
    """A text as it is searched: small letters without accents, words divided by single blanks.

    >>> plain("Resolución en Primer  contacto")
    'resolucion en primer contacto'
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def search(word: str) -> tuple[KpiDefinition, ...]:
    """The KPIs that a word is about, in order of the catalogue: those called exactly so, else all that have it in a name."""
    wanted = plain(word)
    called = _names()
    exact = [name for name, names in called.items() if wanted in names]
    found = exact or [name for name, names in called.items() if _has(wanted, names)]
    return tuple(catalogue()[name] for name in found)


def _has(wanted: str, names: tuple[str, ...]) -> bool:
    """Whether every word that is wanted begins a word of some name of the KPI."""
    words = {word for name in names for word in name.split()}
    return bool(wanted) and all(any(word.startswith(part) for word in words) for part in wanted.split())


def near(word: str) -> tuple[str, ...]:
    """Ids of KPIs with a name like the word, the likest first."""
    by_name: dict[str, list[str]] = {}
    for ident, names in _names().items():
        for text in (*names, *(part for name in names for part in name.split() if len(part) > 3)):
            by_name.setdefault(text, []).append(ident)
    close = difflib.get_close_matches(plain(word), by_name, n=5, cutoff=0.7)
    return tuple(dict.fromkeys(ident for text in close for ident in by_name[text]))[:5]


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Everything that a KPI is called, as it is searched."""
    return {d.id: tuple(dict.fromkeys(map(plain, _called(d)))) for d in catalogue().values()}


def _called(definition: KpiDefinition) -> Iterator[str]:
    yield definition.id
    yield from (say(definition.name, language) for language in LANGUAGES)
    yield from definition.told.also
    yield from (say(sectors()[definition.sector], language) for language in LANGUAGES)


def is_alias(word: str) -> bool:
    """Whether the word is a name that can be several KPIs."""
    return plain(word) in aliases()
