"""From a KPI and the variant that a contract names to its formula over base fields."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from slacontract.catalogue.definitions import Better, Choice, Domain, KpiDefinition, Parameter
from slacontract.formula.nodes import Node, references
from slacontract.formula.text import Figure, read_expression
from slacontract.quantities.numbers import SECONDS_PER_HOUR, TextFault, read_quantity
from slacontract.quantities.units import Unit

READY_MADE: Final = "ready_made"
SECONDS_PER_DAY: Final = 24 * SECONDS_PER_HOUR
_PLACE: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Measured:
    """How a KPI is computed: its formula over base fields, and what the result is."""

    node: Node
    unit: Unit
    better: Better
    domain: Domain

    @property
    def fields(self) -> tuple[str, ...]:
        """The base fields it reads."""
        return tuple(r.id for r in references(self.node) if not isinstance(r, Figure))


@dataclass(frozen=True, slots=True)
class Filled:
    """A formula with the pieces that a variant gives; ``unsaid`` are the parameters it still needs, ``used`` those it took.

    ``faults`` are figures that could not be read.
    """

    text: str
    unsaid: tuple[Parameter, ...]
    used: tuple[Parameter, ...]
    choices: tuple[Choice, ...]
    faults: tuple[TextFault, ...]


def measured(definition: KpiDefinition, variant: Mapping[Any, str]) -> Measured:
    """Return how the KPI is computed in this variant.

    Raises:
        TextFault: for a parameter that is missing, not the KPI's, or not one of its choices; ``args`` name it last.
    """
    if variant.keys() == {READY_MADE}:
        return _ready_made(definition)
    if definition.formula is None:
        assert definition.told.ready_made is not None, definition.id
        raise TextFault("C217", f"{definition.id} cannot be made of counts: {definition.told.ready_made}",
                        f"Write variant: ready_made, and deliver the figure in a column '{definition.id}'.")  # fmt: skip
    known(definition, variant)
    filled = fill(definition, variant)
    for parameter in filled.unsaid:
        raise unsaid(definition, parameter)
    for fault in filled.faults:
        raise fault
    for name in variant:
        if not any(parameter.id == name for parameter in filled.used):
            raise TextFault("C217", f"'{name}' has no effect in this variant of {definition.id}.", "Delete it.")
    return _measured(definition, filled)


def _ready_made(definition: KpiDefinition) -> Measured:
    if definition.two_sided:
        raise TextFault("C217", f"Which way {definition.id} improves depends on its variant, and ready_made does not say it.",
                        f"Write formula: {definition.id}, with unit: and better:.")  # fmt: skip
    return Measured(read_expression(definition.id).node, definition.unit, definition.better, definition.domain)


def _measured(definition: KpiDefinition, filled: Filled) -> Measured:
    unit, better, domain = definition.unit, definition.better, definition.domain
    for choice in filled.choices:
        unit, better, domain = choice.unit or unit, choice.better or better, choice.domain or domain
    return Measured(read_expression(filled.text).node, unit, better, domain)


def known(definition: KpiDefinition, variant: Mapping[Any, str]) -> None:
    """Raise ``TextFault`` for a parameter that is not the KPI's, or a choice that is none of its own."""
    for name, chosen in variant.items():
        parameter = definition.variant.get(name)
        if parameter is None:
            listed = ", ".join(definition.variant) or "none"
            raise TextFault("C217", f"{definition.id} has no parameter '{name}'.", f"Its parameters: {listed}.")
        if parameter.choices and chosen not in parameter.choices:
            raise TextFault("C217", f"{definition.id} has no {name} '{chosen}'.", f"Allowed: {', '.join(parameter.choices)}.")


def unsaid(definition: KpiDefinition, parameter: Parameter) -> TextFault:
    """Say that the variant lacks a parameter, with what it can be."""
    example = f"such as {parameter.id}: {parameter.usual[0]}" if parameter.usual else f"one of {', '.join(parameter.choices)}"
    return TextFault("C217", f"{definition.id} does not say its '{parameter.id}', and the figure depends on it.",
                     f"Add {parameter.id}: to variant, {example}.")  # fmt: skip


