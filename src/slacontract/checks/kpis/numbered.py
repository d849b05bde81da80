"""C202 and C236: members that are numbered anew in every period, such as its weeks and days, and what cannot be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from slacontract.findings import Finding, Position, finding
from slacontract.formula.nodes import walk
from slacontract.formula.text import Expression
from slacontract.formula.written import Previous, Window
from slacontract.model.contract import Contract
from slacontract.model.figures import NamedFigure
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.limits import kpis_of
from slacontract.model.measures import CONTACT, DAY, WEEK
from slacontract.model.names import expressions, names_in
from slacontract.model.texts import Word

_BUILT_IN: Final = (DAY, WEEK, CONTACT)


def numbered(contract: Contract, each: Iterable[Word]) -> Word | None:
    """The dimension whose members are ordinals within the period: week 1 of March is not the week 1 of February that went on."""
    return next((word for word in each if word in _BUILT_IN or word in contract.cases), None)


def penalised_members(contract: Contract) -> Iterator[Finding]:
    """Of members that are judged one by one and cost money, it is said in one way how many are charged."""
    for name, kpi in contract.kpis.items():
        says = kpi.penalised
        if says is None:
            continue
        if not kpi.each:
            yield finding(
                "C213", says.place, f"'{name}' is judged as a whole, and has one penalty.", "Write 'each:', or delete it."
            )
        if not kpi.pays or kpi.base_period == "next":
            yield finding("C213", says.place, f"'{name}' charges nothing in its own period.", "Let it pay money, or delete it.")
        if (says.at_most is None) == (says.forgiven is None):
            what = "It is not said how many" if says.at_most is None else "It is said twice how many"
            yield finding("C202", says.place, f"{what} of '{name}' are charged.", "Write 'at_most: 5', or 'forgiven: 2'.")
        if says.which == "first" and kpi.each and numbered(contract, kpi.each) is None:
            yield finding("C213", says.place_of("which"), f"The members of '{name}' have no order in which one is the first.",
                          "Write dearest or cheapest; or list the column under 'cases:'.", kpi.each[0].at)  # fmt: skip


def weeks_said(contract: Contract) -> Iterator[Finding]:
    """Where a clause looks at weeks, the contract says what a week is."""
    said = contract.periods.weeks is not None
    for word in () if said else _weeks(contract):
        what = "It is not said on which day a week begins, nor to which period one belongs that lies in two."
        remedy = (
            "Write 'weeks: {starting_day: monday, straddling: last_day, part_week: judged}' under 'periods:', with last_day, "
        )
        remedy += "first_day or most_days, and judged or not_judged."
        yield finding("C202", word.at, what, remedy, contract.place_of("periods"))


def _weeks(contract: Contract) -> Iterator[Word]:
    for kpi in contract.kpis.values():
        yield from (word for word in kpi.each if word == WEEK)
    for figure in contract.figures.values():
        yield from (word for word in figure.over if word == WEEK)


def weeks_looked_at(contract: Contract) -> Iterator[Finding]:
    """Weeks are judged and counted; a bill is of the days of its period, and no week is chosen by its number."""
    for line in contract.billing.values():
        for word in line.each:
            if word == WEEK:
                yield finding("C236", word.at, "A week may hold days of two periods, and a line bills those of one.",
                              "Bill the period; or write 'every: week' under 'periods:' for weekly invoices.")  # fmt: skip
    for noun in (*contract.billing.values(), *contract.kpis.values(), *contract.figures.values()):
        for word in noun.where:
            if word == WEEK or word in contract.cases:
                yield finding("C236", word.at, f"Each {word} has a number within its period, and none is chosen by name.",
                              f"Look at all of them with 'each: {word}'.")  # fmt: skip


def cases_named(contract: Contract) -> Iterator[Finding]:
    """What tells cases apart is a column of its own, and no member of it has attributes or a figure by its name."""
    for place, name in enumerate(contract.cases):
        if name in _BUILT_IN or name in contract.cases[:place]:
            yield finding("C236", name.at, f"'{name}' is told apart already.", "Delete it from 'cases:'.")
        for said in contract.attributes:
            if said == name:
                yield finding("C236", said.at, f"The ids of each {name} are numbered anew in each period: none has attributes.",
                              f"Give what they differ by in a column of the measures, and write 'each: [severity, {name}]'.",
                              name.at)  # fmt: skip


def numbered_members(contract: Contract) -> Iterator[Finding]:
    """What is numbered anew in every period has no earlier period: it neither repeats nor is it compared with one."""
    for name, kpi in contract.kpis.items():
        dimension = numbered(contract, kpi.each)
        if dimension is not None:
            for what, at in _looking_back(contract, kpi):
                told = f"'{name}' judges each {dimension}, which is numbered anew in every period, and {what}."
                remedy = f"Count them: a figure with 'members: {{each: {dimension}, take: count, …}}', and a KPI that judges it."
                yield finding("C236", at, told, remedy, dimension.at)
    yield from _limits(contract)


def _limits(contract: Contract) -> Iterator[Finding]:
    for limit in contract.limits or ():
        dimension = numbered(contract, limit.each)
        if dimension is not None and limit.every != "period" and kpis_of(limit, contract.kpis):
            yield finding("C236", limit.place_of("every"), f"A {dimension} lies in one period, and the limit in a longer span.",
                          f"Write 'every: period', or a limit without 'each: {dimension}'.", dimension.at)  # fmt: skip


def _looking_back(contract: Contract, kpi: Kpi) -> Iterator[tuple[str, Position]]:
    """What a KPI says of earlier periods or of the last result, with its place."""
    if kpi.repeat:
        yield "counts failures of earlier periods", kpi.repeat[0].place
    if kpi.earn_back is not None:
        yield "gives penalties of earlier periods back", kpi.earn_back.place
    if kpi.window is not None:
        yield "has a window of periods", kpi.window.place
    if kpi.against is not None and (kpi.against.earlier or kpi.against.best):
        yield "is compared with an earlier value", kpi.against.place
    if kpi.every is not None:
        yield "is judged over a span of periods", kpi.place_of("every")
    if kpi.base_period != "own":
        yield "takes its base from another period", kpi.place_of("base_period")
    if kpi.missing == "last":
        yield "asks for its last result", kpi.place_of("missing")
    for relief in kpi.relief:
        if relief.effect.counts == "last" or relief.counted == "measured":
            yield "has a relief that looks at earlier results", relief.place
    if kpi.formula is not None and _reads_earlier(contract, kpi.formula):
        yield "reads earlier periods in its formula", kpi.formula.at


def _reads_earlier(contract: Contract, formula: Expression) -> bool:
    """Whether a formula, or a figure of the member that it names, looks at earlier periods."""
    waiting, seen = [formula], set[str]()
    while waiting:
        said = waiting.pop()
        if any(isinstance(node, Previous | Window) for node in walk(said.node)):
            return True
        for name in names_in([said]):
            figure = contract.figures.get(Word(name))
            if figure is not None and name not in seen and _of_member(figure):
                seen.add(name)
                waiting += expressions(figure)
    return False


def _of_member(figure: NamedFigure) -> bool:
    return figure.scope == "clause" and not figure.over
