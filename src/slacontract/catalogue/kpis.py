"""Reads the catalogue, and makes the formula of a KPI from the variant that a contract names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from slacontract.catalogue.counters import counter_name, counter_parts
from slacontract.formula.nodes import Node, references
from slacontract.formula.text import Figure, read_expression
from slacontract.languages import Message, bilingual, message
from slacontract.quantities.numbers import SECONDS_PER_HOUR, TextFault, read_quantity
from slacontract.quantities.units import Unit

READY_MADE: Final = "ready_made"
_CLOCKS: Final = {"duration": (1, "s"), "hours": (SECONDS_PER_HOUR, "h")}


@dataclass(frozen=True, slots=True)
class KpiDefinition:
    """One KPI of the catalogue. ``variant`` maps each parameter to its choices, or to the kind of duration it takes."""

    id: str
    name: Message
    unit: Unit
    better: Literal["higher", "lower", "neither"]
    domain: Literal["proportion", "nonnegative", "any"]
    formula: str
    variant: Mapping[str, Mapping[str, Mapping[str, str]] | str]


@dataclass(frozen=True, slots=True)
class Measured:
    """How a KPI is computed: its formula over base fields, and what the result is."""

    node: Node
    unit: Unit
    better: Literal["higher", "lower", "neither"]
    domain: Literal["proportion", "nonnegative", "any"]

    @property
    def fields(self) -> tuple[str, ...]:
        """The base fields it reads."""
        return tuple(r.id for r in references(self.node) if not isinstance(r, Figure))


@cache
def _data() -> Any:
    text = (Path(__file__).parent / "kpis.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # our own data, safe loader


@cache
def catalogue() -> Mapping[str, KpiDefinition]:
    """All KPIs, by id."""
    return {name: _definition(name, entry) for name, entry in _data()["kpis"].items()}


def _definition(name: str, entry: dict[str, Any]) -> KpiDefinition:
    variant = {parameter: _choices(parameter, given) for parameter, given in entry.get("variant", {}).items()}
    return KpiDefinition(
        id=name,
        name=bilingual(entry["en"], entry["es"]),
        unit=Unit(entry["unit"]),
        better=entry["better"],
        domain=entry["domain"],
        formula=entry["formula"],
        variant=variant,
    )


def _choices(parameter: str, given: Any) -> Mapping[str, Mapping[str, str]] | str:
    if isinstance(given, str):
        return given
    return {choice: text if isinstance(text, dict) else {parameter: text} for choice, text in given.items()}


def measured(definition: KpiDefinition, variant: Mapping[Any, str]) -> Measured:
    """Return how the KPI is computed in this variant.

    Raises:
        TextFault: for a parameter that is missing, not the KPI's, or not one of its choices; ``args`` name it last.
    """
    if variant.keys() == {READY_MADE}:
        return _measured(definition, definition.id)
    pieces = _pieces(definition, variant)
    text = definition.formula
    for name, piece in pieces.items():
        text = text.replace(f"{{{name}}}", piece)
    text = _with_durations(definition, variant, text)
    return _measured(definition, text)


def _measured(definition: KpiDefinition, text: str) -> Measured:
    return Measured(read_expression(text).node, definition.unit, definition.better, definition.domain)


def _pieces(definition: KpiDefinition, variant: Mapping[Any, str]) -> dict[str, str]:
    pieces: dict[str, str] = {}
    for parameter in variant:
        if parameter not in definition.variant:
            known = ", ".join(definition.variant) or "none"
            raise TextFault("C217", f"{definition.id} has no parameter '{parameter}'.", f"Its parameters: {known}.")
    for parameter, choices in definition.variant.items():
        if isinstance(choices, str):
            continue
        chosen = variant.get(parameter)
        if chosen is None:
            raise TextFault("C217", f"{definition.id} does not say its '{parameter}', and the figure depends on it.",
                            f"Add {parameter}: to variant, one of {', '.join(choices)}.")  # fmt: skip
        if chosen not in choices:
            raise TextFault("C217", f"{definition.id} has no {parameter} '{chosen}'.", f"Allowed: {', '.join(choices)}.")
        for piece, text in choices[chosen].items():
            pieces[piece] = pieces.get(piece, "") + text
    return pieces


def _with_durations(definition: KpiDefinition, variant: Mapping[Any, str], text: str) -> str:
    for parameter, kind in definition.variant.items():
        if not isinstance(kind, str):
            continue
        place = f"{{{parameter}}}"
        if place in text and parameter not in variant:
            example = "20 s" if kind == "duration" else "24 h"
            raise TextFault("C217", f"{definition.id} does not say its '{parameter}', and the figure depends on it.",
                            f"Add {parameter}: to variant, such as {parameter}: {example}.")  # fmt: skip
        if place not in text and parameter in variant:
            raise TextFault("C217", f"'{parameter}' has no effect in this variant of {definition.id}.", "Delete it.")
        if place in text:
            text = text.replace(place, _duration(definition, parameter, kind, variant[parameter]))
    return text


def _duration(definition: KpiDefinition, parameter: str, kind: str, text: str) -> str:
    size, letter = _CLOCKS[kind]
    quantity = read_quantity(text)
    count = quantity.value / size
    if quantity.unit is not Unit.SECONDS or count.denominator != 1 or count <= 0:
        raise TextFault("C217", f"'{text}' is not a {parameter} of {definition.id}.",
                        f"Write whole {'seconds, such as 20 s' if letter == 's' else 'hours, such as 24 h'}.")  # fmt: skip
    return f"{int(count)}{letter}"


def field_unit(field: str) -> Unit:
    """What a base field counts, by its name: ``_s`` seconds, ``_h`` hours, ``_amount`` money, ``_price`` money for one, ``_pct``
    a percentage, ``_index`` a plain number, ``_on`` a day, ``_at`` a time, ``_fte`` FTE, ``_points`` points, or a count.
    """
    if field in catalogue():
        return catalogue()[field].unit
    for ending, unit in _ENDINGS:
        if field.endswith(ending):
            return unit
    if field == "fte" or field.endswith("_fte"):
        return Unit.FTE
    return Unit.POINTS if re.search(r"_points(_|$)", field) else Unit.COUNT


_ENDINGS = (
    ("_s", Unit.SECONDS), ("_h", Unit.HOURS), ("_amount", Unit.MONEY), ("_price", Unit.RATE), ("_pct", Unit.RATIO),
    ("_index", Unit.NUMBER), ("_on", Unit.DATE), ("_at", Unit.MOMENT),
)  # fmt: skip
_IN_PARTS = re.compile(r".*_(qty|min|days|kg|t|l|m2|m3|km|mi|kw|kva|kwh|mwh|mb|gb|tb)")


def in_parts(field: str) -> bool:
    """Whether a count may have decimals, because its name says what it is measured in: ``energy_kwh``, ``seats_qty``."""
    return _IN_PARTS.fullmatch(field) is not None


def field_name(field: str) -> Message:
    """The name of a base field in the languages of the catalogue; a field of the contract's own is said as it is."""
    entries = _data()["fields"]
    if field in entries:
        return bilingual(entries[field]["en"], entries[field]["es"])
    if field in catalogue():
        return catalogue()[field].name
    for pattern, entry in entries.items():
        if "{n}" in pattern and (found := re.fullmatch(re.escape(pattern).replace(r"\{n\}", "([0-9]+)"), field)):
            return bilingual(entry["en"], entry["es"], n=found[1])
    return counter_name(field) or message("{field}", field=field)


def is_base_field(field: str) -> bool:
    """Whether the catalogue knows the field, as a base field or as a ready-made KPI."""
    entries = _data()["fields"]
    return (
        field in entries
        or field in catalogue()
        or counter_parts(field) is not None
        or any(re.fullmatch(re.escape(pattern).replace(r"\{n\}", "[0-9]+"), field) for pattern in entries if "{n}" in pattern)
    )


def dimensions() -> frozenset[str]:
    """The names by which the trade tells parts of a service apart."""
    return frozenset(_data()["dimensions"])


def base_fields() -> tuple[str, ...]:
    """The base fields that have no figure in their name, and the ready-made KPIs: what a column may be called."""
    return tuple(sorted(f for f in (*_data()["fields"], *catalogue()) if "{n}" not in f))
