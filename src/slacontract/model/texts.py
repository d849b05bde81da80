"""Located texts: what a reader of files hands to the models, each word, list and mapping with the place it stands at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError, core_schema

from slacontract.findings import NOWHERE, Position

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler


class Word(str):  # a text in every respect, with a place beside it
    """A text and where it was written; the place takes no part in equality."""

    at: Position = NOWHERE

    @classmethod
    def placed(cls, text: str, at: Position) -> Word:
        """Return the text with its place."""
        word = cls(text)
        word.at = at
        return word

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(word_of)


class Table(dict[Word, object]):
    """A mapping and where it begins; its keys are words with places of their own."""

    at: Position = NOWHERE

    def place_of(self, key: object) -> Position:
        """Where the key stands, or where the mapping begins when it is not there."""
        return next((word.at for word in self if word == key), self.at)


class Series(list[object]):
    """A list and where it begins."""

    at: Position = NOWHERE


def word_of(value: object) -> Word:
    """Take a scalar as it is written; anything else is the wrong shape."""
    if isinstance(value, Word):
        return value
    if isinstance(value, str):
        return Word(value)
    context = {"remedy": "Write one value after the colon.", "at": getattr(value, "at", NOWHERE)}
    raise PydanticCustomError("C203", "A single text belongs here.", context)
