"""C202, C214, C222, C225 and C231: reliefs and gates say one reason and one effect, and what they need to be decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gmpy2 import mpq

from slacontract.checks.places import within
from slacontract.checks.terms import how_measured, shown
from slacontract.findings import Finding, finding
from slacontract.model.conditions import conditions_of
from slacontract.model.contract import Contract
from slacontract.model.kpis.excuses import MarginOfError, Relief
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

REASONS: Final = ("when", "first", "until", "margin_of_error")


def _reliefs(contract: Contract) -> Iterator[Relief]:
    yield from contract.relief
    for kpi in contract.kpis.values():
        yield from kpi.relief


def relief_reason(contract: Contract) -> Iterator[Finding]:
    """A relief has one reason."""
    for relief in _reliefs(contract):
        said = [key for key in REASONS if getattr(relief, key) is not None]
        if not said:
            yield finding("C202", relief.place, "The relief does not say its reason.",
                          "Add one of 'when:', 'first:', 'until:' and 'margin_of_error:'.")  # fmt: skip
        for extra in said[1:]:
            yield finding("C231", relief.place_of(extra), f"The relief has two reasons, '{said[0]}' and '{extra}'.",
                          "Keep one, or write two reliefs; join conditions by 'and' in one 'when:'.",
                          relief.place_of(said[0]))  # fmt: skip


def relief_decidable(contract: Contract) -> Iterator[Finding]:
    """What a reason needs to be decided is said, and nothing else."""
    for relief in _reliefs(contract):
        asks = relief.when is not None or relief.margin_of_error is not None
        if asks and relief.missing is None:
            yield finding("C202", relief.place, "The relief does not say what holds when a figure of its reason is missing.",
                          "Add 'missing:'. Choices: met (there is relief), not_met (there is none).")  # fmt: skip
        if not asks and relief.missing is not None:
            yield finding("C231", relief.place_of("missing"), "'missing' belongs to a condition over figures.", "Delete it.")
        if relief.first is not None and relief.counted is None:
            yield finding("C202", relief.place, f"It is not said of what the relief counts the first {relief.first}.",
                          "Add 'counted:'. Choices: term (periods of the term), measured (periods with a result).")  # fmt: skip
        if relief.first is None and relief.counted is not None:
            yield finding("C231", relief.place_of("counted"), "'counted' belongs to 'first:'.", "Delete it.")
        if relief.first == 0:
            yield finding("C214", relief.place_of("first"), "The relief holds in no period.", "Write 1 or more, or delete it.")


def relief_of_several(contract: Contract) -> Iterator[Finding]:
    """What is counted for one KPI cannot be said of several."""
    for relief in contract.relief:
        if relief.counted == "measured":
            yield finding("C231", relief.place_of("counted"), "Results are counted for one KPI, and this relief is of several.",
                          "Write the relief in each KPI, or 'counted: term'.")  # fmt: skip
        if relief.margin_of_error is not None:
            yield finding("C231", relief.place_of("margin_of_error"), "A margin of error is that of one KPI's sample.",
                          "Write the relief in the KPI.")  # fmt: skip


def relief_until(contract: Contract) -> Iterator[Finding]:
    """Relief until a day ends with a period."""
    ends = {period.last_day for period in contract.schedule.periods()} if contract.term.from_ <= contract.term.to else set()
    for relief in _reliefs(contract):
        if relief.until is not None and ends and relief.until not in ends:
            near = [day for day in sorted(ends) if day > relief.until]
            remedy = f"Write the last day of a period, such as {near[0] if near else max(ends)}."
            yield finding("C222", relief.until.at, f"{relief.until} is not the last day of a period.", remedy)


def relief_effects(contract: Contract) -> Iterator[Finding]:
    """A relief takes back, and does not add; and it is of a KPI that pays."""
    for relief in _reliefs(contract):
        for side, share in relief.effect.shares:
            if share.value > 1:
                yield finding("C231", share.at, f"The relief keeps {share.text} of the {side}, which is more than there is.",
                              "Write 100% or less; what raises a penalty is a gate or a repeat.")  # fmt: skip
    for name, kpi in contract.kpis.items():
        for relief in kpi.relief:
            if not kpi.scaled and relief.effect.counts == "own":
                yield finding("C231", relief.place, f"'{name}' pays nothing that could be excused.",
                              "Give it a scale, write 'effect: not_measured', or delete the relief.")  # fmt: skip


def last_result(contract: Contract) -> Iterator[Finding]:
    """Where the last result stands in, it is said what holds before there is one."""
    for name, kpi in contract.kpis.items():
        shared = [relief for relief in contract.relief if not relief.kpis or name in relief.kpis]
        last = next((relief for relief in (*kpi.relief, *shared) if relief.effect.counts == "last"), None)
        place = kpi.place_of("missing") if kpi.missing == "last" else last.effect.at if last else None
        if place is not None and kpi.before_first is None:
            worst = "" if kpi.without_end else ", worst (the lowest payment of its scale)"
            yield finding("C202", kpi.place, f"'{name}' is judged by its last result, and may not have one yet.",
                          f"Add 'before_first:'. Choices: neutral (nothing){worst}.", place)  # fmt: skip
        if place is None and kpi.before_first is not None:
            yield finding("C231", kpi.place_of("before_first"), f"No last result of '{name}' ever stands in.",
                          "Delete 'before_first:', or write 'missing: last'.")  # fmt: skip
        if kpi.without_end and kpi.before_first == "worst":
            steps = "steps" if kpi.per_unit or kpi.slabs else "a share of its value,"
            what = f"'{name}' pays by {steps} without end, so there is no worst payment."
            remedy = "Write 'before_first: neutral', or pay by bands or a curve."
            yield finding("C225", kpi.place_of("before_first"), what, remedy, kpi.place_of(kpi.without_end))


def margins(contract: Contract) -> Iterator[Finding]:
    """A margin of error is that of a share of cases that has a better side."""
    for name, kpi in contract.kpis.items():
        for relief in kpi.relief:
            if relief.margin_of_error is not None:
                yield from _margin(str(name), kpi, relief.margin_of_error)


def _margin(name: str, kpi: Kpi, margin: MarginOfError) -> Iterator[Finding]:
    how = how_measured(kpi)
    if how is None:
        return
    if how.unit is not Unit.RATIO or how.better == "neither":
        remedy = "A margin of error is that of a percentage that is better when higher, or when lower."
        yield finding("C231", margin.place, f"'{name}' is not a share of cases with a better side.", remedy, kpi.place)
    elif margin.threshold.unit is not Unit.RATIO or not 0 < margin.threshold.value < 1:
        text = shown(margin.threshold.value, margin.threshold.unit)
        yield finding("C231", margin.threshold.at, f"The threshold is {text}.", "Write a percentage between 0% and 100%.")
    if not 0 < margin.z.value <= mpq(10):
        remedy = "Write the z of the confidence agreed: 1.96 for 95%, two-sided."
        yield finding("C214", margin.z.at, f"z is {margin.z.text}.", remedy)


def relief_names(contract: Contract) -> Iterator[Finding]:
    """No two reliefs of one KPI, and no two of the contract, are called the same, by name or by number."""
    groups: list[tuple[Relief, ...]] = [contract.relief, *(kpi.relief for kpi in contract.kpis.values())]
    for reliefs in groups:
        seen: dict[str, Word] = {}
        for relief in reliefs:
            if relief.name is not None and relief.name in seen:
                yield finding("C216", relief.name.at, f"'{relief.name}' is the name of another relief too.",
                              "Give each its own.", seen[relief.name].at)  # fmt: skip
            elif relief.name is not None:
                seen[str(relief.name)] = relief.name


def relief_order(contract: Contract) -> Iterator[Finding]:
    """A relief is decided before KPIs are added up to others, so it cannot ask for these."""
    for said in conditions_of(contract):
        derived = said.kpi is not None and contract.kpis[said.kpi].derived
        for name in said.names if said.what == "relief" and not derived else ():
            kpi = contract.kpis.get(Word(name))
            if kpi is not None and kpi.derived:
                at = within(said.of.text, said.of.at, name)
                yield finding("C231", at, f"'{name}' is made of other KPIs, and is not known yet when reliefs are decided.",
                              "Name the KPIs that it is made of, or write a gate.", kpi.place)  # fmt: skip
