"""One fault that pydantic found, and the finding it becomes: what is said of each kind of fault, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from slacontract.codes import CODES
from slacontract.findings import NOWHERE, Finding, Position, finding, nearest
from slacontract.model.fields import Noun
from slacontract.model.texts import Series, Table, Word
from slacontract.parse.expected import allowed_words, description, keys_of, models_at, needed_inside
from slacontract.parse.paths import key_at, path_said, value_at

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Fault:
    """An error of pydantic's, with the noun that was to be made and the table it was to be made from."""

    noun: type[Noun]
    table: Table
    error: dict[str, Any]

    @property
    def kind(self) -> str:
        """Pydantic's name of it, or a code of ours."""
        return str(self.error["type"])

    @property
    def context(self) -> dict[str, Any]:
        """What the error says beside its name."""
        return dict(self.error.get("ctx", {}))

    @property
    def input(self) -> object:
        """What stands there."""
        return self.error["input"]

    @property
    def path(self) -> tuple[object, ...]:
        """Where it is, as pydantic counts: keys, items, and the tags of unions."""
        return tuple(self.error["loc"])

    @property
    def key(self) -> str:
        """The last step of the path."""
        return str(self.path[-1]) if self.path else ""

    @property
    def models(self) -> list[type[Noun]]:
        """The nouns in which the key can stand: one, or several where it is the key that tells them apart."""
        return models_at(self.noun, self.path[:-1])


def told(fault: Fault) -> Finding:
    """Say a fault in our words."""
    if fault.kind in CODES:
        return _own(fault)
    return _TRANSLATORS.get(fault.kind, _shape)(fault)


def _own(fault: Fault) -> Finding:
    """A finding that a field type of ours has made: it knows its code, its remedy and its offset in the text."""
    context = fault.context
    at = context.get("at", NOWHERE)
    if at == NOWHERE:
        is_key = fault.key == "[key]"
        at = key_at(fault.table, fault.path[:-2], fault.path[-2]) if is_key else value_at(fault.table, fault.path)
    if offset := context.get("offset", 0):
        at = Position(at.file, at.line, at.column + offset, excerpt=at.excerpt, width=context.get("width") or 1)
    return finding(fault.kind, at, context.get("what") or fault.error["msg"], context.get("remedy", ""))


_LEAST = "The least that is billed stands under 'commitments:' with 'at_least:'."
_MOST = (
    "The most that is billed is a 'billing_cap:' or a commitment, that an index changes a 'collar:', that KPIs move 'limits:'."
)
_REBATE = "A discount is a line of its own: 'model: percentage' with 'of:' and a rate below zero."
_ELSEWHERE: dict[str, str] = {
    "minimum": _LEAST, "min": _LEAST, "maximum": _MOST, "max": _MOST, "cap": _MOST, "discount": _REBATE, "rebate": _REBATE,
    "band": "A corridor has two ends: 'floor: 90%' and 'ceiling: 110%'.",
    "penalty": "What a result pays stands in 'bands:', 'curve:' or 'per_unit:'; a penalty is below 0.",
    "bonus": "What a result pays stands in 'bands:', 'curve:' or 'per_unit:'; a bonus is above 0.",
    "weight": "Weights stand in the 'scorecard:' of a KPI of its own.",
}  # fmt: skip
"""Words of the trade that are said by other keys."""


def _missing(fault: Fault) -> Finding:
    remedy = f"Add '{fault.key}:'"
    if described := description(fault.models, fault.key):
        remedy += f" ({described})"
    if inside := needed_inside(fault.models, fault.key):
        remedy += f" with {', '.join(inside)}"
    if choices := allowed_words(fault.models, fault.key):
        remedy += f". Choices: {', '.join(choices)}"
    at = value_at(fault.table, fault.path[:-1])
    return finding("C202", at, f"'{fault.key}' is not said{_inside(fault)}, and nothing is assumed.", f"{remedy}.")


def _extra(fault: Fault) -> Finding:
    names = (f.alias or name for model in fault.models for name, f in model.model_fields.items())
    allowed = [name for name in names if name != "place" and not name.startswith("__")]
    at = key_at(fault.table, fault.path[:-1], fault.key)
    remedy = _ELSEWHERE.get(fault.key) or nearest(fault.key, allowed)
    return finding("C201", at, f"'{fault.key}' is not a key{_inside(fault)}.", remedy)


def _choice(fault: Fault) -> Finding:
    if not isinstance(fault.input, Word):
        return _shape(fault)
    allowed = _quoted(fault.context.get("expected", ""))
    return finding("C208", value_at(fault.table, fault.path), f"'{fault.input}' is not one of the values allowed here.",
                   _offer(fault.input, allowed))  # fmt: skip


def _tag(fault: Fault) -> Finding:
    key = fault.context["discriminator"].strip("'")
    at = value_at(fault.table, (*fault.path, key))
    value = fault.input.get(Word(key)) if isinstance(fault.input, Table) else None
    if not isinstance(value, Word):
        return finding("C203", at, "A single text belongs here.", "Write one value after the colon.")
    return finding("C208", at, f"'{value}' is not a {key}.", _offer(value, _quoted(fault.context["expected_tags"])))


def _no_tag(fault: Fault) -> Finding:
    if not isinstance(fault.input, Table):
        return _shape(fault)
    key = fault.context["discriminator"].strip("'")
    for near in get_close_matches(key, [str(k) for k in fault.input], n=1, cutoff=0.6):
        at = fault.input.place_of(near)
        return finding("C201", at, f"'{near}' is not a key{_inside(fault, whole=True)}.", f"Did you mean '{key}'?")
    return _missing(Fault(fault.noun, fault.table, {**fault.error, "loc": (*fault.path, key)}))


def _shape(fault: Fault) -> Finding:
    shapes: dict[type, str] = {Word: "a single text", Table: "a mapping", Series: "a list"}
    here = shapes.get(type(fault.input), "this")
    here = "nothing" if isinstance(fault.input, Word) and not fault.input else here
    keys = keys_of(models_at(fault.noun, fault.path))
    wanted = f"a mapping with the keys {', '.join(keys)}" if keys else "a mapping, such as {name: value}"
    if "list" in fault.kind or "tuple" in fault.kind:
        wanted = "a list ('- ...' lines or [a, b])"
    elif fault.kind in {"literal_error", "enum"}:
        wanted = f"one of {', '.join(_quoted(fault.context.get('expected', '')))}"
    named = f" ('{fault.input}')" if isinstance(fault.input, Word) and fault.input else ""
    path = _inside(fault, whole=True).replace(" in ", " for ", 1)
    return finding("C203", value_at(fault.table, fault.path), f"Here stands {here}{named}{path}.", f"Write {wanted}.")


_TRANSLATORS: dict[str, Callable[[Fault], Finding]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "literal_error": _choice,
    "enum": _choice,
    "union_tag_invalid": _tag,
    "union_tag_not_found": _no_tag,
}


def _quoted(text: str) -> list[str]:
    return text.replace(" or ", ", ").replace("'", "").split(", ")


def _offer(text: str, allowed: list[str]) -> str:
    """The nearest of some words, and all of them."""
    near = nearest("contract_year" if text in {"year", "yearly", "annual"} else text, allowed)
    return near if near.startswith("Allowed") else f"{near} Allowed: {', '.join(allowed)}."


def _inside(fault: Fault, *, whole: bool = False) -> str:
    """What a key stands in, or the whole path to it."""
    return path_said(fault.table, fault.path if whole else fault.path[:-1])
