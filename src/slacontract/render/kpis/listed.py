"""The catalogue as a list by sector, and the spread of the variants of a KPI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from slacontract.catalogue.definitions import KpiDefinition, sectors
from slacontract.formula.figures import write_short
from slacontract.languages import Language, message, say
from slacontract.quantities.units import Unit
from slacontract.render.kpis.words import BETTER, UNITS, wrapped

if TYPE_CHECKING:
    from slacontract.catalogue.spread import InVariant


def listed(found: Sequence[KpiDefinition], language: Language) -> str:
    """KPIs by sector: id, name, unit, and which way is better; ★ where a contract must name the variant."""
    lines: list[str] = []
    longest = max(len(d.id) for d in found) + 2
    for sector, name in sectors().items():
        members = [d for d in found if d.sector == sector]
        if members:
            lines += ["", say(name, language)]
            lines += [line for d in members for line in _line(d, longest, language)]
    told = message("★: the trade reads it in several ways. 'slacontract kpis NAME' explains one of them.")
    return "\n".join([*lines[1:], "", *wrapped(say(told, language), "")])


def _line(definition: KpiDefinition, longest: int, language: Language) -> list[str]:
    star = "★ " if definition.starred else "  "
    side = message("by variant") if definition.two_sided else BETTER[definition.better]
    told = f"{say(definition.name, language)} ({say(UNITS[definition.unit], language)}, {say(side, language)})"
    first = f"  {definition.id.ljust(longest)}{star}"
    return wrapped(told, " " * len(first), first)


def spread_told(definition: KpiDefinition, found: Sequence[InVariant], periods: Sequence[str], language: Language) -> str:
    """The value of each variant from the lowest, how far they lie apart, and which could not be measured."""
    known = sorted((v for v in found if v.value is not None), key=lambda v: v.value or 0)
    unknown = [v for v in found if v.value is None]
    over = periods[0] if len(periods) == 1 else f"{periods[0]} … {periods[-1]}" if periods else ""
    lines = [f"{definition.id}  {say(definition.name, language)}" + (f", {over}" if over else "")]
    for unit in dict.fromkeys(v.how.unit for v in known):
        alike = [v for v in known if v.how.unit is unit]
        lines += ["", *_values(alike, unit, language), "", *_apart(alike, unit, language)]
    if not known:
        lines += ["", say(message("None of its variants can be computed from these measures."), language)]
    if unknown:
        lines += ["", say(message("Not measured:"), language)]
        lines += [line for v in unknown for line in _lacking(v, language)]
    return "\n".join(lines)


def _values(alike: Sequence[InVariant], unit: Unit, language: Language) -> Iterator[str]:
    shown = [write_short(v.value, unit, language) for v in alike]
    longest = max(map(len, shown))
    for text, variant in zip(shown, alike, strict=True):
        first = f"  {text.rjust(longest)}  "
        yield from wrapped(_said(variant), " " * len(first), first)


def _said(found: InVariant) -> str:
    return ", ".join(f"{name}: {chosen}" for name, chosen in found.variant.items()) or "–"


def _apart(alike: Sequence[InVariant], unit: Unit, language: Language) -> Iterator[str]:
    low, high = alike[0].value, alike[-1].value
    assert low is not None
    assert high is not None
    if len(alike) > 1:
        apart = write_short(
            (high - low) * (100 if unit is Unit.RATIO else 1), Unit.NUMBER if unit is Unit.RATIO else unit, language
        )
        what = message("{apart} points") if unit is Unit.RATIO else message("{apart}")
        told = message("The same records, {count} definitions: {what} between the lowest and the highest.", count=str(len(alike)),
                       what=message(what.text, apart=apart))  # fmt: skip
        yield from wrapped(say(told, language), "")


def _lacking(found: InVariant, language: Language) -> list[str]:
    if found.apart:
        fields = ", ".join(found.how.fields)
        told = message("{variant}: {fields} were not measured in the same places", variant=_said(found), fields=fields)
    elif not found.lacking:
        told = message("{variant}: its divisor is 0", variant=_said(found))
    else:
        told = message("{variant}: lacks {fields}", variant=_said(found), fields=", ".join(found.lacking))
    return wrapped(say(told, language), "    ", "  ")
