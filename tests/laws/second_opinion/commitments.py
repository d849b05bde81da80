"""The least and the most that is billed over a span, and what is withheld of invoices and released later."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from laws.second_opinion.formulas import Prepared, computed, measures_in
from laws.second_opinion.measures import Scope
from laws.second_opinion.numbers import ZERO, Known, NotKnown, Tree, figure, is_figure, lies_in, listed
from laws.second_opinion.values import is_judged, kpi_scopes

if TYPE_CHECKING:
    from laws.second_opinion.month import Month

FEES = {"fixed", "per_day"}


def charges(month: Month, rule: Tree, scope: Scope, upto: int) -> Fraction:
    """What counts of a period: the lines it is about, and what counts beside them."""
    on, counts = listed(rule["on"]), listed(rule.get("counts", []))
    found = ZERO
    for text in on:
        name, _, stage = text.partition(" ")
        if stage not in {"", "after caps", "before caps"}:
            raise NotKnown(stage)
        lines = [name.removeprefix("billing.")]
        if name == "billing":
            all_ = month.contract["billing"]
            lines = [n for n, line in all_.items() if line["model"] not in FEES]
            lines = list(all_) if "fixed_fees" in counts or not lines else lines
        for line in lines:
            if line not in month.contract["billing"]:
                continue
            bills = month.bills(line)
            chosen = (
                [bills[scope.suffix]] if scope.member and scope.suffix in bills else [] if scope.member else list(bills.values())
            )
            found += sum((b.before if stage == "before caps" else b.after for b in chosen), ZERO)
    if "commitments" in counts:
        found += sum(month.committed[:upto], ZERO)
    if "adjustments" in counts:
        found += month.adjusted
    return found


def _sums(months: list[Month], scope: Scope) -> Prepared:
    """The formula of a commitment asks for sums over its span."""

    def ask(name: str) -> Known:
        parts = [m.asked(scope).ask(name) for m in months]
        return None if any(p is None for p in parts) else sum((p for p in parts if p is not None), ZERO)

    return Prepared(ask)


def commit(month: Month, *, adjustments: bool) -> None:
    """The commitments of a period in their order; those that count adjustments come after the limits."""
    for number, rule in enumerate(month.contract.get("commitments", [])):
        if ("adjustments" in listed(rule.get("counts", []))) == adjustments:
            line = f"commitment.{rule.get('name', number + 1)}"
            scopes = month.members_of_lines(rule) if "each" in rule else [month.scope(rule)]
            total = ZERO
            for scope in scopes:
                amount = month.coin(_settled(month, rule, scope, number))
                month.close(f"{line}{scope.suffix}", amount)
                month.by_commitment[rule.get("name", str(number + 1)), scope.suffix] = amount
                total += amount
            month.committed.append(total)


def _key(rule: Tree, number: int) -> str:
    return str(rule.get("name", number + 1))


def _total(months: list[Month], rule: Tree, scope: Scope, number: int) -> Fraction:
    return sum((charges(m, rule, scope, number) for m in months), ZERO)


def _before(month: Month, months: list[Month], rule: Tree, scope: Scope, number: int) -> Fraction:
    """What the commitment has charged or cut in earlier periods."""
    return sum((m.by_commitment.get((_key(rule, number), scope.suffix), ZERO) for m in months if m is not month), ZERO)


def amount_of(month: Month, rule: Tree, months: list[Month], scope: Scope, *, running: bool) -> Known:
    """The least or most for a span, or for the span so far."""
    calendar = month.term.calendar
    text = rule.get("at_least") or rule["at_most"]
    found = figure(text) if is_figure(text) and not measures_in(text) else computed(text, _sums(months, scope))
    if found is None:
        return None
    fixed = not measures_in(text)
    if rule["every"] not in {"period", "term"} and rule.get("prorated") == "by_days":
        found *= calendar.share_held(rule["every"], month.index)
    if running and fixed and "at_least" in rule:
        held = calendar.held(rule["every"], month.index)
        found *= Fraction((calendar.last(month.index) - held.first).days + 1, held.days)
    return month.coin(found)


def _settled(month: Month, rule: Tree, scope: Scope, number: int) -> Fraction:
    calendar = month.term.calendar
    running = rule.get("settled") == "running"
    if not running and not calendar.closes(rule["every"], month.index):
        return ZERO
    months = month.term.back(calendar.within(rule["every"], month.index))
    if scope.member and not any(month_has(m, rule, scope) for m in months):
        return ZERO
    amount = amount_of(month, rule, months, scope, running=running)
    done = _before(month, months, rule, scope, number)
    if amount is None:
        return ZERO
    total = _total(months, rule, scope, number)
    carried = rule.get("carried", "nothing")
    kept = _carried(month, rule, scope, number) if carried != "nothing" else ZERO
    if "at_most" in rule:
        return min(total + kept, amount) - total - done
    share = figure(rule.get("charged", "100%"))
    if carried == "surplus":
        return share * max(ZERO, amount - total - kept) - done
    due = share * max(ZERO, amount - total)
    if carried == "shortfall":
        due -= min(max(ZERO, total - amount), kept)
    return due - done


def month_has(month: Month, rule: Tree, scope: Scope) -> bool:
    """Whether a member has figures of a commitment's lines in a period."""
    return any(month.has_figures(text.partition(" ")[0].removeprefix("billing."), scope) for text in listed(rule["on"]))


