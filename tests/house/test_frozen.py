"""Frozen classes are what the standard library's frozen dataclasses with slots are: each law is asked of both."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from slacontract.frozen import frozen


@frozen
class Ours:
    """A value with all kinds of fields."""

    x: int
    y: int = 2
    beside: str = field(default="", compare=False, repr=False)
    parts: tuple[int, ...] = field(default_factory=tuple)
    named: int = field(default=5, kw_only=True)


@dataclass(frozen=True, slots=True)
class Theirs:
    """A value with all kinds of fields."""

    x: int
    y: int = 2
    beside: str = field(default="", compare=False, repr=False)
    parts: tuple[int, ...] = field(default_factory=tuple)
    named: int = field(default=5, kw_only=True)


@frozen
class More(Ours):
    """With a field of its own, and an equality of its own."""

    z: int = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, More) and self.z == other.z

    def __hash__(self) -> int:
        return self.z


@frozen
class Checked:
    """Looks itself over."""

    x: int

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError


BOTH = pytest.mark.parametrize("kind", [Ours, Theirs])


@BOTH
def test_it_takes_its_fields_and_shows_them(kind: Any) -> None:
    assert repr(kind(1, parts=(3,), named=4)) == f"{kind.__name__}(x=1, y=2, parts=(3,), named=4)"
    assert asdict(kind(1)) == {"x": 1, "y": 2, "beside": "", "parts": (), "named": 5}
    assert kind.__match_args__ == ("x", "y", "beside", "parts")
    with pytest.raises(TypeError):
        kind()
    with pytest.raises(TypeError):
        kind(1, 2, "", (), 5)


@BOTH
def test_it_is_equal_by_what_is_compared(kind: Any) -> None:
    assert kind(1, beside="here") == kind(1, beside="there")
    assert hash(kind(1, beside="here")) == hash(kind(1, beside="there"))
    assert kind(1) != kind(1, named=6)
    assert kind(1).__eq__("another class") is NotImplemented


@BOTH
def test_nothing_of_it_changes(kind: Any) -> None:
    one = kind(1)
    with pytest.raises(FrozenInstanceError):
        one.x = 2
    with pytest.raises(FrozenInstanceError):
        del one.x
    with pytest.raises((FrozenInstanceError, TypeError)):  # the standard one of 3.11 trips over its own slots here
        one.other = 2
    assert not hasattr(one, "__dict__")
    assert (replace(one, y=7).y, one.y) == (7, 2)


@BOTH
def test_copies_of_it_are_equal(kind: Any) -> None:
    one = kind(1, parts=(1, 2))
    assert copy.copy(one) == copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one  # noqa: S301  # our own


def test_a_default_is_made_anew() -> None:
    @frozen
    class Listed:
        """A value with a list."""

        items: list[int] = field(default_factory=list)

    one = Listed()
    one.items.append(1)
    assert (one.items, Listed().items) == ([1], [])


def test_a_class_keeps_what_it_says_itself() -> None:
    assert [one.name for one in fields(More)] == ["x", "y", "beside", "parts", "named", "z"]
    assert More(1, z=3) == More(2, z=3)
    assert hash(More(1, z=3)) == 3
    with pytest.raises(ValueError):  # noqa: PT011  # its own
        Checked(-1)
