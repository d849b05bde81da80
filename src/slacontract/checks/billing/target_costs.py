"""C202, C207, C213, C214 and C229: target costs whose ranges follow each other, and whose span can be settled as it is said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from slacontract.checks.kpis.definitions import names_in
from slacontract.checks.spans_of_time import shorter_than_a_period
from slacontract.findings import Finding, finding
from slacontract.model.billing.target_costs import TargetCost
from slacontract.model.contract import Contract
from slacontract.quantities.units import Unit


def target_costs_said(contract: Contract) -> Iterator[Finding]:
    """A target cost says when it is settled, and compares what its measures can be compared with."""
    for name, said in contract.target_costs.items():
        if said.settled is None and said.every != "period":
            yield finding("C202", said.place, f"It is not said when '{name}' is settled.", "Add 'settled:'. Choices: at_close "
                                                                                           "(once, when "
                          "the span closes), running (in each period, less what was settled before).")  # fmt: skip
        if said.settled is not None and said.every == "period":
            yield finding("C229", said.place_of("settled"), "A period is settled by itself.", "Delete 'settled:', or count a "
                                                                                              "longer "
                          "span.", said.place_of("every"))  # fmt: skip
        if not names_in(said.outturn):
            yield finding("C212", said.outturn.at, f"The outturn of '{name}' reads no measure.", "Name the measure of the cost.")
        elif said.settled == "running" and said.figures == "of_the_period" and not names_in(said.target):
            yield finding("C229", said.place_of("settled"), "The costs so far would be compared with the target of the whole "
                                                            "span.",
                          "Write 'settled: at_close'; or give the target by periods, or the latest forecast of the whole cost.",
                          said.target.at)  # fmt: skip
        if shorter_than_a_period(contract, said.every):
            yield finding("C229", said.place_of("every"), f"A {said.every} is shorter than the periods of the contract.",
                          "Write 'period', or a longer span.", contract.periods.place_of("every"))  # fmt: skip


def ranges_follow(contract: Contract) -> Iterator[Finding]:
    """The ranges of a target cost follow each other up to the last, which has no end; shares are between 0% and 100%."""
    for name, said in contract.target_costs.items():
        yield from _ends(str(name), said)
        for each in said.ranges:
            if not 0 <= each.vendor.value <= 1:
                yield finding("C214", each.vendor.at, f"The vendor's share is {each.vendor.text}.", "Write 0% to 100%.")


def _ends(name: str, said: TargetCost) -> Iterator[Finding]:
    if not said.ranges:
        yield finding("C202", said.place_of("ranges"), f"'{name}' has no range.", "Write the shares: [{up_to: 100%, vendor: "
                                                                                  "50%}, "
                      "{vendor: 0%}].")  # fmt: skip
        return
    *closed, last = said.ranges
    if last.up_to is not None:
        yield finding("C213", last.up_to.at, f"The last range of '{name}' ends at {last.up_to.text}, and nothing is said above.",
                      "Add a last range without 'up_to:'; 'vendor: 0%' where the client bears it.")  # fmt: skip
    for each in closed:
        if each.up_to is None:
            yield finding("C213", each.place, f"A range of '{name}' that is not the last has no end.", "Add 'up_to:'.")
        elif each.up_to.unit not in {Unit.RATIO, Unit.NUMBER}:
            yield finding("C207", each.up_to.at, f"'{each.up_to.text}' is no cost.",
                          "Write a percentage of the target, or money.")  # fmt: skip
        elif each.up_to.value <= 0:
            yield finding("C214", each.up_to.at, f"The range ends at {each.up_to.text}.", "Write an end above zero.")
    ends = [each.up_to for each in closed if each.up_to is not None]
    for before, after in pairwise(ends):
        if before.unit is not after.unit:
            yield finding("C207", after.at, f"'{before.text}' and '{after.text}' are of different units.",
                          "Write all ends as percentages of the target, or all as money.", before.at)  # fmt: skip
        elif before.value >= after.value:
            yield finding("C213", after.at, f"The range up to {after.text} stands after the one up to {before.text}.",
                          "Write the ranges from the lowest costs to the highest.", before.at)  # fmt: skip
