"""Languages: messages with their arguments, said in English or Spanish; figures written the way each language does.

A message is its English sentence with named places. Translations are gettext catalogues in ``locale/``, read with Babel.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from decimal import Decimal

Language: TypeAlias = Literal["en", "es"]
Argument: TypeAlias = "str | int | Message"

LANGUAGES: tuple[Language, ...] = ("en", "es")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named places ``{like_this}`` and what stands in them; messages nest.

    A message from data that is bilingual by itself brings its Spanish along; all others have theirs in the catalogue.
    """

    text: str
    arguments: tuple[tuple[str, Argument], ...] = ()
    spanish: str = ""

    def __str__(self) -> str:
        return say(self, "en")


def message(text: str, /, **arguments: Argument) -> Message:
    """Return the message; its English text is its key in the catalogues."""
    return Message(text, tuple(arguments.items()))


def bilingual(english: str, spanish: str, /, **arguments: Argument) -> Message:
    """Return a message that brings its own Spanish."""
    return Message(english, tuple(arguments.items()), spanish)


def say(what: Argument, language: Language) -> str:
    """Say a message in a language; a text from outside (a name in a contract) is said as it is.

    >>> say(message("{kpi}: value", kpi="AHT"), "es")
    'AHT: valor'
    """
    if not isinstance(what, Message):
        return str(what)
    text = what.text if language == "en" else what.spanish or translations(language).get(what.text, what.text)
    for name, argument in what.arguments:
        text = text.replace(f"{{{name}}}", say(argument, language))
    return text


@cache
def translations(language: Language) -> dict[str, str]:
    """The catalogue of a language, English sentence to its own."""
    from babel.messages.pofile import read_po  # noqa: PLC0415  # costs 40 ms and English needs none

    with (Path(__file__).parent / "locale" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file)
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string}


def write_number(value: Decimal, language: Language) -> str:
    """Write an exact decimal with the thousands and decimal marks of the language; it rounds nothing.

    >>> from decimal import Decimal
    >>> write_number(Decimal("-1234.50"), "en"), write_number(Decimal("1234.50"), "es")
    ('-1,234.50', '1.234,50')
    """
    text = f"{value:,f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
