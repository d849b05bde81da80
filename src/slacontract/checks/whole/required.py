"""C202 and C225: whatever moves money is said, and said once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from slacontract.checks.terms import paying
from slacontract.findings import Finding, finding
from slacontract.model.billing.lines import Priced
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

_SCALES = ("bands", "curve", "per_unit", "slabs", "matrix", "pay")


_DEFINITIONS = {
    "kpi": "a KPI of the catalogue", "formula": "a formula", "points_of": "a sum of points", "scorecard": "a scorecard",
}  # fmt: skip
"""How a KPI can be defined, and what it then is."""


def price_said(contract: Contract) -> Iterator[Finding]:
    """A line that bills a quantity has one rate, tiers, or packages: one of them."""
    for name, line in contract.billing.items():
        if not isinstance(line, Priced):
            continue
        said = [key for key in ("rate", "tiers", "packages") if getattr(line, key) is not None]
        if not said:
            yield finding("C202", line.place, f"'{name}' has no price.", "Add 'rate:', 'tiers:' or 'packages:'.")
        for key in said[1:]:
            what = f"'{name}' has {'a rate' if said[0] == 'rate' else said[0]} and {key}."
            yield finding("C202", line.place_of(key), what, "Delete one of them.", line.place_of(said[0]))


def kpi_defined(contract: Contract) -> Iterator[Finding]:
    """A KPI is one of the catalogue, or a formula with its unit and its better side."""
    for name, kpi in contract.kpis.items():
        said = [key for key in _DEFINITIONS if getattr(kpi, key)]
        if not said:
            yield finding("C202", kpi.place, f"It is not said what '{name}' measures.",
                          "Add 'kpi:' with an id of the catalogue, or 'formula:'.")  # fmt: skip
        elif len(said) > 1:
            one, other = (_DEFINITIONS[key] for key in said[:2])
            yield finding("C202", kpi.place_of(said[1]), f"'{name}' is {one} and {other} at once.",
                          f"Delete '{said[0]}:' or '{said[1]}:'.", kpi.place_of(said[0]))  # fmt: skip
        elif kpi.formula is not None:
            yield from _formula_terms(name, kpi)


def _formula_terms(name: Word, kpi: Kpi) -> Iterator[Finding]:
    choices = {"unit": "percent, seconds, number, count, money", "better": "higher, lower, neither"}
    for key, allowed in choices.items():
        if getattr(kpi, key) is None:
            yield finding("C202", kpi.place, f"'{key}' is not said for '{name}', which has a formula of its own.",
                          f"Add '{key}:'. Choices: {allowed}.")  # fmt: skip


def one_scale(contract: Contract) -> Iterator[Finding]:
    """A KPI pays by bands, by a curve or by steps: one of them."""
    for name, kpi in contract.kpis.items():
        said = [key for key in _SCALES if getattr(kpi, key)]
        for extra in said[1:]:
            yield finding("C202", kpi.place_of(extra), f"'{name}' pays by {said[0]} and by {extra}.",
                          "Keep one of them, or make a second KPI.", kpi.place_of(said[0]))  # fmt: skip
        if kpi.curve and kpi.beyond is None:
            yield finding("C202", kpi.place, f"'{name}' does not say what its curve pays outside of its points.",
                          "Add 'beyond: flat': the first and the last payment go on. Choices for each side: flat, nothing, "
                          "continued, as in {below: nothing, above: flat}.")  # fmt: skip
        if kpi.beyond is not None and not kpi.curve:
            yield finding("C202", kpi.place_of("beyond"), f"'{name}' says what a curve pays, and has none.",
                          "Add the curve, or delete 'beyond'.")  # fmt: skip


def base_said(contract: Contract) -> Iterator[Finding]:
    """A percentage is a percentage of something named."""
    for name, kpi in paying(contract):
        named = (*kpi.payments, *((kpi.withhold,) if kpi.withhold else ()))
        percent = next((pay for pay in named if pay.unit in {Unit.RATIO, Unit.DAYS} and pay.value), None)
        if percent is not None and kpi.base is None:
            lines = "".join(f", billing.{line}" for line in contract.billing)
            yield finding("C202", kpi.place, f"'{name}' pays {percent.text}, and it is not said of what.",
                          f"Add 'base:'. Choices: billing{lines}, or an amount of money.", percent.at)  # fmt: skip


def missing_said(contract: Contract) -> Iterator[Finding]:
    """A KPI that pays says what a period without a figure pays."""
    for name, kpi in contract.kpis.items():
        if kpi.scaled and not kpi.points_of and kpi.missing is None:
            yield finding("C202", kpi.place, f"'{name}' does not say what is paid when its figure is missing.",
                          "Add 'missing:'. Choices: neutral (nothing)"
                          f"{'' if kpi.without_end else ', worst (the lowest payment of its scale)'}.")  # fmt: skip


def missing_computable(contract: Contract) -> Iterator[Finding]:
    """A scale without end has no worst payment."""
    for name, kpi in contract.kpis.items():
        endless = kpi.beyond is not None and "continued" in {kpi.beyond.below, kpi.beyond.above}
        if endless and kpi.missing == "worst":
            yield finding("C225", kpi.place_of("missing"), f"'{name}' pays by a curve without end, so there is no worst payment.",
                          "Write 'missing: neutral', or let the curve end.", kpi.place_of("beyond"))  # fmt: skip
        if kpi.without_end and kpi.missing == "worst":
            steps = "steps" if kpi.per_unit or kpi.slabs else "a share of its value,"
            what = f"'{name}' pays by {steps} without end, so there is no worst payment."
            remedy = "Write 'missing: neutral', or pay by bands or a curve."
            yield finding("C225", kpi.place_of("missing"), what, remedy, kpi.place_of(kpi.without_end))


def limits_said(contract: Contract) -> Iterator[Finding]:
    """A contract whose KPIs pay says its limits, if only that it has none."""
    if contract.limits is None and any(True for _ in paying(contract)):
        yield finding("C213", contract.place, "KPIs pay, and it is not said up to how much.",
                      "Add 'limits:' in the order in which they apply, or 'limits: []' if none is meant.")  # fmt: skip


def nothing_listed(contract: Contract) -> Iterator[Finding]:
    """A list that is said is not empty; only gates, limits and acceptances may say that there are none."""
    for name, kpi in contract.kpis.items():
        yield from _empty_lists(str(name), kpi, (*_SCALES[:3], "each", "where", "points_of"))
        if kpi.scorecard is not None:
            yield from _empty_lists(str(name), kpi.scorecard, ("weights",))
    for name, line in contract.billing.items():
        yield from _empty_lists(str(name), line, ("each", "where"))
        if isinstance(line, Priced) and line.tiers is not None:
            yield from _empty_lists(str(name), line.tiers, ("steps",))
    for number, gate in enumerate(contract.gates, 1):
        yield from _empty_lists(f"gate {number}", gate, ("kpis",))


MOST_STEPS: Final = 50


def few_enough(contract: Contract) -> Iterator[Finding]:
    """A scale or price list has at most so many steps: a cell's formula asks for one after the other."""
    for name, kpi in contract.kpis.items():
        for key in ("bands", "curve"):
            count = len(getattr(kpi, key))
            if count > MOST_STEPS:
                yield finding("C214", kpi.place_of(key), f"'{name}' has {count} {key}; at most {MOST_STEPS} fit into a cell.",
                              "Join steps, or write a curve or per_unit instead.")  # fmt: skip
        for key in ("rows", "columns"):
            count = len(getattr(kpi.matrix, key, ()))
            if kpi.matrix is not None and count > MOST_STEPS:
                yield finding("C214", kpi.matrix.place_of(key), f"The matrix of '{name}' has {count} {key}; at most "
                              f"{MOST_STEPS} fit into a cell.", "Join some of them.")  # fmt: skip
        if kpi.scorecard is not None and len(kpi.scorecard.weights) > MOST_STEPS:
            yield finding("C214", kpi.scorecard.place_of("weights"), f"'{name}' weighs {len(kpi.scorecard.weights)} KPIs; at "
                          f"most {MOST_STEPS} fit into a cell.", "Weigh some of them in a scorecard of their own.")  # fmt: skip


def _empty_lists(name: str, noun: Noun, keys: tuple[str, ...]) -> Iterator[Finding]:
    for key in keys:
        if noun.says(key) and not getattr(noun, key):
            yield finding("C202", noun.place_of(key), f"'{key}' of '{name}' lists nothing.", "Fill it, or delete the key.")
    for dimension, members in getattr(noun, "where", {}).items():
        if not all(member.strip() for member in members) or not members:
            yield finding("C202", dimension.at, f"'where' of '{name}' names no {dimension}.", "Name at least one member.")
