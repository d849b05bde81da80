"""Contracts with one thing changed: every key that a contract says, each with another value of its kind, places and all."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal

from gmpy2 import mpq

from slacontract.formula.nodes import Relation
from slacontract.formula.text import Bound, Expression, Interval, Share, read_condition, read_expression
from slacontract.formula.units import inferred
from slacontract.model.between import Grace
from slacontract.model.clocks import TimeOfDay
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.instances import Day
from slacontract.model.kpis.bases import Base
from slacontract.model.kpis.effects import Effect
from slacontract.model.kpis.memory import Run
from slacontract.model.periods import StartingDay
from slacontract.model.register import Deadline
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity

_OTHERWISE: dict[Relation, Relation] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "<=", "<>": "="}
Rebuild = Callable[[object], Contract]


def changes(contract: Contract) -> Iterator[tuple[str, str, object, Contract]]:
    """Noun, key, the value that the contract says, and the contract with another one."""
    yield from _of_noun(contract, lambda noun: typing.cast("Contract", noun))


def _of_noun(noun: Noun, rebuild: Rebuild) -> Iterator[tuple[str, str, object, Contract]]:
    kind = type(noun)
    for key, field in kind.model_fields.items():
        value = getattr(noun, key)
        if key == "place" or value is None or value == "" or value == field.get_default(call_default_factory=False):
            continue
        name = kind.__name__.partition("[")[0]
        yield from _of_value(value, partial(_put, noun, key, rebuild), (name, key, field.annotation))


def _put(noun: Noun, key: str, rebuild: Rebuild, changed: object) -> Contract:
    copy = noun.model_copy(update={key: changed})
    copy.places_from(noun)
    return rebuild(copy)


def _in_mapping(value: dict[Any, Any], name: object, put: Rebuild, changed: object) -> Contract:
    return put({**value, name: changed})


def _in_tuple(value: tuple[Any, ...], place: int, put: Rebuild, changed: object) -> Contract:
    return put((*value[:place], changed, *value[place + 1 :]))


def _of_value(value: object, put: Rebuild, at: tuple[str, str, object]) -> Iterator[tuple[str, str, object, Contract]]:
    match value:
        case Noun():
            yield from _of_noun(value, put)
        case dict():
            for name, one in value.items():
                yield from _of_value(one, partial(_in_mapping, value, name, put), at)
        case tuple():
            for place, one in enumerate(value):
                yield from _of_value(one, partial(_in_tuple, value, place, put), at)
        case _:
            noun, key, annotation = at
            yield from ((noun, key, value, put(other)) for other in _others(value, annotation))


def _others(value: Any, annotation: object) -> Iterator[object]:  # noqa: C901, PLR0912  # one for each kind of value
    """Other values of the same kind."""
    match value:
        case Quantity():
            yield Quantity(value.value * 7 + mpq(13, 4), value.unit, "", value.at)
        case Interval():
            first = value.bounds[0]
            limit = Quantity(first.limit.value * 7 + mpq(13, 4), first.limit.unit, "", first.limit.at)
            yield replace(value, bounds=(replace(first, limit=limit), *value.bounds[1:]), text="changed")
            other: Relation = _OTHERWISE[first.relation]
            yield replace(value, bounds=(Bound(other, first.limit), *value.bounds[1:]), text="changed")
        case Share():
            percent = Quantity(value.percent.value * 7 + mpq(13, 4), value.percent.unit, "", value.at)
            yield replace(value, percent=percent)
            if value.of != "value":
                other_name = "billing.changed" if value.of.startswith("billing") else f"{value.of}_changed"
                yield replace(value, of="7" if value.of_figure else other_name)
        case Expression():
            condition = inferred(value.node, lambda _: None) is None and any(sign in value.text for sign in "<>=")
            yield read_condition("changed_count > 3") if condition else read_expression("changed_count * 3")
        case Base():
            yield replace(value, fixed=None, figure=None, lines=(Word("changed"),))
            if not value.stage and value.fixed is None and value.figure is None:
                yield replace(value, stage="after caps")
        case Effect():
            yield Effect(none=("bonus",)) if value.none != ("bonus",) else Effect(none=("penalty",))
        case Run() | Grace() | Deadline():
            yield replace(value, count=value.count + 1)
        case TimeOfDay():
            yield TimeOfDay(value.minute + 1, Word("23:59"))
        case date():
            later = value + timedelta(days=1)
            yield Day(later.year, later.month, later.day)
        case StartingDay():
            day = StartingDay((value + 1) % 7)
            day.weekday = value.weekday
            yield day
        case enum.Enum():
            yield next(other for other in type(value) if other is not value)
        case bool():
            yield not value
        case int():
            yield value + 1
        case str():
            choices = [choice for choice in literals(annotation) if choice != str(value)]
            if str(value) in literals(annotation):
                yield from choices
            else:
                yield Word(f"{value}_changed")


def literals(annotation: object) -> list[str]:
    """Every choice that an annotation allows."""
    if typing.get_origin(annotation) is Literal:
        return [str(choice) for choice in typing.get_args(annotation)]
    inside = getattr(annotation, "__value__", None)
    parts = typing.get_args(annotation) if inside is None else (inside,)
    return [choice for part in parts if not isinstance(part, types.FunctionType) for choice in literals(part)]


def nouns(kind: type[Noun] = Contract) -> dict[str, type[Noun]]:
    """Every noun that a contract can hold, by its name."""
    found: dict[str, type[Noun]] = {}

    def visit(annotation: object) -> None:
        if isinstance(annotation, type) and issubclass(annotation, Noun):
            if annotation.__name__ in found:
                return
            found[annotation.__name__] = annotation
            for field in annotation.model_fields.values():
                visit(field.annotation)
        for part in typing.get_args(annotation):
            visit(part)

    visit(kind)
    return found
