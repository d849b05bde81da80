"""C202, C211, C213, C214 and C229: retentions that say what releases them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from slacontract.checks.spans_of_time import shorter_than_a_period
from slacontract.checks.terms import listed
from slacontract.findings import Finding, finding, nearest
from slacontract.model.billing.retentions import Retention
from slacontract.model.contract import Contract


def retentions_said(contract: Contract) -> Iterator[Finding]:
    """A retention withholds a part, and what depends on KPIs says which, what they release, and what a missing figure is."""
    for said in contract.retentions:
        if not 0 <= said.withheld.value <= 1 or (not said.withheld.value and contract.replaces is None):
            yield finding("C214", said.withheld.at, f"{said.withheld.text} is withheld.", "Write more than 0%, and at most 100%.")
        if said.kpis and not said.release:
            yield finding("C202", said.place, "It is not said what a share of targets met releases.", "Add 'release:', such as "
                          "[{at_least: 100%, released: 100%}, {at_least: 80%, released: 50%}, {released: 0%}].")  # fmt: skip
        if said.kpis and said.missing is None:
            yield finding("C202", said.place, "It is not said what a KPI without a figure counts as.",
                          "Add 'missing:'. Choices: met, missed.")  # fmt: skip
        for key in ("release", "missing"):
            if not said.kpis and getattr(said, key):
                yield finding("C229", said.place_of(key), "No KPI releases this retention.", f"Add 'kpis:', or delete '{key}:'.")
        if shorter_than_a_period(contract, said.every):
            yield finding("C229", said.place_of("every"), f"A {said.every} is shorter than the periods of the contract.",
                          "Write 'period', or a longer span.", contract.periods.place_of("every"))  # fmt: skip
        if said.every == "period" and not said.kpis:
            yield finding("C229", said.place_of("every"), "What is withheld would be released in the same period.",
                          "Count a longer span, or name the KPIs that release it.")  # fmt: skip


def retention_kpis(contract: Contract) -> Iterator[Finding]:
    """The KPIs that release a retention are there, once each, and have a target."""
    for said in contract.retentions:
        for place, name in enumerate(said.kpis):
            if name not in contract.kpis:
                yield finding("C211", name.at, f"'{name}' is no KPI of this contract.", nearest(name, listed(contract.kpis)))
            elif contract.kpis[name].target is None:
                yield finding("C229", name.at, f"'{name}' has no target that could be met.", "Add 'target:' to it.",
                              contract.kpis[name].place)  # fmt: skip
            if name in said.kpis[:place]:
                yield finding("C213", name.at, f"'{name}' stands twice.", "Delete one.")


def releases_follow(contract: Contract) -> Iterator[Finding]:
    """The steps of a release stand from the highest share to the lowest, and the last takes what is left."""
    for said in contract.retentions:
        yield from _steps(said)


def _steps(said: Retention) -> Iterator[Finding]:
    for step in said.release:
        if not 0 <= step.released.value <= 1:
            yield finding("C214", step.released.at, f"{step.released.text} is released.", "Write 0% to 100%.")
    *upper, last = said.release or (None,)
    if last is not None and last.at_least is not None:
        yield finding("C213", last.at_least.at, f"Nothing is said for less than {last.at_least.text} of the targets.",
                      "Add a last step without 'at_least:', such as {released: 0%}.")  # fmt: skip
    for step in upper:
        if step is not None and step.at_least is None:
            yield finding(
                "C213", step.place, "A step that is not the last holds for any share.", "Add 'at_least:', or move it down."
            )
    for above, below in pairwise(step for step in said.release if step.at_least is not None):
        assert above.at_least is not None
        assert below.at_least is not None
        if below.at_least.value >= above.at_least.value:
            yield finding("C213", below.at_least.at, f"The step from {below.at_least.text} stands after the one from "
                          f"{above.at_least.text}.", "Write the steps from the highest share to the lowest.",
                          above.at_least.at)  # fmt: skip
