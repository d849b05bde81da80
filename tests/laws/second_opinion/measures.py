"""Measures: rows of texts, asked for sums over a scope."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from laws.second_opinion.calendar import Calendar
from laws.second_opinion.numbers import ZERO, Known, NotKnown, Tree, listed

USUAL = {"queue", "site", "channel", "language", "campaign", "segment"}
ONE_BY_ONE = {"contact", "date"}


@dataclass(frozen=True)
class Scope:
    """Members that a clause lists, by dimension, and the one member that it judges by itself."""

    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    member: tuple[tuple[str, str], ...] = ()

    @property
    def suffix(self) -> str:
        return "".join(f"[{','.join(f'{d}={m}' for d, m in self.member)}]" if self.member else "")

    @property
    def lists(self) -> dict[str, tuple[str, ...]]:
        return dict(self.where) | {dimension: (member,) for dimension, member in self.member}

    def takes(self, member: Mapping[str, str]) -> bool:
        return all(member.get(dimension) in chosen for dimension, chosen in self.lists.items())

    def narrowed(self, where: Mapping[str, Any]) -> Scope:
        return replace(self, where=(*self.where, *((d, tuple(listed(m))) for d, m in where.items())))


@dataclass(frozen=True)
class Row:
    period: int
    member: tuple[tuple[str, str], ...]
    date: str
    contact: str
    figures: tuple[tuple[str, Fraction], ...]


def dimensions_of(versions: Sequence[Tree]) -> set[str]:
    """What a contract names under ``where``, ``each`` and ``by``."""
    found = set(USUAL)

    def walk(value: Any, key: str) -> None:
        if isinstance(value, dict):
            if key == "where":
                found.update(value)
            if "by" in value:
                found.update(listed(value["by"]) if isinstance(value["by"], (str, list)) else value["by"])
            for name, item in value.items():
                walk(item, name)
        elif isinstance(value, list) and key != "each":
            for item in value:
                walk(item, key)
        elif key == "each":
            found.update(listed(value))

    for version in versions:
        walk(version, "")
        found |= set(version.get("attributes", {}))
    return found - ONE_BY_ONE - {"day"}


class Measures:
    """All rows; a figure counts where its row lies in the scope."""

    def __init__(self, rows: Iterable[Mapping[str, str]], versions: Sequence[Tree], calendar: Calendar) -> None:
        dimensions = dimensions_of(versions) | ({"age"} if "by_age" in str(versions) else set())
        self.rows: list[Row] = []
        for row in rows:
            member = tuple((name, row[name]) for name in sorted(row) if name in dimensions)
            named = {n: t for n, t in row.items() if n not in dimensions and n not in ONE_BY_ONE and n != "period"}
            figures = tuple((name, Fraction(text)) for name, text in named.items() if re.fullmatch(r"-?\d+(\.\d+)?", text))
            period = calendar.index_of(row["period"] if "period" in row else row["date"])
            if period < 0:
                continue
            self.rows.append(Row(period, member, row.get("date", ""), row.get("contact", ""), figures))
        self.by_period: dict[int, list[Row]] = {}
        for found in self.rows:
            self.by_period.setdefault(found.period, []).append(found)
        self.ever: dict[str, set[tuple[tuple[str, str], ...]]] = {}
        for found in self.rows:
            for name, _ in found.figures:
                self.ever.setdefault(name, set()).add(found.member)

    def periods(self) -> list[int]:
        return sorted(self.by_period)

    def here(self, period: int, scope: Scope) -> list[Row]:
        return [row for row in self.by_period.get(period, []) if scope.takes(dict(row.member))]

    def total(self, period: int, name: str, scope: Scope) -> Known:
        """A sum over a scope; unknown when a member that the scope lists has no figure, or when nothing has one."""
        found = [(row, value) for row in self.here(period, scope) for n, value in row.figures if n == name]
        if not found:
            return None
        have = {tuple((d, m) for d, m in row.member if d in scope.lists) for row, _ in found}
        ever = {tuple((d, m) for d, m in member if d in scope.lists)
                for member in self.ever.get(name, ()) if scope.takes(dict(member))}  # fmt: skip
        wanted = itertools.product(*([(d, m) for m in chosen] for d, chosen in sorted(scope.lists.items())))
        if len(scope.lists) == 1:
            if any(combination not in have for combination in wanted):
                return None
        elif ever - have:
            return None
        return sum((value for _, value in found), ZERO)

    def torn(self, period: int, names: Iterable[str], scope: Scope) -> bool:
        """Whether a member of the scope has some of the figures in the period and lacks another that it could have."""
        groups: dict[tuple[str, ...], dict[tuple[tuple[str, str], ...], set[str]]] = {}
        ever: dict[tuple[str, ...], set[str]] = {}
        wanted = set(names)
        for row in self.rows:
            if scope.takes(dict(row.member)):
                kind = tuple(d for d, _ in row.member)
                own = {n for n, _ in row.figures} & wanted
                ever.setdefault(kind, set()).update(own)
                if row.period == period:
                    groups.setdefault(kind, {}).setdefault(row.member, set()).update(own)
        return any(0 < len(own) < len(ever[kind]) for kind, members in groups.items() for own in members.values())

    def members(self, dimensions: list[str], names: Iterable[str], scope: Scope) -> list[Scope]:
        """Every member that occurs with one of the figures, in any period."""
        wanted = set(names)
        found = set()
        for row in self.rows:
            member = dict(row.member)
            if scope.takes(member) and all(d in member for d in dimensions) and any(n in wanted for n, _ in row.figures):
                found.add(tuple((d, member[d]) for d in dimensions))
        return [replace(scope, member=member) for member in sorted(found)]

    def present(self, period: int, names: Iterable[str], scope: Scope) -> bool:
        wanted = set(names)
        return any(n in wanted for row in self.here(period, scope) for n, _ in row.figures)

    def contacts(self, period: int, scope: Scope) -> list[Row]:
        """The contacts of a period one by one, in the order of their day and then of their id, numbers by their value."""
        rows = [row for row in self.here(period, scope) if row.contact]
        return sorted(rows, key=lambda row: (row.date, _natural(row.contact)))

    def days(self, period: int, scope: Scope, names: Iterable[str]) -> list[list[Row]]:
        """The rows of each day that have one of the figures."""
        found: dict[str, list[Row]] = {}
        wanted = set(names)
        for row in self.here(period, scope):
            if not any(name in wanted for name, _ in row.figures):
                continue
            if not row.date:
                raise NotKnown("days of rows without a date")
            found.setdefault(row.date, []).append(row)
        return [found[at] for at in sorted(found)]


def _natural(text: str) -> list[tuple[int, int, str]]:
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text)]


def sum_of(rows: Iterable[Row], names: Iterable[str]) -> Fraction:
    wanted = list(names)
    return sum((value * wanted.count(name) for row in rows for name, value in row.figures), ZERO)
