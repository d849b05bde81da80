"""A voice: says the figures, names and sentences of one contract in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from slacontract.catalogue.definitions import catalogue
from slacontract.catalogue.fields import field_name
from slacontract.formula.figures import write_value
from slacontract.languages import Argument, Language, message, say, write_number
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.formula.text import Interval
    from slacontract.model.contract import Contract
    from slacontract.quantities.numbers import Quantity

MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
                 "December")  # fmt: skip
_TIMES: Final = {"s": "s", "min": "min", "h": "h"}
_WRITTEN: Final = re.compile(r"([+-]?)([0-9.]+)\s*(s|min|h)")
_BOUNDS: Final = {
    "<": "below {limit}", "<=": "at most {limit}", ">": "above {limit}", ">=": "at least {limit}", "=": "exactly {limit}",
    "<>": "anything but {limit}",
}  # fmt: skip
_STRETCHES: Final = {
    (">=", "<="): "from {low} to {high}, both included",
    (">=", "<"): "from {low} (included) to below {high}",
    (">", "<="): "above {low}, up to {high} (included)",
    (">", "<"): "above {low} and below {high}",
}
_LOW: Final = frozenset({">", ">="})


@dataclass(frozen=True)
class Voice:
    """Says what one version of a contract has, in one language."""

    contract: Contract
    language: Language
    priced_in: str = ""
    """The currency of prices that are in another one than the contract's amounts."""

    @cached_property
    def currency(self) -> str:
        """The code of the currency."""
        return self.priced_in or str(self.contract.currency)

    @cached_property
    def decimals(self) -> int:
        """How many decimals every amount shows at least."""
        return max(0, self.contract.rounding.decimals)

    def say(self, text: str, /, **arguments: Argument) -> str:
        """Say a sentence; its English text is its key in the catalogues."""
        return say(message(text, **arguments), self.language)

    def said(self, what: Argument) -> str:
        """Say what is a message already."""
        return say(what, self.language)

    def figure(self, quantity: Quantity, unit: Unit | None = None, *, signed: bool = False) -> str:
        """A figure of the contract with its unit; ``unit`` is that of a figure that is written bare."""
        unit = unit if unit is not None and quantity.unit in {Unit.NUMBER, Unit.COUNT} else quantity.unit
        time = _WRITTEN.fullmatch(quantity.text) if unit is Unit.SECONDS else None
        if time:
            text = f"{time[1]}{write_number(Decimal(time[2]), self.language)} {_TIMES[time[3]]}"
        elif unit in {Unit.MONEY, Unit.RATE} and quantity.decimals:
            places = max(self.decimals, quantity.decimals)
            text = f"{write_number(as_decimal(quantity.value, places), self.language)} {self.currency}"
        elif unit is Unit.RATE:
            text = self.value(quantity.value, Unit.MONEY)
        else:
            text = self.value(quantity.value, unit)
        return minus(
            f"+{text}" if signed and quantity.value > 0 and not text.startswith("+") else text.lstrip("+" * (not signed))
        )

    def value(self, value: object, unit: Unit) -> str:
        """A value with its unit."""
        text = minus(write_value(value, unit, self.language, self.currency, self.decimals))  # type: ignore[arg-type]
        if unit in _COUNTED:
            return self.say(_COUNTED[unit][value in (1, -1)], number=text)
        return text

    def interval(self, interval: Interval, unit: Unit | None = None) -> str:
        """The values of an interval, with who owns each edge."""
        bounds = interval.bounds
        lows = [b for b in bounds if b.relation in _LOW]
        highs = [b for b in bounds if b.relation in {"<", "<="}]
        if len(bounds) == 2 and len(lows) == len(highs) == 1:
            text = _STRETCHES[lows[0].relation, highs[0].relation]
            return self.say(text, low=self.figure(lows[0].limit, unit), high=self.figure(highs[0].limit, unit))
        told = [self.say(_BOUNDS[bound.relation], limit=self.figure(bound.limit, unit)) for bound in bounds]
        return self.say(" and ").join(told)

    def day(self, day: date) -> str:
        """A day, with the name of its month."""
        return self.say("{day} {month} {year}", day=day.day, month=self.say(MONTHS[day.month - 1]), year=day.year)

    def listed(self, items: Iterable[str]) -> str:
        """Several of something: ``a, b and c``."""
        said = list(items)
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])}{self.say(' and ')}{said[-1]}" if said else ""

    def joined(self, items: Sequence[str]) -> str:
        """Several things that hold together, none of which is a word alone."""
        return "; ".join(item for item in items if item)

    def kpi(self, name: str) -> str:
        """How a KPI is called."""
        kpi = self.contract.kpis.get(name)  # type: ignore[call-overload]
        if kpi is None:
            return str(name)
        definition = catalogue().get(kpi.kpi or "") if kpi.formula is None else None
        return str(kpi.title) if kpi.title else self.said(definition.name) if definition else str(name)

    def line(self, name: str) -> str:
        """How a billing line is called."""
        line = self.contract.billing.get(name)  # type: ignore[call-overload]
        return str(line.title) if line is not None and line.title else str(name)

    def field(self, name: str) -> str:
        """How a measure, figure, KPI or other name of a formula is called."""
        contract = self.contract
        if name in contract.figures:
            return str(contract.figures[name].title or name)  # type: ignore[index]
        if name in contract.kpis:
            return self.kpi(name)
        if name in CALENDAR:
            return self.say(CALENDAR[name])
        if name.startswith("indexation."):
            return self.say("factor of the indexation {name}", name=name.removeprefix("indexation."))
        if name == "billing" or name.startswith("billing"):
            return self.billing(name)
        return self.said(field_name(name))

    def billing(self, name: str) -> str:
        """How billing is called where a formula or share names it: ``billing.care.after_caps``."""
        whole, at = name, ""
        for ending, text in STAGES.items():
            if name.endswith(ending):
                whole, at = name.removesuffix(ending), text
        if whole == "billing":
            told = self.say("all billing")
        elif whole == "billing_to_date":
            told = self.say("all billing of the span so far")
        else:
            told = self.say("the billing of {line}", line=self.line(whole.removeprefix("billing.")))
        return self.say(at, what=told) if at else told

    def pricing_in(self, currency: str) -> Voice:
        """The same voice for prices in another currency."""
        return replace(self, priced_in=currency)


_COUNTED: Final = {
    Unit.POINTS: ("{number} points", "{number} point"), Unit.DAYS: ("{number} days", "{number} day"),
}  # fmt: skip
CALENDAR: Final = {
    "calendar.days": "days of the period", "calendar.whole_days": "days of the whole calendar period",
    "calendar.number": "number of the period in the term", "calendar.month": "month in which the period begins",
    "calendar.contract_year": "number of the contract year",
    "calendar.period_of_year": "number of the period in the contract year",
    "calendar.periods_of_year": "periods of the contract year",
}  # fmt: skip
STAGES: Final = {
    ".before_caps": "{what} before caps", ".after_caps": "{what} after caps", " before caps": "{what} before caps",
    " after caps": "{what} after caps", " after commitments": "{what} after commitments",
}  # fmt: skip


def minus(text: str) -> str:
    """A text with proper minus signs before its figures.

    >>> minus("-4 % of 2026-05")
    '−4 % of 2026-05'
    """
    return re.sub(r"(?<![\w.,])-(?=[0-9])", "−", text)
