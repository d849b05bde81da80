"""One period under one version, in the order of docs/settlement-order.md; and the term, which holds all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

import yaml

from laws.second_opinion import adjustments, bases, billing, commitments, earn_back, outcomes, points, relief, scales, values
from laws.second_opinion.calendar import Calendar, day
from laws.second_opinion.figures import Sight
from laws.second_opinion.measures import Measures, Scope
from laws.second_opinion.numbers import ZERO, Known, NotKnown, Tree, figure, listed, to_coin
from laws.second_opinion.quantities import needed
from laws.second_opinion.said import refuse_what_is_not_known

T = TypeVar("T")


class Month:
    """The settlement of one period."""

    def __init__(self, term: Term, index: int) -> None:
        self.term, self.index = term, index
        self.contract = term.version(index)
        self.measures = term.measures
        self.lines: dict[str, Fraction] = {}
        self.due: dict[tuple[str, Scope], Fraction] = {}
        self.settled: dict[tuple[str, str], adjustments.Sides] = {}
        self.committed: list[Fraction] = []
        self.by_commitment: dict[tuple[str, str], Fraction] = {}
        self.held: dict[str, Fraction] = {}
        self.returned: dict[str, Fraction] = {}
        self.adjusted = self.carried = ZERO
        self._memo: dict[Any, Any] = {}

    # what the families ask for

    def coin(self, amount: Fraction) -> Fraction:
        rounding = self.contract["rounding"]
        return to_coin(amount, Fraction(rounding["to"]), rounding["mode"])

    def close(self, line: str, amount: Fraction) -> Fraction:
        """A line, rounded once."""
        assert line not in self.lines, line
        self.lines[line] = self.coin(amount)
        return self.lines[line]

    def kpi(self, name: str) -> Tree:
        return {**self.contract["kpis"][name], "_name": name}

    def asked(self, scope: Scope) -> Sight:
        return Sight(self, scope)

    def columns(self, scope: Scope) -> Sight:
        """As the formula of a KPI sees it: measures and figures, no KPIs."""
        return Sight(self, scope, kpis=False)

    def results(self) -> Sight:
        """As a gate sees it: the whole service, and of each KPI the result that counts."""
        return Sight(self, Scope(), judged=True)

    def scope(self, clause: Tree) -> Scope:
        """The members that a clause lists; an attribute stands for the members that have it."""
        return self.within(Scope(), clause.get("where", {}))

    def within(self, scope: Scope, where: Mapping[str, Any]) -> Scope:
        for name, chosen in where.items():
            attributes = self.contract.get("attributes", {})
            owners = [
                (d, m) for d, members in attributes.items() for m, own in members.items() if own.get(name) in listed(chosen)
            ]
            scope = scope.narrowed({owners[0][0]: [m for _, m in owners]} if owners else {name: chosen})
        return scope

    def members(self, each: list[str], names: Iterable[str], scope: Scope) -> list[Scope]:
        """The members that are judged by themselves; those of an attribute are its values."""
        known = {name for members in self.contract.get("attributes", {}).values() for own in members.values() for name in own}
        if any(name in known for name in each):
            raise NotKnown("each of an attribute")
        return self.measures.members(each, names, scope)

    def members_of_lines(self, rule: Tree) -> list[Scope]:
        lines = [text.partition(" ")[0].removeprefix("billing.") for text in listed(rule["on"])]
        found = [s for line in lines for s in billing.scopes_of(self, line, self.contract["billing"][line])]
        return list({scope.suffix: replace(scope, where=()) for scope in found}.values())

    def has_figures(self, line: str, scope: Scope) -> bool:
        rule = self.contract["billing"][line]
        return not needed(rule) or self.measures.present(self.index, needed(rule), scope)

    def events(self, kind: str) -> list[dict[str, str]]:
        period = self.term.calendar.ids[self.index]
        return [e for e in self.term.events if (e["kind"], e["period"], e["decision"]) == (kind, period, "accepted")]

    def bills(self, name: str) -> dict[str, billing.Bill]:
        return self._once(("bills", name), lambda: billing.billed(self, name))

    def value(self, name: str, scope: Scope) -> Known:
        return self._once(("value", name, scope), lambda: values.value(self, name, scope))

    def outcome(self, name: str, scope: Scope) -> outcomes.Outcome:
        return self._once(("outcome", name, scope), lambda: outcomes.outcome(self, name, scope))

    def score(self, name: str, scope: Scope) -> Known:
        return points.score(self, name, scope)

    def judged_scopes(self, name: str) -> list[Scope]:
        """The scopes in which a KPI is judged; an account by member has the members of what it counts."""
        kpi = self.kpi(name)
        if "points_of" not in kpi and "scorecard" not in kpi:
            return values.kpi_scopes(self, name)
        if "each" not in kpi:
            return [Scope()]
        scopes = [scope for one in listed(kpi["points_of"]) for scope in self.judged_scopes(one)]
        return sorted({Scope(member=scope.member) for scope in scopes if scope.member}, key=lambda scope: scope.suffix)

    def base(self, kpi: Tree, scope: Scope) -> Fraction:
        return max(ZERO, bases.base(self, kpi, scope))  # of a bill below zero a penalty would be a bonus

    def points_count_against(self, name: str) -> bool:
        return points.against_vendor(self.contract, name)

    def _once(self, key: Any, make: Callable[[], T]) -> T:
        if key not in self._memo:
            self._memo[key] = make()
        found: T = self._memo[key]
        return found

    # the order of settlement

    def settle(self) -> None:
        for name in self.contract["billing"]:
            self.bills(name)
        commitments.commit(self, adjustments=False)
        for name in self.contract.get("kpis", {}):
            self._judge(name)
        self._relieve()
        adjustments.gates(self)
        adjusted = adjustments.limits(self) if self.contract.get("kpis") else ZERO
        self.adjusted = adjusted
        commitments.commit(self, adjustments=True)
        billed = sum((b.after for name in self.contract["billing"] for b in self.bills(name).values()), ZERO)
        billed += sum(self.committed, ZERO)
        adjusted += commitments.retain(self)
        adjusted += earn_back.give_back(self)
        adjusted += earn_back.carry(self, billed + adjusted)
        tax = self.contract["tax"]
        taxed = billed + adjusted if tax["treatment"] == "reduces_base" else billed
        self.close("tax", taxed * figure(tax["rate"]))
        self.lines |= {"total.net": billed + adjusted, "total.gross": billed + adjusted + self.lines["tax"]}

    def _judge(self, name: str) -> None:
        kpi = self.kpi(name)
        if not scales.pays(kpi) or scales.kind_of(kpi) == "points":
            return
        for scope in self.judged_scopes(name):
            found = self.outcome(name, scope)
            outcomes.close(self, name, scope, found)
            self.due[name, scope] = found.amount

    def _relieve(self) -> None:
        for name, scope in list(self.due):
            relief.apply_own(self, name, scope)
        relief.apply_common(self)
        relief.incidents(self)


class Term:
    """All periods of a contract, settled one after the other."""

    def __init__(self, texts: Sequence[str], rows: Sequence[Mapping[str, str]], events: Sequence[Mapping[str, str]] = ()) -> None:
        loaded = [yaml.load(text, Loader=yaml.BaseLoader) for text in texts]  # noqa: S506
        self.versions: list[Tree] = sorted(loaded, key=lambda version: str(version["effective"]))
        for version in self.versions:
            refuse_what_is_not_known(version)
        self.calendar = Calendar(self.versions[0])
        self.measures = Measures(rows, self.versions, self.calendar)
        self.events = [dict(event) for event in events]
        self.months: dict[int, Month] = {}

    def version(self, index: int) -> Tree:
        first = self.calendar.first(index)
        return [v for v in self.versions if day(v["effective"]) <= first or v is self.versions[0]][-1]

    def back(self, indices: Iterable[int]) -> list[Month]:
        """Those of some periods that are settled, or are being."""
        return [self.months[i] for i in indices if i in self.months]

    def settle(self) -> dict[tuple[str, str], Fraction]:
        found: dict[tuple[str, str], Fraction] = {}
        for index in self.measures.periods():
            self.months[index] = month = Month(self, index)
            month.settle()
            found |= {(self.calendar.ids[index], name): amount for name, amount in month.lines.items()}
        return found


def settlement(
    texts: Sequence[str], rows: Sequence[Mapping[str, str]], events: Sequence[Mapping[str, str]] = ()
) -> dict[tuple[str, str], Fraction]:
    """The amount of every line of every period that was measured, and the totals."""
    return Term(texts, rows, events).settle()
