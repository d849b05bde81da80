"""Premiums: what some units of a line cost beside its rate, each as a line of its own; overlaps add, or the highest holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from slacontract.catalogue.kpis import field_unit
from slacontract.formula.nodes import ZERO, Node, Ref, Total, minus, negative, over, plus, times
from slacontract.languages import Message, message
from slacontract.model.agreed import figures_of
from slacontract.model.billing.lines import Priced
from slacontract.model.billing.premiums import Premium, Units
from slacontract.model.clocks import CLOCK, When
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import LineScope, seconds_in
from slacontract.settlement.billing.prices.conversion import in_currency
from slacontract.settlement.billing.prices.dated import Said, ref_of, unit_said
from slacontract.settlement.billing.prices.rates import price
from slacontract.settlement.billing.prices.tiers import rate
from slacontract.settlement.draft import Clause, Line, Required
from slacontract.settlement.service.hours import hours_called
from slacontract.settlement.service.scopes import measure


def fields(line: Priced) -> tuple[str, ...]:
    """The base fields that premiums need beside those of the line."""
    shared = (line.overlap.shared or ()) if line.overlap else ()
    return tuple(dict.fromkeys(str(units.quantity) for units in (*line.premiums.values(), *shared)))


def on_every_member(line: Priced) -> tuple[str, ...]:
    """Those of its fields that are not of some members alone."""
    shared = (line.overlap.shared or ()) if line.overlap else ()
    return tuple(dict.fromkeys(str(units.quantity) for units in (*line.premiums.values(), *shared) if not units.where))


def premiums(at: LineScope, line: Priced, unit: Unit) -> list[Ref]:
    """Yield the premiums of a line that bills in ``unit``, as lines; return their amounts."""
    return [_Surcharge(at, line, str(name), unit).amount() for name in sorted(line.premiums)]


def highest_first(line: Priced) -> list[str]:
    """The names of the premiums from the highest rate to the lowest, equal ones by name; ``check`` has seen one order."""
    highest = {str(name): max(rate.value for rate in figures_of(premium.rate)) for name, premium in line.premiums.items()}
    return sorted(highest, key=lambda name: (-highest[name], name))


def _premium(line: Priced, name: str) -> Premium:
    return next(premium for key, premium in line.premiums.items() if key == name)


@dataclass(frozen=True)
class _Surcharge:
    """One premium of a line in one of its scopes."""

    at: LineScope
    line: Priced
    name: str
    unit: Unit

    @property
    def premium(self) -> Premium:
        return _premium(self.line, self.name)

    @property
    def ident(self) -> str:
        return f"{self.at.ident}.premium.{self.name}"

    @property
    def clause(self) -> Clause:
        return Clause(self.premium.clause, self.premium.place)

    @property
    def title(self) -> Message:
        return message("{line}: {what}", line=self.at.title, what=message("premium {name}", name=self.premium.title or self.name))

    def amount(self) -> Ref:
        """Yield its units, its price and its line."""
        draft, units, each = self.at.draft, self._units(), self._price()
        exact = in_currency(self.at, self.line, times(units, each), self.ident, self.title)
        closed = draft.closed(f"{self.ident}.amount", self.title, exact, self.clause, steady=True)
        draft.line(
            Line(id=self.ident, kind="premium", label=self.title, clause=self.clause, amount=closed.id,
                 exact=f"{closed.id}.exact", quantity=units.id, unit=self.unit,
                 price="" if self._foreign else each.id, booked=self.line)
        )  # fmt: skip
        return closed

    @property
    def _foreign(self) -> bool:
        return self.line.conversion is not None and self.line.conversion.of == "amount"

    def _row(self, what: str, text: str, unit: Unit, formula: Node) -> Ref:
        label = message("{what}: {detail}", what=self.title, detail=message(text))
        return self.at.draft.row(f"{self.ident}.{what}", label, unit, formula, self.clause)

    def _units(self) -> Ref:
        """The units that bear it, less those that bear a higher one where only the highest holds."""
        if self.premium.when is not None:
            times = self._times(self.premium.when)
            if not times:
                return self._row("units", "units", self.unit, ZERO)
            return self._measured("units", "units", self.premium, times)
        own = self._measured("units", "units", self.premium)
        if self.line.overlap is None or self.line.overlap.rule == "add":
            return own
        taken = list(self._taken())
        if not taken:
            return own
        net = self._row("units.net", "units without a higher premium", self.unit, minus(own, plus(*taken)))
        self.at.draft.nonnegative.append((net.id, self.clause))
        return net

    def _taken(self) -> Iterator[Node]:
        """The units that bear a higher premium too. Those of three premiums are in two pairs, and so are counted back."""
        order = highest_first(self.line)
        higher = set(order[: order.index(self.name)])
        assert self.line.overlap is not None, "asked for only where there is an overlap"
        for number, shared in enumerate(self.line.overlap.shared or (), 1):
            others = set(map(str, shared.premiums)) - {self.name}
            if self.name not in shared.premiums or not others or others - higher:
                continue
            units = self._measured(f"shared_{number}", "units of several premiums", shared)
            yield units if len(others) % 2 else negative(units)

    def _times(self, mine: When) -> tuple[str, ...]:
        """What its hours are called in the measures; where only the highest premium holds, not those of a higher one."""
        field = str(self.premium.quantity)
        higher: list[When] = []
        if self.line.overlap is not None and self.line.overlap.rule == "highest":
            order = highest_first(self.line)
            others = (_premium(self.line, name) for name in order[: order.index(self.name)])
            higher = [other.when for other in others if other.when is not None]
        return hours_called(self.at.service, field, self.at.scope, mine, higher)

    def _measured(self, what: str, text: str, units: Units, times: tuple[str, ...] = ()) -> Ref:
        """The units that a measure counts, in the unit of the line; only those of some hours where they are told apart."""
        at = self.at
        where = {**dict(at.scope.where), **{str(d): tuple(map(str, values)) for d, values in units.where.items()}}
        where |= {CLOCK: times} if times else {}
        scope = replace(at.scope, where=tuple(sorted(where.items())))
        field = str(units.quantity)
        row = measure(at.draft, at.service, field, scope)
        together = at.in_service(field) if at.line.each else ()
        at.draft.required.append(Required(row.id, field, scope.where, self.clause, together, str(scope.member_name)))
        counted: Node = Total((row,))
        if field_unit(field) is Unit.SECONDS:
            one = seconds_in(at, self.unit)
            counted = over(counted, one) if one else counted
        return self._row(what, text, self.unit, counted)

    def _term(self, said: Quantity, ident: str, label: Message) -> Ref:
        return self.at.draft.term(ident, label, said, self.clause)

    def _price(self) -> Ref:
        """What one unit costs beside the line's rate."""
        at, premium = self.at, self.premium
        label = message("{line}: {what}", line=at.name, what=message("premium {name}", name=self.name))
        if unit_said(at, premium.rate) is Unit.RATIO:
            share = ref_of(at, Said(f"premium.{self.name}", label, Unit.RATIO, self._term), premium.rate)
            own: Node = times(rate(at, self.line), share)
        else:
            own = price(at, f"premium.{self.name}.rate", label, premium.rate, ramped=False)
            if premium.paid == "on_top" and isinstance(own, Ref):
                return own
        if premium.paid == "instead":
            own = minus(own, rate(at, self.line))
        return self._row("rate", "price of one", Unit.RATE, own)
