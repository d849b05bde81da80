"""Matrix: the value and that of another KPI meet in one cell of a table, and the cell says what is paid."""

from __future__ import annotations

from gmpy2 import mpq

from slacontract.formula.nodes import ZERO, All, Blank, Compare, If, Known, Node, Ref
from slacontract.formula.text import Interval
from slacontract.languages import message
from slacontract.model.kpis.scales import Matrix, pay_unit
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.kpis.kpi_values import KpiValue
from slacontract.settlement.scales.payment import Payment, Scale


def pay(scale: Scale, matrix: Matrix, other: KpiValue | None) -> Payment:
    """Yield the row and the column that were hit, and the payment of their cell; blank where either has no figure."""
    unit = pay_unit(pay for row in matrix.rows for pay in row.pay)
    row = _hit(scale, scale.of, "row", tuple(row.when for row in matrix.rows))
    column = _hit(scale, other, "column", matrix.columns) if other is not None else _none(scale)
    both = All((Known(row), Known(column)))
    found: Node = Blank()
    for number in range(len(matrix.rows), 0, -1):
        found = If(Compare("=", row, _ordinal(scale, "row", number)), _cells(scale, matrix, number, column, unit), found)
    paid = scale.row("pay", "payment of the cell", unit, If(both, found, Blank()))
    cells = {(r, c): pay for r, line in enumerate(matrix.rows, 1) for c, pay in enumerate(line.pay, 1)}
    worst = list(cells)[scale.worst_of(dict(enumerate(cells.values())))]
    return Payment(paid=paid, worst=_cell(scale, matrix, *worst, unit), unit=unit, band=row.id)


def _none(scale: Scale) -> Ref:
    """The column of a member on which the other KPI was never measured."""
    return scale.row("column", "column", Unit.BAND, Blank())


def _hit(scale: Scale, of: KpiValue, axis: str, intervals: tuple[Interval, ...]) -> Ref:
    hits: Node = Blank()
    for number in range(len(intervals), 0, -1):
        conditions = tuple(
            of.compared(
                bound.relation,
                scale.draft.term(
                    f"kpi.{scale.of.name}.matrix.{axis}_{number}.{side}",
                    message(
                        "{kpi}: {what}", kpi=scale.of.name, what=message(_BOUNDS[axis], number=number, relation=bound.relation)
                    ),
                    bound.limit,
                    scale.of.clause,
                    unit=of.how.unit,
                ),
            )
            for side, bound in enumerate(intervals[number - 1].bounds, 1)
        )
        hits = If(conditions[0] if len(conditions) == 1 else All(conditions), _ordinal(scale, axis, number), hits)
    hit = scale.row(axis, axis, Unit.BAND, If(Known(of.value), hits, Blank()))
    scale.draft.proof(
        f"{scale.of.ident}.one_{axis}",
        message("{kpi}: one {axis} takes the value", kpi=of.label, axis=message(axis)),
        If(Known(of.value), Known(hit), Compare("=", ZERO, ZERO)),
        scale.of.clause,
    )
    return hit


_BOUNDS = {"row": "row {number}, value {relation}", "column": "column {number}, value {relation}"}
_NUMBERS = {"row": "number of row {number}", "column": "number of column {number}"}


def _ordinal(scale: Scale, axis: str, number: int) -> Ref:
    ordinal = Quantity(mpq(number), Unit.BAND, str(number))
    return scale.term(f"matrix.{axis}_{number}", _NUMBERS[axis], ordinal, Unit.BAND, number=number)


def _cells(scale: Scale, matrix: Matrix, number: int, column: Ref, unit: Unit) -> Ref:
    """What a row of the table pays in the column that was hit; each is a row of its own, so that cells stay short."""
    found: Node = Blank()
    for place in range(len(matrix.columns), 0, -1):
        found = If(Compare("=", column, _ordinal(scale, "column", place)), _cell(scale, matrix, number, place, unit), found)
    return scale.row(
        f"matrix.row_{number}.pay", "payment in row {number}", unit, If(Known(column), found, Blank()), number=number
    )


def _cell(scale: Scale, matrix: Matrix, row: int, column: int, unit: Unit) -> Ref:
    pay = matrix.rows[row - 1].pay[column - 1]
    return scale.term(f"matrix.{row}.{column}", "row {row}, column {column} pays", pay, unit, row=row, column=column)
