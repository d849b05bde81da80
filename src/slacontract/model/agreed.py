"""Agreed figures: one, a list of them by date, or one for each member of a dimension, wherever a figure can differ so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeAlias, TypeVar

from pydantic import Discriminator, Field, Tag

from slacontract.model.fields import Date, Name, Noun
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity

T = TypeVar("T")


class Dated(Noun, Generic[T]):
    """What a figure is from a day on, until the next day in the list."""

    from_: Date = Field(alias="from", description="first day on which it holds; a period begins on it")
    is_: T = Field(alias="is", description="the figure from that day on, in any form that it has without a date")


def _form(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "dated"
    return "by" if isinstance(value, (dict, By)) else "one"


if TYPE_CHECKING:
    OneOrDated: TypeAlias = T | tuple[Dated[T], ...]
else:

    class OneOrDated:
        """One figure of a kind, or a list of them by date."""

        def __class_getitem__(cls, one: Any) -> Any:
            """The form for one kind of figure; an alias would leave the kind in ``Dated`` open."""
            return Annotated[Annotated[one, Tag("one")] | Annotated[tuple[Dated[one], ...], Tag("dated")], Discriminator(_form)]


class By(Noun, Generic[T]):
    """A figure for each member of a dimension, or for each value of an attribute of its members."""

    by: Name = Field(description="a dimension, or an attribute of its members: language, site, tenure, priority, tier")
    is_: dict[Word, OneOrDated[T]] = Field(alias="is", description="the figure of each member or value that occurs")


if TYPE_CHECKING:
    Agreed: TypeAlias = T | tuple[Dated[T], ...] | By[T]
else:

    class Agreed:
        """A figure of some kind in one of the three forms."""

        def __class_getitem__(cls, one: Any) -> Any:
            """The form for one kind of figure."""
            return Annotated[
                Annotated[one, Tag("one")] | Annotated[tuple[Dated[one], ...], Tag("dated")] | Annotated[By[one], Tag("by")],
                Discriminator(_form),
            ]


def leaves(said: Agreed[T] | None) -> Iterator[T]:
    """Every figure, share or name that an agreed figure can be."""
    if isinstance(said, By):
        for one in said.is_.values():
            yield from leaves(one)
    elif isinstance(said, tuple):
        yield from (dated.is_ for dated in said)
    elif said is not None:
        yield said


def figures_of(said: Agreed[Any] | None) -> Iterator[Quantity]:
    """Every figure that is written; not those that the contract computes."""
    yield from (one for one in leaves(said) if isinstance(one, Quantity))


def named_in(said: Agreed[Any] | None) -> Iterator[Word]:
    """The names of figures of the contract that it can be."""
    yield from (one for one in leaves(said) if isinstance(one, Word))


def dated_lists(said: Agreed[T] | None) -> Iterator[tuple[Dated[T], ...]]:
    """Every list by date that stands in it."""
    if isinstance(said, By):
        yield from (one for one in said.is_.values() if isinstance(one, tuple))
    elif isinstance(said, tuple):
        yield said
