"""Indices: the published figures that prices follow, and the clauses by which prices follow them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.model.fields import Date, Name, Noun, Number, Percent, as_pydantic, reading
from slacontract.model.kpis.kpi import ValueRounding
from slacontract.model.texts import Word, word_of
from slacontract.quantities.numbers import TextFault

_POINT = re.compile(r"((?:19|20|21)[0-9]{2})(?:-(0[1-9]|1[0-2])|-Q([1-4]))?")


def read_months(word: Word) -> int:
    """A number of whole months: ``2 months``."""
    found = re.fullmatch(r"(0|[1-9][0-9]?) months?", word)
    if not found:
        raise TextFault("C207", f"'{word}' is not a number of months.", "Write whole months, such as 2 months.")
    return int(found[1])


def read_index_point(word: Word) -> Word:
    """The month, quarter or year that a value of an index is of: ``2025-12``, ``2025-Q4``, ``2025``."""
    if _POINT.fullmatch(word):
        return word
    raise TextFault("C209", f"'{word}' is not the month, quarter or year of an index.", "Write it as 2025-12, 2025-Q4 or 2025.")


def first_day(point: str) -> date:
    """The first day of the month, quarter or year that a value of an index is of."""
    found = _POINT.fullmatch(point)
    assert found, f"{point} is no point of an index"
    return date(int(found[1]), int(found[2] or (int(found[3]) * 3 - 2 if found[3] else 1)), 1)


def point_like(day: date, like: str) -> str:
    """The month, quarter or year of a day, whichever another point is.

    >>> point_like(date(2026, 11, 3), "2025-Q4"), point_like(date(2026, 11, 3), "2025-12")
    ('2026-Q4', '2026-11')
    """
    if len(like) == len("2025"):
        return f"{day.year}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if "Q" in like else f"{day:%Y-%m}"


Months: TypeAlias = Annotated[int, reading(read_months)]
IndexPoint: TypeAlias = Annotated[Word, reading(read_index_point)]


class Successor(Noun):
    """The index that continues one that is no longer published."""

    index: Name = Field(description="the index that follows it")
    from_: IndexPoint = Field(alias="from", description="the first month, quarter or year that it gives")
    link: Number = Field(description="the successor's values times this continue the old series")


class Index(Noun):
    """A published index: the values that are known when the version is signed, and the measure that brings later ones."""

    name: Word = Field(description="how it is called where it is published")
    source: Word = Field(description="who publishes it, and where")
    values: dict[IndexPoint, Number] = Field(default={}, description="values by month, quarter or year: {2025-12: 118.2}")
    field: Name | None = Field(
        default=None, description="the measure that has later values, each in the row of its month without dimensions"
    )
    successor: Successor | None = Field(default=None, description="the index that continues this one")


class Deadband(Noun):
    """Changes that are too small to change a price."""

    within: Percent = Field(description="the largest change, up or down, that changes nothing")
    beyond: Literal["whole", "excess"] = Field(description="what a larger change changes: by the whole of it, or by the excess")


class Collar(Noun):
    """The least and the most that an index moves a price."""

    at_least: Percent | None = Field(default=None, description="the lowest change, such as 0% or -2%")
    at_most: Percent | None = Field(default=None, description="the highest change, such as +3%")
    of: Literal["index", "step", "whole"] = Field(
        description="index: the change of each index, before its share; step: the change of the price from one review to the "
        "next; whole: its change since the beginning"
    )


def read_reviews(value: object) -> object:
    """Read one of the words for reviews, or a list of dates."""
    if not isinstance(value, str):
        return value
    if value in {"contract_year", "calendar_year", "period"}:
        return value
    raise as_pydantic(TextFault("C208", f"'{value}' is not one of the values allowed here.",
                                "Choices: contract_year, calendar_year, period, or a list of dates."),
                      word_of(value).at)  # fmt: skip


ReviewsOf: TypeAlias = Annotated[
    Literal["contract_year", "calendar_year", "period"] | tuple[Date, ...], BeforeValidator(read_reviews)
]


class Indexation(Noun):
    """How amounts follow indices: at each review they are multiplied by a factor that began at 1."""

    clause: Word = Field(description="where the contract says it, such as Annex A 9")
    follows: dict[Name, Percent] = Field(
        default={}, description="the share of the amount that follows each index, {cpi: 70%}; the rest is fixed"
    )
    base: IndexPoint | None = Field(
        default=None, description="the month, quarter or year of the index at which the amounts stand"
    )
    lag: Months | None = Field(
        default=None, description="how long before a review the value that counts was measured: `2 months`, `0 months`"
    )
    against: Literal["base", "last_review", "last_change"] | None = Field(
        default=None, description="what a change is measured against: the base, the value of the review before, or the one of "
        "the last review that changed the amounts"
    )  # fmt: skip
    reviews: ReviewsOf = Field(
        description="when: at the beginning of each contract year or calendar year after the first, in every period, or on dates"
    )
    from_: Date | None = Field(
        default=None, alias="from", description="the day on which the amounts stand as they are written: only later reviews "
        "change them; without it, the first day of the term"
    )  # fmt: skip
    plus: Percent | None = Field(default=None, description="added to the change at each review, such as -0.5% or, by itself, +2%")
    deadband: Deadband | None = Field(default=None, description="changes that are too small to count")
    collar: Collar | None = Field(default=None, description="the least and the most that a review changes")
    change_rounded: ValueRounding | None = Field(
        default=None, description="rounds the change, as a percentage, before deadband and collar"
    )
    factor_rounded: ValueRounding | None = Field(default=None, description="rounds the factor")
    rate_rounded: ValueRounding | None = Field(default=None, description="rounds each amount after it was multiplied")
