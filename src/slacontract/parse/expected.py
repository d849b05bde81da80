"""What the models expect at a path: which nouns, with which keys, described how, and which words they allow."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import Tag
from pydantic.fields import FieldInfo

from slacontract.model.fields import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator


def models_at(noun: type[Noun], path: tuple[object, ...]) -> list[type[Noun]]:
    """The models that a path leads to: names of fields, tags of unions, keys and items."""
    here: Any = noun
    for step in path:
        here = _step(here, step)
    return _models_in(here)


def keys_of(models: list[type[Noun]]) -> list[str]:
    """The keys of a noun, or of one that has many those that it needs; none where it can be one of several nouns."""
    if len(models) != 1:
        return []
    fields = {f.alias or name: f for name, f in models[0].model_fields.items() if name != "place"}
    known = [key for key in fields if not key.startswith("__")]
    return known if len(known) <= 10 else [key for key in known if fields[key].is_required()]  # what fits in a sentence


def _step(here: Any, step: object) -> Any:
    if isinstance(here, type) and issubclass(here, Noun):
        field = next((f for n, f in here.model_fields.items() if step in {n, f.alias}), None)
        return field.annotation if field else here
    if (branch := _branch(here, step)) is not None:
        return branch
    models = _models_in(here)
    tagged = [m for m in models if any(step in _choices(f.annotation) for f in m.model_fields.values())]
    if tagged:
        return tagged[0]
    return models[0] if len(models) == 1 else here


def _branch(annotation: Any, tag: object) -> Any:
    """The part of a union that has the tag; None where there is none."""
    parts = get_args(annotation)
    found = (_branch(part, tag) for part in parts)
    return parts[0] if Tag(str(tag)) in parts else next((part for part in found if part is not None), None)


def _models_in(annotation: Any) -> list[type[Noun]]:
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        return [annotation]
    return [m for argument in get_args(annotation) for m in _models_in(argument)]


def _choices(annotation: Any) -> tuple[str, ...]:
    """The words that a field allows, where it allows only some."""
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return tuple(str(member.value) for member in annotation)
    if get_origin(annotation) is Literal:
        return tuple(str(choice) for choice in get_args(annotation))
    return tuple(choice for argument in get_args(annotation) for choice in _choices(argument))


def _field(models: list[type[Noun]], key: str) -> Iterator[FieldInfo]:
    for model in models:
        yield from (field for name, field in model.model_fields.items() if key in {name, field.alias})


def description(models: list[type[Noun]], key: str) -> str:
    """What a key is, in the words of its noun."""
    return next((field.description for field in _field(models, key) if field.description), "")


def allowed_words(models: list[type[Noun]], key: str) -> tuple[str, ...]:
    """The words that a key may have, where it may have only some."""
    choices = (choice for field in _field(models, key) for choice in _choices(field.annotation))
    return tuple(dict.fromkeys(choices))


def needed_inside(models: list[type[Noun]], key: str) -> list[str]:
    """What a mapping that is missing as a whole must say."""
    inner = [model for field in _field(models, key) for model in _models_in(field.annotation)]
    if len(inner) != 1 or any(get_origin(field.annotation) is dict for field in _field(models, key)):
        return []
    return [field.alias or name for name, field in inner[0].model_fields.items() if field.is_required()]
