"""A bench for formulas: inputs a to e over four periods, evaluated by every face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import ironcalc
from gmpy2 import mpq

from slacontract.formula.calculation import Calculation, Plan, Row, Term, Value, window
from slacontract.formula.exact import Column, evaluate
from slacontract.formula.excel import formula
from slacontract.formula.interpreter import Place
from slacontract.formula.nodes import Node, Over, Ref
from slacontract.formula.words import Speaker
from slacontract.languages import Language, message
from slacontract.quantities.periods import Period
from slacontract.quantities.units import Unit

NAMES = ("a", "b", "c", "d", "e")
GUARD_DIGITS = 9
PERIODS = tuple(
    Period(date(2026, month, 1), date(2026, month + 1, 1), f"2026-{month:02}", 1 if month < 3 else 2) for month in range(1, 5)
)
LAST = len(PERIODS) - 1


def terms_of(**figures: int) -> dict[str, Term]:
    return {name: Term(id=name, label=message(name), value=mpq(value), unit=Unit.NUMBER) for name, value in figures.items()}


TERMS = terms_of(none=0, one=1, two=2, three=3)
"""How many decimals a rounding may keep."""


def calculation(node: Node, inputs: Sequence[dict[str, mpq]], unit: Unit = Unit.NUMBER) -> Calculation:
    """A plan with one formula, over as many periods as there are inputs."""
    rows = {name: Row(id=name, label=message(name), unit=Unit.NUMBER, stage="measures") for name in NAMES}
    rows["result"] = Row(id="result", label=message("result"), unit=unit, stage="values", formula=node)
    plan = Plan(1, TERMS, rows)
    return Calculation(PERIODS[: len(inputs)], (plan,) * len(inputs), tuple(inputs))


def columns_of(node: Node, inputs: Sequence[dict[str, mpq]], unit: Unit = Unit.NUMBER) -> tuple[Calculation, tuple[Column, ...]]:
    table = calculation(node, inputs, unit)
    return table, evaluate(table)


def exact(node: Node, inputs: Sequence[dict[str, mpq]]) -> Value:
    """What the exact face makes of it in the last period."""
    return columns_of(node, inputs)[1][-1]["result"]


def place(node: Node, inputs: Sequence[dict[str, mpq]], unit: Unit = Unit.NUMBER) -> Place:
    table, columns = columns_of(node, inputs, unit)
    return Place(table, columns, len(inputs) - 1)


def words(node: Node, inputs: Sequence[dict[str, mpq]], language: Language) -> str:
    """What the words face says of it in the last period."""
    return Speaker(place(node, inputs), language, "EUR").words(node)


# --- a sheet: terms in column A, inputs in rows 1 to 5 with a period in each of the columns C to F -----------------------------


@dataclass(frozen=True)
class Sheet:
    """The addresses of the bench in the last period."""

    periods: int

    @property
    def guard(self) -> str:
        return "$A$9"

    def cell(self, ref: Ref) -> str | None:
        if ref.id in TERMS:
            return f"$A${list(TERMS).index(ref.id) + 1}"
        index = self.periods - 1 - ref.lag
        return f"{'CDEF'[index]}{NAMES.index(ref.id) + 1}" if index >= 0 else None

    def cells(self, refs: Sequence[Ref]) -> list[str]:
        return [str(self.cell(ref)) for ref in refs]

    def span(self, node: Over) -> str | None:
        found = window(PERIODS[: self.periods], node, self.periods - 1)
        line = NAMES.index(node.row.id) + 1
        return f"{'CDEF'[found[0]]}{line}:{'CDEF'[found[-1]]}{line}" if found else None


def text(node: Node, periods: int = 1) -> str:
    """The formula as the Excel face writes it in the last period."""
    return formula(node, Sheet(periods))


def recalculated(nodes: Sequence[Node], inputs: Sequence[dict[str, mpq]]) -> list[object]:
    """What another spreadsheet engine makes of the formulas."""
    model = ironcalc.create("bench", "en", "UTC")
    for line, term in enumerate(TERMS.values(), 1):
        model.set_user_input(0, line, 1, str(int(term.value)))
    model.set_user_input(0, 9, 1, str(GUARD_DIGITS))
    for column, figures in enumerate(inputs, 3):
        for name, value in figures.items():
            model.set_user_input(0, NAMES.index(name) + 1, column, str(float(value)))
    for line, node in enumerate(nodes, 20):
        model.set_user_input(0, line, 1, f"={text(node, len(inputs))}")
    model.evaluate()
    return [model.get_cell_value(0, line, 1) for line in range(20, 20 + len(nodes))]


def same(value: Value, found: object) -> bool:
    """Whether a spreadsheet shows what was computed exactly, as far as binary numbers can."""
    if value is None:
        return found in {None, ""}
    if isinstance(value, bool) or not isinstance(found, (int, float)):
        return found is value
    size = Fraction(int(value.numerator), int(value.denominator))
    return abs(Fraction(found) - size) <= Fraction(1, 10**9) * max(Fraction(1), abs(size))
