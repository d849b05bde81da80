"""What ``explain`` says: a line from its clause back to its measures, each step as a sentence with its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.findings import nearest
from slacontract.formula.nodes import Total, behind, walk
from slacontract.formula.words import MOST_NAMED, Speaker
from slacontract.languages import Argument, Language, message, say

if TYPE_CHECKING:
    from slacontract.formula.calculation import Row
    from slacontract.formula.nodes import Node
    from slacontract.quantities.periods import Period
    from slacontract.settlement.settlement import SettledLine, Settlement


def explain(settlement: Settlement, period: Period, name: str, language: Language) -> str | None:
    """Explain a line, or any row of the calculation by its name; None when there is none of that name."""
    line = next((s for s in settlement.lines if s.period == period and s.id == name), None)
    plan = settlement.calculation.plans[settlement.index(period)]
    target = plan.rows.get(line.line.amount if line else name)
    if target is None:
        return None
    speaker = Speaker(settlement.place(period), language, str(settlement.contract(period).currency), settlement.decimals)
    steps = [speaker.sentence(row) for row in _steps(settlement, period, target, line)]
    heading = _heading(settlement, period, target, line, language)
    return "\n".join([*heading, "", *(f"{number:>3}. {step}" for number, step in enumerate(steps, 1))])


def unknown_line(settlement: Settlement, period: Period, name: str) -> str:
    """What to say for a name that is not there."""
    lines = [s.id for s in settlement.lines if s.period == period]
    rows = settlement.calculation.plans[settlement.index(period)].rows
    within = [line for line in lines if name in line.split(".")]
    close = nearest(name, {*lines, *rows})
    if close.startswith("Did") and not within:
        return close
    listed = f"There are: {', '.join(within or lines)}."
    return listed if within else f"{listed} Names of rows are in the Calculation sheet."


def _heading(settlement: Settlement, period: Period, row: Row, line: SettledLine | None, language: Language) -> list[str]:
    def told(text: str, **arguments: Argument) -> str:
        return say(message(text, **arguments), language)

    contract = settlement.contract(period)
    label = line.line.label if line else row.label
    clause, at = (line.line.clause.text, line.line.clause.at) if line else (row.clause, row.at)
    heading = [f"{say(label, language)} · {period.id}"]
    if clause:
        heading.append(told("Clause {clause}, {place} ({contract}, version {version})", clause=clause, place=at.short,
                            contract=str(contract.contract), version=contract.version))  # fmt: skip
    return heading


def _steps(settlement: Settlement, period: Period, target: Row, line: SettledLine | None) -> list[Row]:
    """The rows behind a row, each after what it needs; other lines are named with their amounts, not told again."""
    plan = settlement.calculation.plans[settlement.index(period)]
    closed = {s.line.amount for s in settlement.lines if s.period == period} - {target.id}
    found: dict[str, Row] = {}

    def visit(row: Row) -> None:
        if row.id in found or row.id in closed or (row.formula is None and row.id != target.id):
            return
        untold = _untold(row.formula) if row.formula else set()
        for ident in behind(row.formula) if row.formula else ():
            if ident in plan.rows and ident not in untold:
                visit(plan.rows[ident])
        found[row.id] = row

    visit(target)
    assert line is None or target.id in found
    return list(found.values())


def _untold(formula: Node) -> set[str]:
    """Of sums over more figures than are named, all but the first: what is said of it holds for each, such as each contact."""
    sums = [node.rows for node in walk(formula) if isinstance(node, Total) and len(node.rows) > MOST_NAMED]
    return {ref.id for rows in sums for ref in rows[1:]}
