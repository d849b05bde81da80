"""The same counts in every variant of a KPI: how far the figure depends on the definition alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.catalogue.definitions import KpiDefinition, Parameter
from slacontract.catalogue.variants import Measured, all_variants, fill, measured
from slacontract.formula.calculation import Calculation
from slacontract.formula.interpreter import Place, number
from slacontract.formula.nodes import Node, Num, Ref, rebuilt
from slacontract.formula.text import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

_LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    "duration": ("s", " s"), "hours": ("h", " h"), "days": ("d", " days"), "seconds": ("", " s"), "number": ("", ""),
    "percent": ("", "%"),
}  # fmt: skip
"""How a figure of each kind ends in the name of a field, and in a contract."""
_OTHER: Final = re.compile(r"\\\{[a-z_]+\\\}")


@dataclass(frozen=True, slots=True)
class InVariant:
    """A KPI in one variant: its value; blank where its divisor is 0, where fields are ``lacking``, or where they are ``apart``:
    not measured in the same places, so that their sums do not belong together.
    """

    variant: Mapping[str, str]
    how: Measured
    value: mpq | None
    lacking: tuple[str, ...] = ()
    apart: bool = False


def spread(
    definition: KpiDefinition,
    sums: Mapping[str, mpq],
    figures: Mapping[str, tuple[str, ...]],
    together: Callable[[tuple[str, ...]], bool] = lambda _fields: True,
) -> tuple[InVariant, ...]:
    """The value of a KPI in every variant from sums of base fields, exactly.

    ``figures`` has the thresholds and windows to try, by parameter. ``together`` says whether fields were measured in the same
    places, so that their sums belong together.
    """
    return tuple(_in_variant(measured(definition, v), v, sums, together) for v in all_variants(definition, figures))


def _in_variant(
    how: Measured, variant: Mapping[str, str], sums: Mapping[str, mpq], together: Callable[[tuple[str, ...]], bool]
) -> InVariant:
    lacking = tuple(field for field in how.fields if field not in sums)
    if lacking or not together(how.fields):
        return InVariant(variant, how, None, lacking, apart=not lacking)
    return InVariant(variant, how, evaluated(how.node, sums))


def evaluated(node: Node, sums: Mapping[str, mpq]) -> mpq | None:
    """The exact value of a formula of the catalogue; None where it divides by zero."""

    def figure_of(here: Node) -> Node:
        if isinstance(here, Figure):
            assert here.quantity is not None
            return Num(here.quantity.value)
        return Num(sums[here.id]) if isinstance(here, Ref) else here

    try:
        return number(rebuilt(node, figure_of), Place(Calculation((), (), ()), (), 0))
    except ZeroDivisionError:
        return None


def figures_in(definition: KpiDefinition, fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The thresholds and windows of a KPI for which there are fields, by parameter, from the shortest."""
    known = tuple(fields)
    return {p.id: _figures_of(definition, p, known) for p in definition.variant.values() if not p.choices}


def _figures_of(definition: KpiDefinition, parameter: Parameter, fields: tuple[str, ...]) -> tuple[str, ...]:
    letter, written = _LETTERS[parameter.kind]
    found: set[int] = set()
    for name in _names_with(definition, parameter):
        own = re.escape(name).replace(re.escape(f"{{{parameter.id}}}"), f"([0-9]+){letter}")
        pattern = re.compile(_OTHER.sub("[0-9]+[shd]?", own))
        found.update(int(match[1]) for field in fields if (match := pattern.fullmatch(field)))
    return tuple(f"{count}{written}" for count in sorted(found))


def _names_with(definition: KpiDefinition, parameter: Parameter) -> set[str]:
    """The names of fields in which a figure stands, with places for figures, over all choices."""
    figures = {p.id: ("{" + p.id + "}",) for p in definition.variant.values() if not p.choices}
    names: set[str] = set()
    for variant in all_variants(definition, figures):
        chosen = {name: said for name, said in variant.items() if definition.variant[name].choices}
        names.update(n for n in re.findall(r"[a-z{][a-z0-9_{}]*", fill(definition, chosen).text) if f"{{{parameter.id}}}" in n)
    return names
