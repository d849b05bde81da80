"""Overlaps: figures of one field that are given for a part of the service and again for parts of that part."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from slacontract.findings import Position
    from slacontract.model.measures import Member

Names: TypeAlias = tuple[str, ...]
Values: TypeAlias = tuple[str, ...]


class _Kind:
    """The members that one field has on one set of dimensions in one period, and what they are on some of these."""

    def __init__(self) -> None:
        self._members: dict[Member, Position] = {}
        self._parts: dict[Names, dict[Values, Position]] = {}

    def add(self, member: Member, at: Position) -> None:
        if self._members.setdefault(member, at) is at:
            for names, places in self._parts.items():
                places.setdefault(_on(member, names), at)

    def place_of(self, names: Names, values: Values) -> Position | None:
        """Where a member with these values is given; looked up, so that many members cost no more each than few."""
        if names not in self._parts:
            self._parts[names] = {}
            for member, at in self._members.items():
                self._parts[names].setdefault(_on(member, names), at)
        return self._parts[names].get(values)


class Overlaps:
    """What was given so far: two members overlap unless a dimension that both have tells them apart."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str], dict[Names, _Kind]] = {}

    def found(self, of: tuple[str, str], member: Member, names: Names, at: Position) -> tuple[Names, Position] | None:
        """Take note of a member of a period and field; the other dimensions and the place of one that overlaps it.

        ``names`` are its dimensions, and the contact where it is a contact's.
        """
        kinds = self._kinds.setdefault(of, {})
        kinds.setdefault(names, _Kind()).add(member, at)
        for other, kind in kinds.items():
            common = tuple(name for name, _ in member if name in other)
            place = kind.place_of(common, _on(member, common)) if other != names else None
            if place is not None:
                return other, place
        return None


def _on(member: Member, names: Names) -> Values:
    return tuple(value for name, value in member if name in names)
