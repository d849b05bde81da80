"""Billing lines: quantity times price, and the lines that go with each."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion.formulas import computed
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, NotKnown, Refused, Tree, figure, is_share, listed
from laws.second_opinion.prices import Prices
from laws.second_opinion.quantities import need, needed, quantity

if TYPE_CHECKING:
    from laws.second_opinion.month import Month


@dataclass
class Bill:
    """What one line bills for one member: its quantity, all of it before guarantee and cap, and after them."""

    quantity: Fraction = ZERO
    before: Fraction = ZERO
    after: Fraction = ZERO


def scopes_of(month: Month, name: str, line: Tree) -> list[Scope]:
    """The scopes in which a line is billed: one, or one for each member."""
    scope = month.scope(line)
    if "each" not in line:
        return [scope]
    each = listed(line["each"])
    if line["model"] in {"fixed", "per_day"}:
        if len(each) != 1:
            raise NotKnown("fees of two dimensions")
        return [Scope(scope.where, ((each[0], member),)) for member in line["amount"]["is"]]
    return month.measures.members(each, needed(line), scope)


def billed(month: Month, name: str) -> dict[str, Bill]:
    """A line of a period, by member."""
    line = month.contract["billing"][name]
    found = {}
    for scope in scopes_of(month, name, line):
        names = needed(line)
        if scope.member and names and not month.measures.present(month.index, names, scope):
            found[scope.suffix] = Bill()
            continue
        if month.measures.torn(month.index, names, scope):
            raise Refused(f"half of the figures of {name}")
        found[scope.suffix] = _Line(month, name, line, scope).bill()
    return found


class _Line:
    def __init__(self, month: Month, name: str, line: Tree, scope: Scope) -> None:
        self.month, self.name, self.line, self.scope = month, name, line, scope
        self.prices = Prices(month, line, scope)
        self.premiums = ZERO
        self.id = f"billing.{name}{scope.suffix}"

    def close(self, part: str, amount: Fraction) -> Fraction:
        return self.month.close(f"{self.id}{part}", self.prices.amount(amount) if part not in _OWN else amount)

    def bill(self) -> Bill:
        bill = Bill()
        match self.line["model"]:
            case "fixed":
                first = bill.before = self.close("", self.prices.of(self.line["amount"]))
            case "per_day":
                first = bill.before = self.close("", self._days())
            case "resource_baseline":
                first = self._baseline(bill)
            case "pass_through":
                first = self._cost(bill)
            case _:
                first = self._priced(bill)
        bill.after = bill.before
        bill.before = first + self.premiums  # quantity x price, with its premiums
        if "guarantee" in self.line:
            bill.after += self.close(".guarantee", self._guaranteed(first))
        if "billing_cap" in self.line:
            most = figure(self.line["billing_cap"]["amount"])
            bill.after += self.close(".billing_cap", min(ZERO, most - bill.after))
        return bill

    def _priced(self, bill: Bill) -> Fraction:
        bill.quantity = quantity(self.month, self.line, self.scope)
        inside, extra = bill.quantity, ZERO
        if "forecast" in self.line:
            inside, extra = self._forecast(bill.quantity)
        rule = self.line.get("tiers") or self.line.get("packages") or {"counted": "period"}
        before = ZERO
        if rule["counted"] != "period":
            if "forecast" in self.line:
                raise NotKnown("a forecast of a price list to date")
            before = self._to_date(rule["counted"])
        first = self.close("", self.prices.due(inside, before))
        bill.before = first + extra
        if "premiums" in self.line:
            self.premiums = self._premiums()
            bill.before += self.premiums
        if "clawback" in self.line:
            raise NotKnown("clawback")
        return first

    def _to_date(self, every: str) -> Fraction:
        """The quantity of the earlier periods of a span."""
        earlier = self.month.term.calendar.within(every, self.month.index)[:-1]
        months = [self.month.term.months[i] for i in earlier if i in self.month.term.months]
        return sum((m.bills(self.name)[self.scope.suffix].quantity for m in months
                    if self.name in m.contract["billing"] and self.scope.suffix in m.bills(self.name)), ZERO)  # fmt: skip

    def _forecast(self, units: Fraction) -> tuple[Fraction, Fraction]:
        """The units that bill as usual, and what the lines beside them amount to."""
        rule = self.line["forecast"]
        of = need(computed(rule["of"], self.month.asked(self.scope)), "forecast")
        inside, extra = units, ZERO
        if "floor" in rule:
            missing = max(ZERO, figure(rule["floor"]) * of - units)
            extra += self.close(".forecast_shortfall", missing * self.prices.of(rule["shortfall"], ramped=False))
        if "ceiling" in rule:
            low = figure(rule["ceiling"]) * of
            inside = min(units, low)
            extra += self._stretches("excess", rule["excess"], of, low, units, 1)
        return inside, extra

    def _stretches(self, kind: str, stretches: list[Tree], of: Fraction, low: Fraction, units: Fraction, sign: int) -> Fraction:
        """Each stretch from ``low`` on, at its own price, as a line."""
        total = ZERO
        for number, stretch in enumerate(stretches, 1):
            high = figure(stretch["up_to"]) * of if "up_to" in stretch else max(units, low)
            inside = max(ZERO, min(units, high) - low)
            total += self.close(f".{kind}_{number}", sign * inside * self.prices.of(stretch["rate"], ramped=False))
            low = max(low, high)
        return total

    def _baseline(self, bill: Bill) -> Fraction:
        units = need(self.month.asked(self.scope).ask(self.line["count"]), self.line["count"])
        of = need(computed(self.line["baseline"], self.month.asked(self.scope)), "baseline")
        first = self.close("", self.prices.of(self.line["amount"]))
        edge = figure(self.line["deadband"]) * of
        start = edge if self.line.get("measured", "from_edge") == "from_edge" else ZERO
        bill.quantity, bill.before = units, first
        for kind, stretches, deviation, sign in (("additional_charge", self.line["above"], units - of, 1),
                                                 ("reduced_credit", self.line["below"], of - units, -1)):  # fmt: skip
            if deviation > edge:
                bill.before += self._stretches(kind, stretches, of, start, deviation, sign)
        return first

    def _cost(self, bill: Bill) -> Fraction:
        first = self.close("", quantity(self.month, self.line, self.scope))
        bill.before = first
        if "ceiling" in self.line:
            bill.before += self.close(".ceiling", min(ZERO, figure(self.line["ceiling"]["amount"]) - first))
        if "handling" in self.line:
            bill.before += self.close(".handling", figure(self.line["handling"]["percent"]) * bill.before)
        return first

    def _days(self) -> Fraction:
        if self.line["days"] != "calendar" or self.line.get("daily_amount") == "rounded":
            raise NotKnown("working days")
        calendar = self.month.term.calendar
        days = calendar.span("period", self.month.index).days
        by = {"day": 1, "30_days": 30, "360_days": 360, "365_days": 365, "period": days,
              "contract_year": calendar.span("contract_year", self.month.index).days}[self.line["amount_for"]]  # fmt: skip
        return self.prices.of(self.line["amount"]) / by * days

    def _guaranteed(self, first: Fraction) -> Fraction:
        """Rate x hours x (1 - reached / guaranteed), of the line without its premiums."""
        rule = self.line["guarantee"]
        kpi = self.month.contract["kpis"][rule["kpi"]]
        reached = self.month.value(rule["kpi"], self.scope if "each" in kpi else self.month.scope(kpi))
        least = figure(rule["at_least"])
        return ZERO if reached is None or reached >= least else -first * (1 - reached / least)

    # premiums

    def _premiums(self) -> Fraction:
        rate = self.prices.of(self.line["rate"])
        units, prices = {}, {}
        for name, rule in self.line["premiums"].items():
            units[name] = self._units(rule)
            own = rate * figure(rule["rate"]) if is_share(rule["rate"]) else self.prices.of(rule["rate"], ramped=False)
            prices[name] = own - (rate if rule["paid"] == "instead" else ZERO)
        overlap = self.line.get("overlap", {"rule": "add"})
        if overlap["rule"] == "highest":
            units = {name: self._highest(name, units, prices, overlap["shared"]) for name in units}
        return sum((self.close(f".premium.{name}", units[name] * prices[name]) for name in units), ZERO)

    def _units(self, rule: Tree) -> Fraction:
        scope = self.scope.narrowed(rule["where"]) if "where" in rule else self.scope
        found = need(self.month.asked(scope).ask(rule["quantity"]), rule["quantity"])
        return found / 60 if self.line["model"] == "per_minute" else found

    def _highest(self, name: str, units: dict[str, Fraction], prices: dict[str, Fraction], shared: list[Tree]) -> Fraction:
        """The units for which no higher premium is paid."""
        order = sorted(units, key=lambda n: (-prices[n], list(units).index(n)))
        higher = order[: order.index(name)]
        found = units[name]
        for size in range(1, len(higher) + 1):
            for group in itertools.combinations(higher, size):
                bear = [entry for entry in shared if set(listed(entry["premiums"])) == {name, *group}]
                found -= (-1) ** (size + 1) * sum((self._units(entry) for entry in bear), ZERO)
        return found


_OWN = {".guarantee", ".billing_cap"}
"""Lines that are amounts of the contract's currency already."""
