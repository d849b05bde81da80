"""What clauses have in common: which part of the service they are about, and where finance books them."""

from __future__ import annotations

import re
from typing import Annotated, Final, TypeAlias

from pydantic import Field

from slacontract.model.fields import Names, Noun, Where, read_identifier, reading
from slacontract.model.texts import Word

NAMED: Final = "what its line is called in every version; without a name, its number in this one"
NAMED_OR_NUMBERED: Final = f"{NAMED}; an amendment goes on with one that had no name by its number there: `name: 2`"


def read_called(word: Word) -> Word:
    """A name, or the number that a clause had in the version before."""
    return word if re.fullmatch("[1-9][0-9]?", word) else read_identifier(word)


Called: TypeAlias = Annotated[Word, reading(read_called)]


class Booked(Noun):
    """What finance needs beside an amount; both are printed as they are written."""

    account: Word = Field(default=Word(), description="Ledger account for the import sheet.")
    cost_centre: Word = Field(default=Word(), description="Cost centre for the import sheet.")


class Scoped(Noun):
    """Which part of the service a clause is about."""

    where: Where = Field(default={}, description="Rows of the measures that count: {queue: [care, tech]}.")
    each: Names = Field(default=(), description="Judge every member of these dimensions on its own and add the results.")
