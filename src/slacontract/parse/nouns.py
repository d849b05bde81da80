"""Located tables to nouns: pydantic collects every fault of the text; here each becomes a finding at its own place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from slacontract.findings import CODES, Finding, Position, finding, nearest
from slacontract.model.fields import Noun
from slacontract.model.texts import Series, Table, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

N = TypeVar("N", bound=Noun)


def build(noun: type[N], table: Table) -> tuple[N | None, list[Finding]]:
    """Make the noun, or say everything that keeps it from being made."""
    try:
        return noun.model_validate(table), []
    except ValidationError as fault:
        found = [_finding(noun, table, dict(error)) for error in fault.errors(include_url=False)]
        return None, found


def _finding(noun: type[Noun], table: Table, error: dict[str, Any]) -> Finding:
    kind = error["type"]
    if kind in CODES:
        return _own(table, error)
    return _TRANSLATORS.get(kind, _shape)(noun, table, error)


def _own(table: Table, error: dict[str, Any]) -> Finding:
    """A finding that a field type of ours has made: it knows its code, its remedy and its offset in the text."""
    context = error.get("ctx", {})
    at = _value_at(table, error["loc"])
    if error["loc"] and error["loc"][-1] == "[key]":
        at = _key_at(table, error["loc"][:-2], error["loc"][-2])
    if offset := context.get("offset", 0):
        at = Position(at.file, at.line, at.column + offset, excerpt=at.excerpt, width=context.get("width") or 1)
    return finding(error["type"], at, context.get("what") or error["msg"], context.get("remedy", ""))


def _missing(noun: type[Noun], table: Table, error: dict[str, Any]) -> Finding:
    key = str(error["loc"][-1])
    at = _value_at(table, error["loc"][:-1])
    described, allowed = _description(noun, error["loc"])
    remedy = f"Add '{key}:'{f' ({described})' if described else ''}."
    if allowed:
        remedy += f" Choices: {', '.join(allowed)}."
    return finding("C202", at, f"'{key}' is not said{_inside(error['loc'])}, and nothing is assumed.", remedy)


def _extra(noun: type[Noun], table: Table, error: dict[str, Any]) -> Finding:
    key = str(error["loc"][-1])
    at = _key_at(table, error["loc"][:-1], key)
    model = _model_at(noun, error["loc"][:-1])
    allowed = [f.alias or name for name, f in model.model_fields.items() if name != "place"] if model else []
    return finding("C201", at, f"'{key}' is not a key{_inside(error['loc'])}.", nearest(key, allowed))


def _choice(_noun: type[Noun], table: Table, error: dict[str, Any]) -> Finding:
    allowed = re.findall(r"'([^']*)'", error["ctx"].get("expected", ""))
    text = str(error["input"])
    return finding("C208", _value_at(table, error["loc"]), f"'{text}' is not one of the values allowed here.",
                   f"{nearest(text, allowed)} Allowed: {', '.join(allowed)}.".replace("Allowed: Allowed", "Allowed")
                   if len(allowed) > 1 and "mean" in nearest(text, allowed) else nearest(text, allowed))  # fmt: skip


def _tag(_noun: type[Noun], table: Table, error: dict[str, Any]) -> Finding:
    allowed = re.findall(r"'([^']*)'", error["ctx"]["expected_tags"])
    key = error["ctx"]["discriminator"].strip("'")
    at = _value_at(table, (*error["loc"], key))
    return finding("C208", at, f"'{error['ctx']['tag']}' is not a {key}.", f"Allowed: {', '.join(allowed)}.")


def _no_tag(noun: type[Noun], table: Table, error: dict[str, Any]) -> Finding:
    key = error["ctx"]["discriminator"].strip("'")
    return _missing(noun, table, {**error, "loc": (*error["loc"], key)})


def _shape(_noun: type[Noun], table: Table, error: dict[str, Any]) -> Finding:
    value = error["input"]
    shape = {Word: "a single text", Table: "a mapping", Series: "a list"}.get(type(value), "this")
    wanted = "a list ('- ...' lines or [a, b])" if "list" in error["type"] or "tuple" in error["type"] else "a mapping"
    wanted = {"bool_parsing": "true or false", "int_parsing": "a whole number"}.get(error["type"], wanted)
    named = f" ('{value}')" if isinstance(value, Word) and value else ""
    return finding("C203", _value_at(table, error["loc"]), f"Here stands {shape}{named}{_inside(error['loc'])}.",
                   f"Write {wanted}.")  # fmt: skip


_TRANSLATORS: dict[str, Callable[[type[Noun], Table, dict[str, Any]], Finding]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "literal_error": _choice,
    "enum": _choice,
    "union_tag_invalid": _tag,
    "union_tag_not_found": _no_tag,
}


def _inside(loc: Sequence[object]) -> str:
    path = ".".join(str(p) for p in loc[:-1] if not (isinstance(p, str) and p.startswith("function-")))
    return f" in {path}" if path else ""


def _value_at(table: Table, loc: Sequence[object]) -> Position:
    """Follow pydantic's path; steps that are not in the text (the tag of a union) are passed over."""
    here: object = table
    at = table.at
    for step in loc:
        if isinstance(here, Table) and step in here:
            here = here[step]  # type: ignore[index]  # a step is one of its keys
        elif isinstance(here, Series) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            continue
        at = here.at if isinstance(here, (Word, Table, Series)) else at
    return at


def _key_at(table: Table, loc: Sequence[object], key: object) -> Position:
    here: object = table
    for step in loc:
        if isinstance(here, Table) and step in here:
            here = here[step]  # type: ignore[index]
        elif isinstance(here, Series) and isinstance(step, int):
            here = here[step]
    return here.place_of(key) if isinstance(here, Table) else _value_at(table, loc)


def _model_at(noun: type[Noun], loc: Sequence[object]) -> type[Noun] | None:
    """The model that a path leads to, found by its JSON schema's shape: names of fields, tags of unions, items."""
    here: Any = noun
    for step in loc:
        here = _step(here, step)
        if here is None:
            return None
    return here if isinstance(here, type) and issubclass(here, Noun) else None


def _step(here: Any, step: object) -> Any:
    if isinstance(here, type) and issubclass(here, Noun):
        field = next((f for n, f in here.model_fields.items() if step in {n, f.alias}), None)
        return field.annotation if field else here
    models = list(_models_in(here))
    tagged = [m for m in models if any(step in _tags(m, name) for name in m.model_fields)]
    if tagged:
        return tagged[0]
    return models[0] if len(models) == 1 else here


def _tags(model: type[Noun], name: str) -> tuple[object, ...]:
    return getattr(model.model_fields[name].annotation, "__args__", ()) or ()


def _models_in(annotation: Any) -> list[type[Noun]]:
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        return [annotation]
    return [m for argument in getattr(annotation, "__args__", ()) for m in _models_in(argument)]


def _description(noun: type[Noun], loc: Sequence[object]) -> tuple[str, tuple[str, ...]]:
    model = _model_at(noun, loc[:-1])
    models = [model] if model else []
    for candidate in models:
        for name, field in candidate.model_fields.items():
            if loc[-1] in {name, field.alias}:
                allowed = tuple(str(a) for a in getattr(field.annotation, "__args__", ()) if isinstance(a, str))
                return field.description or "", allowed
    return "", ()
