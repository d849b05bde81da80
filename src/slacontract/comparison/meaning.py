"""What a value of a contract means, and how it is written: two spellings of one figure mean the same."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import Final

from slacontract.findings import Position
from slacontract.formula.text import Expression, Figure, Interval, Share
from slacontract.model.fields import Noun
from slacontract.model.kpis.bases import Base
from slacontract.model.kpis.scales import Band, CurveEnds, Point
from slacontract.model.periods import StartingDay
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.periods import WEEKDAYS

WORDS: Final = frozenset({
    "contract", "title", "clause", "account", "cost_centre", "client", "vendor", "accept", "shown", "name", "tax_id", "service",
    "review",
})  # fmt: skip
"""Fields that name, print or book, and move no amount."""
IDENTITY: Final = frozenset({"version", "effective", "replaces", "fingerprint", "place"})
"""Fields that tell a version from others: they differ between any two."""


def meaning(value: object) -> Hashable:  # noqa: PLR0911  # one for each form that a value can have
    """What a value means, to be compared: without places and spellings, names in any order, bands in any order."""
    match value:
        case Noun():
            return (type(value).__name__, *((name, meaning(item)) for name, item in said(value)))
        case Expression():
            return meaning(value.node)
        case Figure() if value.quantity is not None:
            return meaning(value.quantity)
        case Interval():
            return frozenset(meaning(bound) for bound in value.bounds)
        case Share():
            return (meaning(value.percent), value.of)
        case Quantity():
            return (value.value, value.unit)
        case Mapping():
            return frozenset((str(key), meaning(item)) for key, item in value.items())
        case tuple() | list():
            items = [meaning(item) for item in value]
            return frozenset(items) if all(isinstance(item, str) for item in value) else tuple(items)
        case StartingDay():
            return (int(value), value.weekday)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            shown = (f.name for f in dataclasses.fields(value) if f.compare and f.name not in {"at", "text"})
            return (type(value).__name__, *((name, meaning(getattr(value, name))) for name in shown))
        case str():
            return str(value)
        case _:
            assert isinstance(value, Hashable), f"{type(value)} cannot be compared"
            return value


def said(noun: Noun) -> Iterator[tuple[str, object]]:
    """The fields of a noun that say something, by name; bands stand in the order of their text, for no value is in two."""
    for name in type(noun).model_fields:
        value = getattr(noun, name)
        if name in IDENTITY or value is None or value in ((), {}):
            continue
        yield name, frozenset(meaning(band) for band in value) if name == "bands" else value


def same(old: object, new: object) -> bool:
    """Whether two values mean the same."""
    return meaning(old) == meaning(new)


def key_of(noun: type[Noun], name: str) -> str:
    """How a field is written in a contract: ``from`` for ``from_``."""
    return noun.model_fields[name].alias or name


def written(value: object) -> str:  # noqa: PLR0911  # one for each form that a value can have
    """A value as it is written, in one line."""
    match value:
        case None:
            return ""
        case CurveEnds() if value.below == value.above:
            return value.below
        case Band() | Point():
            return f"{written(value.when if isinstance(value, Band) else value.at)}: {value.pay.text}"
        case Noun():
            return ", ".join(f"{key}: {nested(item)}" for key, item in spoken(value))
        case Mapping():
            return ", ".join(f"{key}: {nested(item)}" for key, item in value.items())
        case tuple() | list():
            return ("; " if any(isinstance(item, Noun) for item in value) else ", ").join(written(item) for item in value)
        case Base():
            return _base(value)
        case StartingDay() if value.weekday:
            return WEEKDAYS[value]
        case enum.Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case _:
            return str(getattr(value, "text", value))


def spoken(noun: Noun) -> list[tuple[str, object]]:
    """What a noun's text says, by key; all that it holds where it was made of one word."""
    parts = [(key_of(type(noun), name), getattr(noun, name)) for name, _ in said(noun)]
    in_text = [(key, item) for key, item in parts if noun.says(key)]
    return sorted(in_text, key=lambda part: (noun.place_of(part[0]).line, noun.place_of(part[0]).column)) or parts


def nested(value: object) -> str:
    """A value within another: lists and mappings in their brackets."""
    text = written(value)
    if isinstance(value, CurveEnds) and value.below == value.above:
        return text
    if isinstance(value, (Noun, Mapping)):
        return f"{{{text}}}"
    return f"[{text}]" if isinstance(value, (tuple, list)) and len(value) != 1 else text


def _base(base: Base) -> str:
    stage = f" {base.stage}" if base.stage else ""
    if base.fixed is not None:
        return base.fixed.text
    if base.figure is not None:
        return f"figures.{base.figure}"
    return ", ".join(f"billing.{line}{stage}" for line in base.lines) or f"billing{stage}"


def place_in(noun: Noun, name: str, value: object) -> Position:
    """Where a value of a noun is written, or the noun where the value is not."""
    found = getattr(value, "at", None) or getattr(value, "place", None)
    return found if isinstance(found, Position) and found.file else noun.place_of(key_of(type(noun), name))
