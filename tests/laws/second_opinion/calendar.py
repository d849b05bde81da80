"""Periods of the term and the spans they lie in: months or longer, from the first day of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from laws.second_opinion.numbers import NotKnown, Tree

LENGTH = {"month": 1, "quarter": 3, "half_year": 6, "year": 12, "contract_year": 12}


def day(text: str) -> date:
    return date.fromisoformat(text)


def months_of(at: date) -> int:
    return at.year * 12 + at.month - 1


def first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Span:
    """A stretch of time that a clause counts over; ``whole`` says whether the term holds all of it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


class Calendar:
    """The periods of a term, by index."""

    def __init__(self, contract: Tree) -> None:
        periods = contract["periods"]
        if periods["every"] not in LENGTH or periods["starting_day"] != "1":
            raise NotKnown("periods")
        self.every, self.periods = periods["every"], periods
        self.from_, self.to = day(contract["term"]["from"]), day(contract["term"]["to"])
        if self.from_.day != 1 or (self.to + timedelta(1)).day != 1:
            raise NotKnown("a term that cuts a month")
        self.year_from = day(periods["contract_year_from"])
        if self.year_from.day != 1 or "part_periods" in periods or "straddling" in periods:
            raise NotKnown("parts of periods")
        size = LENGTH[self.every]
        if (months_of(self.from_) - months_of(self.year_from)) % size or (months_of(self.to) + 1 - months_of(self.from_)) % size:
            raise NotKnown("a term that cuts a period")
        self.firsts = [first_of(m) for m in range(months_of(self.from_), months_of(self.to) + 1, size)]
        self.ids = [self._name(first) for first in self.firsts]

    def __len__(self) -> int:
        return len(self.firsts)

    def _name(self, first: date) -> str:
        month = first.month
        return {"month": f"{first.year}-{month:02}", "quarter": f"{first.year}-Q{(month + 2) // 3}",
                "half_year": f"{first.year}-H{(month + 5) // 6}", "year": f"{first.year}"}[self.every]  # fmt: skip

    def first(self, index: int) -> date:
        return self.firsts[index]

    def last(self, index: int) -> date:
        return first_of(months_of(self.firsts[index]) + LENGTH[self.every]) - timedelta(1)

    def index_of(self, text: str) -> int:
        """The period of a name or of a day of it; -1 outside of the term."""
        if text in self.ids:
            return self.ids.index(text)
        at = day(text) if len(text) == 10 else None
        return next((i for i in range(len(self)) if at and self.first(i) <= at <= self.last(i)), -1)

    def span(self, every: str, index: int) -> Span:
        """The whole span in which a period lies."""
        if every == "period":
            return Span(self.first(index), self.last(index))
        if every == "term":
            return Span(self.from_, self.to)
        size = LENGTH[every]
        start = months_of(self.year_from)
        if every != "contract_year" and self.periods.get("quarters") == "calendar":
            start = 0
        months = months_of(self.first(index))
        begins = months - (months - start) % size
        return Span(first_of(begins), first_of(begins + size) - timedelta(1))

    def within(self, every: str, index: int) -> list[int]:
        """The periods of the term in the span of a period, up to and with it."""
        first = self.span(every, index).first
        return [i for i in range(index + 1) if self.first(i) >= first]

    def closes(self, every: str, index: int) -> bool:
        """Whether it is the last period of its span in the term."""
        return index + 1 == len(self) or self.span(every, index + 1) != self.span(every, index)

    def held(self, every: str, index: int) -> Span:
        """The part of the span that the term holds."""
        span = self.span(every, index)
        return Span(max(span.first, self.from_), min(span.last, self.to))

    def share_held(self, every: str, index: int) -> Fraction:
        return Fraction(self.held(every, index).days, self.span(every, index).days)

    def year(self, index: int) -> int:
        """1 for the first contract year of the term."""
        first = (months_of(self.from_) - months_of(self.year_from)) // 12
        return (months_of(self.first(index)) - months_of(self.year_from)) // 12 - first + 1
