"""C202, C211, C214 and C232: small amounts that are not paid: how small, what becomes of them, and over an amendment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from slacontract.checks.terms import paying
from slacontract.findings import Finding, finding
from slacontract.model.contract import Contract
from slacontract.model.de_minimis import DeMinimis


def _all(contract: Contract) -> Iterator[tuple[str, DeMinimis]]:
    """Every rule on small amounts, with what it is on."""
    yield from ((f"the {rule.on} of KPIs", rule) for rule in contract.de_minimis)
    yield from ((f"'{name}'", line.de_minimis) for name, line in contract.billing.items() if line.de_minimis is not None)


def small_amounts_said(contract: Contract) -> Iterator[Finding]:
    """A small amount has one figure above zero, and an end where it waits."""
    for what, rule in _all(contract):
        if (rule.below is None) == (rule.up_to is None):
            yield finding("C202", rule.place,
                          f"It is {'said twice' if rule.below else 'not said'} which amounts of {what} are too small.",
                          "Write 'below:' (that amount is paid) or 'up_to:' (that amount is not).")  # fmt: skip
        for amount in (rule.below, rule.up_to):
            if amount is not None and amount.value <= 0:
                yield finding("C214", amount.at, f"Amounts of {amount.text} are too small.", "Write an amount above zero.")
        if rule.then == "carried" and rule.at_end is None:
            yield finding("C202", rule.place, f"It is not said what becomes of small amounts of {what} in the last period.",
                          "Add 'at_end:'. Choices: paid, lapses.")  # fmt: skip
        if rule.then == "lapses" and rule.at_end is not None:
            yield finding("C232", rule.place_of("at_end"), f"Small amounts of {what} lapse in every period.", "Delete 'at_end:'.")


def small_adjustments_follow(contract: Contract) -> Iterator[Finding]:
    """Small adjustments are of KPIs that pay, each side once, and not given back where they were never taken."""
    seen: dict[str, DeMinimis] = {}
    for rule in contract.de_minimis:
        other = next((one for on, one in seen.items() if on == rule.on or "net" in {on, rule.on}), None)
        if other is not None:
            yield finding("C232", rule.place_of("on"), f"Small amounts of {rule.on} are spoken of twice.",
                          "Keep one for the net, or one for bonuses and one for penalties.", other.place)  # fmt: skip
        seen.setdefault(rule.on, rule)
        if not any(True for _ in paying(contract)):
            yield finding("C232", rule.place, "No KPI of this contract pays anything that could be too small.", "Delete it.")
        giving = next((kpi.earn_back for kpi in contract.kpis.values() if kpi.earn_back is not None), None)
        if "lapses" in {rule.then, rule.at_end} and rule.on != "bonus" and giving is not None:
            key, remedy = ("then", "then: carried") if rule.then == "lapses" else ("at_end", "at_end: paid")
            yield finding("C232", rule.place_of(key), "Penalties that lapse would be given back by an earn-back.",
                          f"Write '{remedy}' or 'on: bonus'.", giving.place)  # fmt: skip


def small_amounts_go_on(versions: Sequence[Contract]) -> Iterator[Finding]:
    """What one version carries has a line in the version that writes it."""
    for before, after in pairwise(versions):
        later = {what for what, rule in _all(after) if rule.then == "carried"}
        for what, rule in _all(before):
            if rule.then == "carried" and what not in later:
                yield finding("C232", after.place, f"What the version before carries of {what} would be lost with this version.",
                              "Keep 'de_minimis:' with 'then: carried'; with 'below: 0.01' all is paid.", rule.place)  # fmt: skip
        yield from _other_members(before, after)


def _other_members(before: Contract, after: Contract) -> Iterator[Finding]:
    """Lines whose small amounts wait for members that the next version no longer bills by themselves, or not yet."""
    for name, line in before.billing.items():
        now = after.billing.get(name)
        if line.de_minimis is None or line.de_minimis.then != "carried" or now is None or now.de_minimis is None:
            continue
        if now.each != line.each:
            what = f"Small amounts of '{name}' wait for other members than those that this version bills by themselves."
            remedy = "Keep 'each:' as it was, and bill other members by a line of another name."
            yield finding("C232", now.place_of("each") if now.each else now.place, what, remedy, line.place)
