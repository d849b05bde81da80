"""What an editor says of a key: the sentences of the reference pages, in English or Spanish."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slacontract.languages import Language
from slacontract.model.fields import Noun


@dataclass
class Texts:
    """The sentences by ``Noun.field``, the headings by noun, and what words that can be chosen mean.

    ``pages`` is docs/texts.yaml; ``spanish`` has the Spanish of each English sentence, as a catalogue of messages has; ``words``
    says of each word, or of a word of one field, what it means.
    """

    language: Language
    pages: Mapping[str, Any]
    spanish: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    missing: list[str] = field(default_factory=list)

    def heading(self, noun: type[Noun]) -> str:
        """How people call a noun."""
        name = plain_name(noun)
        return self.said(self.pages["nouns"].get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize())

    def about(self, noun: type[Noun]) -> str:
        """What a noun is."""
        return self.said(" ".join((noun.__doc__ or "").split()).replace("``", "`"))

    def field(self, noun: type[Noun], name: str) -> str:
        """What a field says."""
        keys = [f"{owner.__name__}.{name}" for owner in noun.__mro__]
        described = noun.model_fields[name].description or ""
        return self.said(_sentence(next((self.pages["fields"][key] for key in keys if key in self.pages["fields"]), described)))

    def choices(self, noun: type[Noun], name: str, words: Sequence[str]) -> list[str]:
        """What each of some words means at a field: by its own text, by the sentence of the field, or as it does everywhere."""
        told = _told_of_choices(self.field(noun, name), words)
        keys = [f"{owner.__name__}.{name}" for owner in noun.__mro__]
        return [self._word(word, keys) or told.get(word, "") or self._word(word, [""]) for word in words]

    def _word(self, word: str, keys: Sequence[str]) -> str:
        found = next((said for key in keys if (said := self.words.get(f"{key}.{word}" if key else word))), {})
        return found.get(self.language, "")

    def said(self, english: str) -> str:
        """A sentence in the language; one that has no Spanish is remembered, and said in English."""
        if self.language == "en" or not english:
            return english
        if english not in self.spanish:
            self.missing.append(english)
        return self.spanish.get(english, english)


def plain_name(noun: type[Noun]) -> str:
    """The name of a noun; of one that stands for several kinds of figures, the same for all."""
    return (noun.__pydantic_generic_metadata__["origin"] or noun).__name__


def _sentence(text: str) -> str:
    plain = text.strip().rstrip(".").replace("``", "`")
    begun = plain if re.match(r"\w+:", plain) else plain[:1].upper() + plain[1:]  # a word that can be chosen stays as it is
    return f"{begun}." if plain else ""


def _told_of_choices(sentence: str, words: Sequence[str]) -> dict[str, str]:
    """What a sentence such as ``flat: …; nothing: …`` says of each word."""
    found = {}
    for word in words:
        match = re.search(rf"(?:^|[\s;,(`]){re.escape(word)}`?:\s+([^;]+)", sentence, flags=re.IGNORECASE)
        if match:
            found[word] = _sentence(match[1].rstrip(" ),."))
    return found
