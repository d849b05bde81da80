"""One KPI of the catalogue explained: what it is, what a contract must say of it, how it is used, a text to paste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from slacontract.catalogue.compiled import read_data
from slacontract.catalogue.definitions import Alias, KpiDefinition, Parameter, sectors
from slacontract.catalogue.variants import Measured, all_variants, measured, needed_with
from slacontract.languages import Argument, Language, message, say, write_number
from slacontract.quantities.units import Unit
from slacontract.render.kpis.words import BETTER, UNITS, fraction, wilson, wrapped

CHOOSE: Final = "CHOOSE"
"""What stands in the text to paste for a choice: `check` refuses it and lists the choices."""

_TOGETHER: Final = {
    "sums": message("Fields are added up over members and periods, and divided last; a mean of ratios is another figure."),
    "cohort": message("A case belongs to the period of its first event, and is known when its window has closed."),
    "snapshot": message("It is a moment: added up over members, never over periods."),
    "rows": message("It is made of the single records; figures of days or members cannot be put together."),
}
_KINDS: Final = {
    "duration": message("whole seconds, such as {usual}"), "hours": message("whole hours or days, such as {usual}"),
    "days": message("whole days, such as {usual}"), "seconds": message("whole seconds, such as {usual}"),
    "number": message("a whole number, such as {usual}"), "percent": message("a percentage, such as {usual}"),
}  # fmt: skip
_PURPOSES: Final = {
    "gate": message("Good as a gate: a condition without which there is no bonus."),
    "legal": message("It watches a legal duty."),
    "relief": message("Good as a reason for relief, not as a promise of the vendor."),
    "diagnosis": message("Good to find causes, poor as a promise."),
}


def explained(definition: KpiDefinition, language: Language) -> str:
    """Everything the catalogue says of a KPI, as text."""
    lines = [*_head(definition, language), ""]
    lines += [*_definition(definition, language), ""]
    if definition.variant:
        lines += [_heading("What the contract must say", language), *_parameters(definition, language), ""]
    lines += [_heading("How it is used", language), *_use(definition, language), ""]
    lines += [_heading("To paste under kpis:", language), *to_paste(definition, language).splitlines()]
    return "\n".join(line.rstrip() for line in lines)


def _heading(text: str, language: Language) -> str:
    return say(message(text), language)


def _head(definition: KpiDefinition, language: Language) -> Iterator[str]:
    star = " ★" if definition.starred else ""
    other: Language = "es" if language == "en" else "en"
    yield f"{definition.id}{star}  {say(definition.name, language)} / {say(definition.name, other)}"
    also = ", ".join(definition.told.also)
    told = message("{sector}; also called: {names}", sector=sectors()[definition.sector], names=also)
    yield from wrapped(say(told if also else sectors()[definition.sector], language), "  ")


def _definition(definition: KpiDefinition, language: Language) -> Iterator[str]:
    side = message("which way is better depends on the variant") if definition.two_sided else BETTER[definition.better]
    told = message("{means} In {unit}; {side}.", means=definition.told.means, unit=UNITS[definition.unit], side=side)
    yield from wrapped(say(told, language), "")
    if definition.told.ready_made is not None:
        yield from wrapped(say(message("It is delivered ready-made: {why}", why=definition.told.ready_made), language), "")
        return
    variant = next(iter(all_variants(definition, first_figures(definition))))
    if variant:
        yield ""
        listed = ", ".join(f"{name}: {said}" for name, said in variant.items())
        yield from wrapped(say(message("With {variant}:", variant=f"{{{listed}}}"), language), "")
    yield ""
    yield from fraction(measured(definition, variant).node, language, "    ")


def first_figures(definition: KpiDefinition) -> dict[str, tuple[str, ...]]:
    """The first usual figure of every parameter that is one."""
    return {p.id: p.usual[:1] for p in definition.variant.values() if not p.choices}


def _parameters(definition: KpiDefinition, language: Language) -> Iterator[str]:
    for parameter in definition.variant.values():
        only = _only_with(definition, parameter, language)
        asked = f"{parameter.id}: {say(parameter.means, language)}"
        yield from wrapped(f"{asked} ({only})" if only else asked, "    ", "  ")
        if not parameter.choices:
            usual = message(_KINDS[parameter.kind].text, usual=", ".join(parameter.usual))
            yield from wrapped(say(usual, language), "    ")
        longest = max((len(choice) for choice in parameter.choices), default=0)
        for choice in parameter.choices.values():
            first = f"    {choice.id.ljust(longest)}  "
            yield from wrapped(say(choice.means, language), " " * len(first), first)


def _only_with(definition: KpiDefinition, parameter: Parameter, language: Language) -> str:
    needed = needed_with(definition, parameter)
    if needed is None:
        return ""
    other, choices = needed
    return say(message("only with {parameter}: {choices}", parameter=other.id, choices=", ".join(choices)), language)


def _use(definition: KpiDefinition, language: Language) -> Iterator[str]:
    def told(what: Argument) -> list[str]:
        return wrapped(say(what, language), "  ")

    yield from told(_TOGETHER[definition.use.aggregation])
    if definition.use.least is not None and definition.use.cases is not None:
        yield from told(_least(definition, language))
    models = definition.use.billing
    if models == ("all",):
        yield from told(message("It suits any billing model."))
    elif models:
        yield from told(message("It suits lines {models}.", models=", ".join(models)))
    for purpose in definition.use.purposes:
        yield from told(_PURPOSES[purpose]) if purpose in _PURPOSES else ()
    if definition.told.traps is not None:
        yield from told(message("Mind: {traps}", traps=definition.told.traps))
    known = read_data("sources.yaml")
    yield from told(message("Source: {sources}.", sources="; ".join(known[tag][language] for tag in definition.told.sources)))


def _least(definition: KpiDefinition, language: Language) -> Argument:
    least, cases = definition.use.least, definition.use.cases
    assert least is not None
    assert cases is not None
    if definition.domain != "proportion":
        return message("At least {least} {cases}.", least=str(least), cases=cases)
    low, high = (
        write_number((edge * 100).normalize().quantize(Decimal("0.1")), language) for edge in wilson(Decimal("0.8"), least)
    )
    return message(
        "At least {least} {cases}: with so many, 80% measured is a truth between {low}% and {high}% (Wilson interval of 95%).",
        least=str(least), cases=cases, low=low, high=high,
    )  # fmt: skip


_TARGETS: Final[Mapping[tuple[Unit, str], str]] = {
    (Unit.RATIO, "higher"): ">= 80%", (Unit.RATIO, "lower"): "<= 5%", (Unit.RATIO, "neither"): ">= 80% and <= 88%",
    (Unit.SECONDS, "lower"): "<= 30 s", (Unit.SECONDS, "neither"): ">= 240 s and <= 360 s", (Unit.HOURS, "lower"): "<= 24",
    (Unit.DAYS, "lower"): "<= 5", (Unit.POINTS, "lower"): "<= 5 points", (Unit.MONEY, "lower"): "<= 10",
}  # fmt: skip


def to_paste(definition: KpiDefinition, language: Language) -> str:
    """A KPI as a contract would have it; what must be chosen says so, with the choices beside it."""
    lines = [f"  {definition.id}:", "    clause: Annex B 1", f"    kpi: {definition.id}"]
    if definition.formula is None:
        lines.append("    variant: ready_made")
    elif definition.variant:
        lines.append("    variant:")
        lines += [_pasted(definition, p, language) for p in definition.variant.values()]
    how = definition if definition.formula is None else _any_variant(definition)
    target = _TARGETS.get((how.unit, how.better), ">= 10" if how.better != "lower" else "<= 10")
    return "\n".join([*lines, f'    target: "{target}"', "    missing: neutral"])


def _any_variant(definition: KpiDefinition) -> Measured:
    return measured(definition, next(iter(all_variants(definition, first_figures(definition)))))


def _pasted(definition: KpiDefinition, parameter: Parameter, language: Language) -> str:
    """A line of the variant; what only some choices need is a comment, to be made a line with them."""
    only = _only_with(definition, parameter, language)
    said = CHOOSE if parameter.choices else parameter.usual[0]
    beside = ", ".join(parameter.choices) if parameter.choices else say(parameter.means, language)
    return f"      {'# ' if only else ''}{parameter.id}: {said}    # {f'{only}; ' if only else ''}{beside}"


def alias_explained(alias: Alias, language: Language) -> str:
    """Why a name is no KPI, and which it can be."""
    meant = ", ".join(alias.could_be)
    told = message("{told} A contract writes which: kpi: {meant}.", told=alias.told, meant=meant)
    return "\n".join(wrapped(say(told, language), ""))