def _carried(month: Month, rule: Tree, scope: Scope, number: int) -> Fraction:
    """What earlier spans within the longer one leave: a surplus, what was charged, or what was cut."""
    calendar = month.term.calendar
    begins = calendar.within(rule["every"], month.index)[0]
    earlier = [i for i in calendar.within(rule["within"], month.index) if i < begins]
    kept = ZERO
    for index in earlier:
        if not calendar.closes(rule["every"], index):
            continue
        last = month.term.months[index]
        months = month.term.back(calendar.within(rule["every"], index))
        amount = amount_of(last, rule, months, scope, running=False)
        done = sum((m.by_commitment.get((_key(rule, number), scope.suffix), ZERO) for m in months), ZERO)
        if rule["carried"] == "surplus":
            assert amount is not None
            kept = max(ZERO, kept + _total(months, rule, scope, number) - amount)
        elif rule["carried"] == "shortfall":
            kept += done
        else:
            kept -= done
    return kept


# --- retentions --------------------------------------------------------------------------------------------------------------


def retain(month: Month) -> Fraction:
    """What is withheld, released and lost; its sum."""
    total = ZERO
    calendar = month.term.calendar
    for number, rule in enumerate(month.contract.get("retentions", []), 1):
        key = str(rule.get("name", number))
        withheld = month.coin(-figure(rule["withheld"]) * max(ZERO, charges(month, rule, Scope(), len(month.committed))))
        month.held[key] = -withheld
        total += month.close(f"retention.{key}.withheld", withheld)
        if not calendar.closes(rule["every"], month.index):
            continue
        months = month.term.back(calendar.within(rule["every"], month.index))
        held = sum((m.held.get(key, ZERO) for m in months), ZERO)
        total += month.close(f"retention.{key}.released", held)
        if "kpis" in rule:
            released = released_share(month, rule, months)
            total += month.close(f"retention.{key}.lost", -held * (1 - released))
    return total


def released_share(month: Month, rule: Tree, months: list[Month]) -> Fraction:
    """The part of what is withheld that the share of targets met releases."""
    results: list[bool] = []
    for one in months:
        for name in listed(rule["kpis"]):
            if name in one.contract["kpis"] and is_judged(one, one.kpi(name)):
                for scope in kpi_scopes(one, name):
                    found = one.outcome(name, scope)
                    if found.present:
                        results.append(rule["missing"] == "met" if found.met is None or found.value is None else found.met)
    share = Fraction(sum(results), len(results)) if results else Fraction(rule["missing"] == "met")
    step = next(s for s in rule["release"] if "at_least" not in s or lies_in(share, f">= {s['at_least']}"))
    return figure(step["released"])