def fill(definition: KpiDefinition, variant: Mapping[Any, str]) -> Filled:
    """Put what the variant says into the formula, as far as it says it.

    Only the parameters that the formula comes to are asked for: a window belongs to one method and not to another.
    """
    owners = {piece: parameter for parameter in definition.variant.values() for piece in parameter.pieces}
    text = definition.formula or definition.id
    lacking: dict[str, Parameter] = {}
    used: dict[str, Parameter] = {}
    faults: list[TextFault] = []
    while place := next((p for p in _PLACE.findall(text) if owners[p].id not in lacking), None):
        parameter = owners[place]
        if parameter.id not in variant:
            lacking[parameter.id] = parameter
            continue
        used[parameter.id] = parameter
        try:
            piece = _piece(definition, parameter, place, variant[parameter.id])
        except TextFault as fault:
            faults.append(fault)
            piece = ""
        text = text.replace(f"{{{place}}}", piece)
    chosen = tuple(p.choices[variant[p.id]] for p in used.values() if variant[p.id] in p.choices)
    order = list(definition.variant)
    unsaid_ones = sorted(lacking.values(), key=lambda p: order.index(p.id))
    return Filled(text, tuple(unsaid_ones), tuple(used.values()), chosen, tuple(faults))


def _piece(definition: KpiDefinition, parameter: Parameter, place: str, said: str) -> str:
    if not parameter.choices:
        return figure(definition, parameter, said)
    choice = parameter.choices.get(said)
    return choice.pieces.get(place, "") if choice else ""


_FORMS: Final[Mapping[str, tuple[int, str, str]]] = {  # kind: its size in seconds, letter, how it is written
    "duration": (1, "s", "seconds, such as 20 s"),
    "seconds": (1, "", "seconds, such as 180 s"),
    "hours": (SECONDS_PER_HOUR, "h", "hours or days, such as 24 h or 7 days"),
    "days": (SECONDS_PER_DAY, "d", "days, such as 30 days"),
}


def figure(definition: KpiDefinition, parameter: Parameter, text: str) -> str:
    """A figure of a variant as it stands in the names of fields: ``20 s`` is ``20s``, ``7 days`` is ``168h``."""
    quantity = read_quantity(text)
    if parameter.kind == "percent":
        return _percent(definition, parameter, text)
    if parameter.kind == "number":
        count, fits, letter, how = quantity.value, quantity.unit is Unit.NUMBER, "", "numbers, such as 2"
    else:
        size, letter, how = _FORMS[parameter.kind]
        in_days = quantity.unit is Unit.DAYS and parameter.kind in {"hours", "days"}
        count = quantity.value * (SECONDS_PER_DAY if in_days else 1) / size
        fits = in_days or quantity.unit is Unit.SECONDS
    if not fits or count.denominator != 1 or count <= 0:
        raise TextFault("C217", f"'{text}' is not a {parameter.id} of {definition.id}.", f"Write whole {how}.")
    return f"{int(count)}{letter}"


def _percent(definition: KpiDefinition, parameter: Parameter, text: str) -> str:
    """A share as it stands in the names of fields: ``80%`` is ``80``, ``82.5%`` is ``82_5``."""
    quantity = read_quantity(text)
    hundredths = quantity.value * 10_000
    if quantity.unit is not Unit.RATIO or hundredths.denominator != 1 or not 0 < hundredths <= 10_000:
        raise TextFault("C217", f"'{text}' is not a {parameter.id} of {definition.id}.",
                        "Write a percentage above 0% and up to 100%, such as 80% or 82.5%.")  # fmt: skip
    whole, part = divmod(int(hundredths), 100)
    return f"{whole}_{part:02}".rstrip("0") if part else f"{whole}"


def all_variants(definition: KpiDefinition, figures: Mapping[str, tuple[str, ...]] | None = None) -> Iterator[dict[str, str]]:
    """Every variant of a KPI, each with the parameters that it needs; figures are the usual ones, or those given by parameter."""
    if definition.formula is not None:
        yield from _completed(definition, {}, figures or {})


def _completed(
    definition: KpiDefinition, variant: dict[str, str], figures: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, str]]:
    lacking = fill(definition, variant).unsaid
    if not lacking:
        yield {name: variant[name] for name in definition.variant if name in variant}
        return
    options = [tuple(p.choices) or figures.get(p.id, p.usual) for p in lacking]
    for said in itertools.product(*options):
        yield from _completed(definition, {**variant, **dict(zip((p.id for p in lacking), said, strict=True))}, figures)


def needed_with(definition: KpiDefinition, parameter: Parameter) -> tuple[Parameter, tuple[str, ...]] | None:
    """The parameter and the choices of it that make another one needed; None for one that is needed always."""
    usual = {p.id: p.usual[:1] for p in definition.variant.values() if not p.choices}
    variants = list(all_variants(definition, usual))
    having = [v for v in variants if parameter.id in v]
    if len(having) == len(variants):
        return None
    for other in definition.variant.values():
        told = {v.get(other.id, "") for v in having}
        if other is not parameter and other.choices and not told & {v.get(other.id, "") for v in variants if v not in having}:
            return other, tuple(choice for choice in other.choices if choice in told)
    return None
