"""Figures by different dimensions count twice only where they can be of the same contacts."""

from __future__ import annotations

import pytest

from slacontract.findings import Position
from slacontract.parse.overlaps import Overlaps

HERE = Position("measures.csv", 2, 1)


def found(*members: dict[str, str]) -> tuple[str, ...] | None:
    """What the last of some members overlaps."""
    overlaps = Overlaps()
    result = None
    for member in members:
        pairs = tuple(sorted(member.items()))
        result = overlaps.found(("2026-01", "answered"), pairs, tuple(name for name, _ in pairs), HERE)
    return result[0] if result else None


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({}, {"queue": "care"}),  # the total and a part of it
        ({"queue": "care"}, {"site": "madrid"}),  # care at Madrid is in both
        ({"queue": "care"}, {"queue": "care", "site": "madrid"}),
    ],
)
def test_a_part_beside_its_whole_is_found_in_either_order(first: dict[str, str], then: dict[str, str]) -> None:
    assert found(first, then) == tuple(sorted(first))
    assert found(then, first) == tuple(sorted(then))


def test_members_that_a_common_dimension_tells_apart_do_not_overlap() -> None:
    assert found({"queue": "care"}, {"queue": "sales", "site": "madrid"}) is None
    assert found({"queue": "sales", "site": "madrid"}, {"queue": "sales", "site": "bogota"}, {"queue": "care"}) is None
    assert found({"queue": "care"}, {"queue": "sales", "site": "madrid"}, {"queue": "care", "site": "madrid"}) == ("queue",)
