"""Values that are no nouns: what a reader makes of one text, such as a quantity or an interval."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic_core import core_schema

from slacontract.findings import NOWHERE, Position
from slacontract.model.texts import Word
from slacontract.quantities.numbers import TextFault
from slacontract.quantities.periods import read_date

T = TypeVar("T")

if TYPE_CHECKING:
    InstanceOf = Annotated[T, ...]
else:

    class InstanceOf:
        """A value of a class, which only a reader of the language makes.

        Pydantic's own type of that name also walks the class, to read and write it as JSON. No contract is JSON, and that walk
        took a quarter of the time in which the nouns are made ready.
        """

        def __class_getitem__(cls, made: type[T]) -> Any:
            """The type of a field: the class, and that nothing is asked of a value but whether it is of it."""
            return Annotated[made, cls()]

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, _handler: Any) -> core_schema.CoreSchema:
            return core_schema.is_instance_schema(source)


class Day(date):
    """A calendar day and where it was written."""

    at: Position = NOWHERE

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(cls)

    @classmethod
    def read(cls, word: Word) -> Day:
        """Read ``2026-07-01`` and nothing else."""
        day = read_date(word)
        if day is None:
            form = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word)
            what = "is not a day of the calendar" if form else "is not written as year-month-day"
            raise TextFault("C209", f"'{word}' {what}.", "Write a day such as 2026-07-01.")
        result = cls(day.year, day.month, day.day)
        result.at = word.at
        return result
