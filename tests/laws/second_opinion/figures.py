"""What a name in a formula stands for: a measure, a KPI, a figure of the contract, billing, the calendar."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from laws.second_opinion import bases, indexation
from laws.second_opinion.calendar import day
from laws.second_opinion.formulas import Asked, computed, holds, measures_in
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Known, NotKnown, Tree, figure, lies_in, listed, rounded

if TYPE_CHECKING:
    from laws.second_opinion.month import Month


class Sight:
    """The figures of one period as a clause sees them from its scope."""

    def __init__(self, month: Month, scope: Scope, *, kpis: bool = True, judged: bool = False) -> None:
        self.month, self.scope, self.kpis, self.judged = month, scope, kpis, judged

    def ask(self, name: str) -> Known:
        contract = self.month.contract
        if self.kpis and name in contract.get("kpis", {}):
            return self._kpi(name)
        if name in contract.get("figures", {}):
            return self._figure(name)
        if name.startswith("calendar."):
            return self._calendar(name)
        if name.startswith("indexation."):
            return indexation.factor(self.month, name.removeprefix("indexation."))
        if name == "billing" or name.startswith("billing."):
            line, _, stage = name.removeprefix("billing.").partition(".")
            text = name if name == "billing" else f"billing.{line}" + (f" {stage.replace('_', ' ')}" if stage else "")
            return bases.named(self.month, text, self.scope)
        return self.month.measures.total(self.month.index, name, self.scope)

    def _kpi(self, name: str) -> Known:
        kpi = self.month.kpi(name)
        if self.judged and "each" not in kpi:
            return self.month.outcome(name, self.month.scope(kpi)).judged
        if "each" in kpi:
            return self.month.value(name, replace(self.month.scope(kpi), member=self.scope.member))
        return self.month.value(name, self.month.scope(kpi))

    def _figure(self, name: str) -> Known:
        rule = self.month.contract["figures"][name]
        scope = Scope() if rule.get("scope") == "service" else self.scope
        if "where" in rule:
            scope = self.month.within(scope, rule["where"])
        seen = Sight(self.month, scope)
        if "value" in rule:
            found = seen.agreed(rule["value"])
        elif "members" in rule:
            found = seen.of_members(rule["members"])
        else:
            names = [n for n in measures_in(rule["formula"]) if self._is_measure(n)]
            torn = self.month.measures.torn(self.month.index, names, scope)
            found = None if torn else computed(rule["formula"], seen)
        return None if found is None else rounded(found, rule.get("rounded"), percent=rule["unit"] == "percent")

    def _is_measure(self, name: str) -> bool:
        contract = self.month.contract
        return "." not in name and name != "billing" and name not in {**contract.get("kpis", {}), **contract.get("figures", {})}

    def agreed(self, value: Any) -> Known:
        if isinstance(value, list):
            today = self.month.term.calendar.first(self.month.index)
            return self.agreed([step["is"] for step in value if day(step["from"]) <= today][-1])
        if isinstance(value, dict):
            lists = self.scope.lists
            if value["by"] in lists:
                (member,) = lists[value["by"]]
                return self.agreed(value["is"][member])
            attributes = self.month.contract.get("attributes", {})
            keys = {attributes[d][m][value["by"]] for d, chosen in lists.items() for m in chosen if m in attributes.get(d, {})}
            if len(keys) != 1:
                raise NotKnown("a figure by members")
            return self.agreed(value["is"][keys.pop()])
        return figure(value)

    def of_members(self, rule: Tree) -> Known:
        each = listed(rule["each"])
        if each[0] in {"contact", "day", "week"}:
            raise NotKnown("figures of contacts or days")
        text = rule.get("of") or rule["when"]
        names = [n for part in (rule.get("of"), rule.get("when"), rule.get("weight"), rule.get("among")) if part
                 for n in measures_in(part)]  # fmt: skip
        measured = [n for n in names if self._is_measure(n)] or [n for k in names for n in self._of_kpi(k)]
        values: list[tuple[Fraction, Fraction]] = []
        for scope in self.month.members(each, measured, self.scope):
            if not self.month.measures.present(self.month.index, measured, scope):
                continue
            seen = Sight(self.month, scope)
            among = rule.get("among")
            if any(seen.ask(n) is None for n in names):
                if rule["missing"] == "no_figure":
                    return None
                continue
            if among and not holds(among, seen, when_unknown=False):
                continue
            value = computed(text, seen) if "of" in rule else Fraction(holds(text, seen, when_unknown=False))
            weight = computed(rule["weight"], seen) if "weight" in rule else Fraction(1)
            if value is None or weight is None:
                if rule["missing"] == "no_figure":
                    return None
                continue
            values.append((value, weight))
        return _taken(rule["take"], values)

    def _of_kpi(self, name: str) -> list[str]:
        from laws.second_opinion.values import names_of  # noqa: PLC0415

        return names_of(self.month.kpi(name)) if name in self.month.contract["kpis"] else []

    def _calendar(self, name: str) -> Fraction:
        calendar, index = self.month.term.calendar, self.month.index
        match name:
            case "calendar.days" | "calendar.whole_days":
                return Fraction(calendar.span("period", index).days)
            case "calendar.number":
                return Fraction(index + 1)
            case "calendar.month":
                return Fraction(calendar.first(index).month)
            case "calendar.contract_year":
                return Fraction(calendar.year(index))
            case "calendar.period_of_year":
                return Fraction(sum(calendar.year(other) == calendar.year(index) for other in range(index + 1)))
        raise NotKnown(name)

    def earlier(self, periods: int) -> Asked | None:
        before = self.month.term.months.get(self.month.index - periods)
        return Sight(before, self.scope) if before else None

    def window(self, text: str) -> list[Asked | None]:
        count, _, rest = text.partition(" ")
        index = self.month.index
        if count.isdigit():
            last = index if rest == "periods" else index - 1
            indices = list(range(last - int(count) + 1, last + 1))
        else:
            indices = self.month.term.calendar.within(text, index)
        months = [self.month.term.months.get(i) for i in indices]
        return [Sight(m, self.scope) if m else None for m in months]

    def table(self, name: str, value: Fraction) -> Known:
        table = self.month.contract["tables"][name]
        if "steps" in table:
            (hit,) = [step for step in table["steps"] if lies_in(value, step["when"])]
            return figure(hit["gives"])
        if "points" in table:
            return _between([(figure(p["at"]), figure(p["gives"])) for p in table["points"]], table["beyond"], value)
        total, low = ZERO, ZERO
        for slab in table["slabs"]:
            high = figure(slab["up_to"]) if "up_to" in slab else max(value, low)
            total += max(ZERO, min(value, high) - low) * figure(slab["rate"])
            low = high
        return total


def _between(corners: list[tuple[Fraction, Fraction]], beyond: str, value: Fraction) -> Known:
    if value < corners[0][0] or value > corners[-1][0]:
        if beyond == "blank":
            return None
        return corners[0][1] if value < corners[0][0] else corners[-1][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return corners[-1][1]


def _taken(take: str, values: list[tuple[Fraction, Fraction]]) -> Known:
    found = [value for value, _ in values]
    match take:
        case "count" | "sum":
            return sum(found, ZERO)
        case "share" | "mean":
            return sum(found, ZERO) / len(found) if found else None
        case "weighted_mean":
            weights = sum((w for _, w in values), ZERO)
            return sum((v * w for v, w in values), ZERO) / weights if weights else None
        case "lowest":
            return min(found, default=None)
    return max(found, default=None)
