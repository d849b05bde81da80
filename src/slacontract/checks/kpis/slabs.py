"""C213, C214, C218 and C224: slabs that follow each other from the knee, each of whole steps where only whole ones count."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.checks.kpis.direction import Way
from slacontract.checks.terms import how_measured
from slacontract.findings import Finding, finding
from slacontract.model.contract import Contract
from slacontract.model.kpis.kpi import points_count_against
from slacontract.model.kpis.scales import SlabScale

_ACCEPT = "Correct the payment, or accept it: accept: [{code: C218, why: ...}]."


def slabs_sound(contract: Contract) -> Iterator[Finding]:
    """Slabs begin at one knee and follow each other away from it; only the last has no end."""
    for name, kpi in contract.kpis.items():
        if kpi.slabs is not None:
            yield from _knee(str(name), kpi.slabs)
            if (kpi.slabs.above is None) != (kpi.slabs.below is None) and kpi.slabs.step.value > 0:
                yield from _ends(str(name), kpi.slabs)


def _knee(name: str, said: SlabScale) -> Iterator[Finding]:
    if said.step.value <= 0:
        yield finding("C214", said.step.at, f"The step of '{name}' is {said.step.text}.", "Write a step above zero.")
    if not said.parts:
        yield finding("C202", said.place_of("parts"), f"The slabs of '{name}' list nothing.", "Write what each step pays.")
    if said.above is None and said.below is None:
        yield finding("C213", said.place, f"'{name}' does not say from where its steps count.", "Add 'above:' or 'below:'.")
    elif said.above is not None and said.below is not None:
        yield finding("C213", said.below.at, f"The steps of '{name}' count above one value and below another.",
                      "Keep one of them.", said.above.at)  # fmt: skip


def _ends(name: str, said: SlabScale) -> Iterator[Finding]:
    before, way = said.knee, 1 if said.above else -1
    for number, part in enumerate(said.parts, 1):
        if part.to is None:
            if number < len(said.parts):
                yield finding("C224", part.place, f"Slab {number} of '{name}' has no end, and others follow.", "Add 'to:'.")
                return
            continue
        width = (part.to.value - before.value) * way
        if width <= 0 and part.to.unit is before.unit:
            yield finding("C224", part.to.at, f"The slab to {part.to.text} does not lie beyond {before.text}.",
                          "Write the slabs from the knee outwards.", before.at)  # fmt: skip
        elif said.count != "exact" and (width / said.step.value).denominator != 1:
            yield finding("C224", part.to.at, f"From {before.text} to {part.to.text} are no whole steps of {said.step.text}.",
                          "Let slabs end where a step does, or write 'count: exact'.", said.step.at)  # fmt: skip
        before = part.to


def slabs_rightly(contract: Contract) -> Iterator[Finding]:
    """Steps towards the better side pay a bonus, steps towards the worse side a penalty; points against the vendor turn it."""
    for name, kpi in contract.kpis.items():
        how, said = how_measured(kpi), kpi.slabs
        if how is None or said is None or how.better == "neither" or (said.above is None) == (said.below is None):
            continue
        against = kpi.gives_points and points_count_against(name, contract.kpis)
        if kpi.gives_points and not any(name in other.sources for other in contract.kpis.values()):
            continue
        way = Way(str(name), how.unit, how.better == "higher", against)
        better = (said.above is not None) == way.higher
        for part in said.parts:
            if part.pay.value and (better != against) != (part.pay.value > 0):
                side = "above" if said.above is not None else "below"
                what = f"{name} pays {part.pay.text} for each step {side} its knee, its {'better' if better else 'worse'} side."
                yield finding("C218", part.pay.at, what, _ACCEPT)
