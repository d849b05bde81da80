"""What a quantity costs: rates, tiers, packages, ramps, indexation, other currencies."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from laws.second_opinion import indexation
from laws.second_opinion.calendar import day
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, NotKnown, Refused, Tree, figure, is_figure, rounded

if TYPE_CHECKING:
    from laws.second_opinion.month import Month


class Prices:
    """The prices of a line in a period: each figure as it holds for a member, ramped, indexed and converted."""

    def __init__(self, month: Month, line: Tree, scope: Scope) -> None:
        self.month, self.line, self.scope = month, line, scope

    def of(self, text: Any, *, ramped: bool = True) -> Fraction:
        """A price in the currency of the contract."""
        value = self.agreed(text)
        if ramped and "ramp" in self.line:
            value *= self.ramp()
        value = self.indexed(value)
        conversion = self.line.get("conversion")
        if conversion and conversion["of"] == "rate":
            value = rounded(self.exchanged(value), conversion.get("rounded"))
        return value

    def agreed(self, text: Any) -> Fraction:
        """A figure as it is written: by member, by date, or computed."""
        if isinstance(text, dict):
            member = self.scope.lists[text["by"]]
            if len(member) != 1 or member[0] not in text["is"]:
                raise Refused(f"no price for {member}")
            return self.agreed(text["is"][member[0]])
        if isinstance(text, list):
            today = self.month.term.calendar.first(self.month.index)
            return self.agreed([step["is"] for step in text if day(step["from"]) <= today][-1])
        if is_figure(text):
            return figure(text)
        value = self.month.asked(self.scope).ask(text)
        if value is None:
            raise Refused(text)
        return value

    def ramp(self) -> Fraction:
        """The share of the price that this period, or this member, pays."""
        ramp = self.line["ramp"]
        if "by" in ramp:
            (member,) = self.scope.lists[ramp["by"]]
            return figure(ramp["pays"][member])
        passed = self.month.index - self.month.term.calendar.index_of(ramp["from"])
        if passed < 0:
            return Fraction(1)
        for step in ramp["steps"]:
            if passed < int(step["periods"]):
                return figure(step["pays"])
            passed -= int(step["periods"])
        return Fraction(1)

    def indexed(self, value: Fraction) -> Fraction:
        if "indexed_by" not in self.line:
            return value
        name = self.line["indexed_by"]
        return rounded(value * indexation.factor(self.month, name), self.month.contract["indexation"][name].get("rate_rounded"))

    def exchanged(self, value: Fraction) -> Fraction:
        rule = self.line["conversion"]
        rate = self.agreed(rule["rate"]) if "rate" in rule else None
        if rate is None:
            rows = [row for row in self.month.measures.here(self.month.index, Scope()) if not row.member]
            found = [v for row in rows for n, v in row.figures if n == rule["field"]]
            if len(found) != 1:
                raise Refused(rule["field"])
            rate = found[0]
        return value * rate if rule["quote"].endswith(f" per {rule['currency']}") else value / rate

    def amount(self, value: Fraction) -> Fraction:
        """The amount of a line, where the amount itself is converted."""
        conversion = self.line.get("conversion")
        if not conversion or conversion["of"] != "amount":
            return value
        return self.exchanged(rounded(value, conversion.get("rounded")))

    def due(self, units: Fraction, before: Fraction) -> Fraction:
        """What ``units`` of this period cost where so many were counted ``before`` it, not rounded."""
        if "rate" in self.line:
            return self.of(self.line["rate"]) * units
        if "packages" in self.line:
            rule = self.line["packages"]
            price = self.of(rule["rate"])
            return price * (packs(rule, before + units) - packs(rule, before))
        tiers = self.line["tiers"]
        if tiers["counted"] == "period":
            return self.tiered(tiers, units)
        if tiers["mode"] == "volume" and tiers["earlier"] == "kept":
            step = reached(tiers, before + units)
            if "flat" in step or "package" in step:
                raise NotKnown("flats and packages in tiers that are kept")
            return self.of(step["rate"]) * units
        return self.tiered(tiers, before + units) - (self.tiered(tiers, before) if before else ZERO)

    def tiered(self, tiers: Tree, units: Fraction) -> Fraction:
        """What a quantity costs by the whole table."""
        if tiers["mode"] == "flat":
            if units == 0:
                return ZERO if tiers["zero"] == "free" else self.of(tiers["steps"][0]["flat"])
            return self.of(reached(tiers, units)["flat"])
        if tiers["mode"] == "volume":
            step = reached(tiers, units)
            flat = self.of(step["flat"]) if "flat" in step and _enters(tiers, tiers["steps"].index(step), units) else ZERO
            return self._priced(step, units) + flat
        total, low = ZERO, ZERO
        for number, step in enumerate(tiers["steps"]):
            high = figure(step["up_to"]) if "up_to" in step else None
            inside = max(ZERO, (units if high is None else min(units, high)) - low)
            total += self._priced(step, inside)
            if "flat" in step and _enters(tiers, number, units):
                total += self.of(step["flat"])
            low = low if high is None else high
        return total

    def _priced(self, step: Tree, units: Fraction) -> Fraction:
        if "package" in step:
            return self.of(step["rate"]) * packs(step["package"], units)
        return self.of(step["rate"]) * units


def reached(tiers: Tree, units: Fraction) -> Tree:
    """The tier that a quantity lies in."""
    for step in tiers["steps"]:
        if "up_to" not in step or units < figure(step["up_to"]):
            return dict(step)
        if units == figure(step["up_to"]) and tiers["edges"] == "inclusive":
            return dict(step)
    raise AssertionError(tiers)


def _enters(tiers: Tree, number: int, units: Fraction) -> bool:
    """Whether a quantity has reached a tier, so that its flat amount is paid."""
    if number == 0:
        return units > 0
    low = figure(tiers["steps"][number - 1]["up_to"])
    return units > low if tiers["edges"] == "inclusive" else units >= low


def packs(rule: Tree, units: Fraction) -> Fraction:
    """How many packages a quantity is."""
    parts = units / figure(rule["size"])
    return {"started": Fraction(ceil(parts)), "full": Fraction(floor(parts)), "exact": parts}[rule["count"]]
