"""C202, C213 and C227: tiers that follow each other, say what they need, and nothing that has no effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from slacontract.findings import Finding, finding
from slacontract.model.billing.lines import Line, Priced
from slacontract.model.billing.prices import Packages, Tiers
from slacontract.model.contract import Contract


def tiers_of(contract: Contract) -> Iterator[tuple[str, Tiers]]:
    """Every price list of tiers, with the name of its line."""
    for name, line in contract.billing.items():
        tiers = getattr(line, "tiers", None)
        if isinstance(tiers, Tiers):
            yield str(name), tiers


def tiers_follow(contract: Contract) -> Iterator[Finding]:
    """Each tier ends above the one before it, and only the last has no end."""
    for name, tiers in tiers_of(contract):
        if tiers.steps:
            yield from _in_order(name, tiers)


def _in_order(name: str, tiers: Tiers) -> Iterator[Finding]:
    *closed, last = tiers.steps
    if last.up_to is not None:
        yield finding("C213", last.up_to.at, f"The last tier of '{name}' ends at {last.up_to.text}, and nothing is said above.",
                      "Delete its 'up_to:', or add a last tier without one.")  # fmt: skip
    for tier in closed:
        if tier.up_to is None:
            yield finding("C213", tier.place, f"A tier of '{name}' that is not the last has no end.", "Add 'up_to:'.")
    ends = [tier.up_to for tier in tiers.steps if tier.up_to is not None]
    if ends and ends[0].value <= 0:
        yield finding("C213", ends[0].at, f"The first tier of '{name}' ends at {ends[0].text}.", "Write an end above zero.")
    for before, after in pairwise(ends):
        if before.value >= after.value:
            yield finding("C213", after.at, f"A tier up to {after.text} stands after one up to {before.text}.",
                          "Write the tiers from the lowest to the highest.", before.at)  # fmt: skip


def tiers_priced(contract: Contract) -> Iterator[Finding]:
    """Each tier has the price that the mode asks for, and no other."""
    for name, tiers in tiers_of(contract):
        for number, tier in enumerate(tiers.steps, 1):
            which = f"Tier {number} of '{name}'"
            if tiers.mode == "flat":
                if tier.flat is None:
                    yield finding("C202", tier.place, f"{which} has no amount.", "Add 'flat:', the amount of the tier.")
                if tier.rate is not None:
                    yield finding("C227", tier.place_of("rate"), f"{which} has a price for each unit, and flat tiers have none.",
                                  "Delete it, or write 'mode: graduated' or 'mode: volume'.", tiers.place_of("mode"))  # fmt: skip
                if tier.package is not None:
                    what = f"{which} has packages, and flat tiers have no units."
                    yield finding("C227", tier.package.place, what, "Delete 'package:'.", tiers.place_of("mode"))
            elif tier.rate is None:
                yield finding("C202", tier.place, f"{which} has no price.", "Add 'rate:', the price of one unit.")


def tiers_said(contract: Contract) -> Iterator[Finding]:
    """What can be read in two ways is said: what happens to earlier units, and what a quantity of zero pays."""
    for name, tiers in tiers_of(contract):
        counted = tiers.counted != "period"
        if tiers.mode == "volume" and counted and tiers.earlier is None:
            yield finding("C202", tiers.place, f"'{name}' does not say what a new tier does to the units of earlier periods.",
                          "Add 'earlier:'. Choices: kept (it prices the units of this period only), repriced (it prices earlier "
                          "ones too, and this period pays the difference).", tiers.place_of("counted"))  # fmt: skip
        if tiers.mode == "flat" and tiers.zero is None:
            yield finding("C202", tiers.place, f"'{name}' does not say what a period without any unit pays.",
                          "Add 'zero:'. Choices: free (nothing), first_tier (the amount of the first tier).")  # fmt: skip
        yield from _without_effect(name, tiers)


def _without_effect(name: str, tiers: Tiers) -> Iterator[Finding]:
    counted = tiers.counted != "period"
    if tiers.earlier is not None and not (tiers.mode == "volume" and counted):
        what = f"'earlier' has no effect on '{name}': it is about tiers by volume that are counted over more than the period."
        yield finding("C227", tiers.place_of("earlier"), what, "Delete it.")
    if tiers.zero is not None and tiers.mode != "flat":
        yield finding("C227", tiers.place_of("zero"), f"'zero' has no effect on '{name}': it is about flat tiers.", "Delete it.")
    if tiers.mode == "flat" and counted and tiers.zero == "first_tier":
        what = f"'{name}' pays the difference between tiers to date, and its first tier for nothing at all."
        yield finding("C227", tiers.place_of("zero"), what, "Write 'zero: free'.", tiers.place_of("counted"))
    flat = next((tier.flat for tier in tiers.steps if tier.flat is not None), None)
    if tiers.earlier == "kept" and flat is not None:
        what = f"'{name}' keeps the prices of earlier periods, so it cannot be told in which one a flat fee is due."
        remedy = "Delete 'flat:', or write 'earlier: repriced'."
        yield finding("C227", flat.at, what, remedy, tiers.place_of("earlier"))


def counted_alike(versions: Sequence[Contract]) -> Iterator[Finding]:
    """A quantity that is counted over more than a period is the same quantity in every version that has counted it."""
    for before, after in pairwise(versions):
        for name, line in after.billing.items():
            counted, old = _counted(line), before.billing.get(name)
            if counted is None or not isinstance(old, Priced) or not isinstance(line, Priced) or _begins_anew(after, counted):
                continue
            if quantity_told(old) != quantity_told(line):
                what = f"'{name}' counts on from version {before.version}, which billed another quantity or other members."
                remedy = "Give the line another name, and it begins at zero."
                yield finding("C227", counted.place_of("counted"), what, remedy, old.place)


def _counted(line: Line) -> Tiers | Packages | None:
    """The price list of a line that is counted over more than a period."""
    if not isinstance(line, Priced):
        return None
    return next((said for said in (line.tiers, line.packages) if said is not None and said.counted != "period"), None)


def _begins_anew(contract: Contract, counted: Tiers | Packages) -> bool:
    """Whether a version comes into force on the first day of a contract year over which it counts."""
    schedule = contract.schedule
    year = schedule.ordinal("contract_year", contract.effective)
    return counted.counted == "contract_year" and schedule.bounds("contract_year", year)[0] == contract.effective


def quantity_told(line: Priced) -> tuple[object, ...]:
    """What tells the quantity of a line from others: what is counted, in which unit, and for which members."""
    own = (getattr(line, key, None) for key in ("minutes", "hours", "count", "fte", "equivalent", "of"))
    return (type(line), line.each, getattr(line, "unit", None), *own)
