"""C202, C207, C211, C213, C214 and C226: payments that say what they are of: days, parts of a pool, cells of a matrix."""

from __future__ import annotations

from collections.abc import Iterator

from gmpy2 import mpq

from slacontract.checks.kpis.bands import partition
from slacontract.checks.kpis.sums import values_in
from slacontract.checks.kpis.units import wrong_unit
from slacontract.checks.terms import fits, how_measured, is_well_written, listed
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.text import Interval
from slacontract.model.contract import Contract
from slacontract.model.kpis.bases import PoolPart
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.kpis.scales import Band, Matrix
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit


def days_said(contract: Contract) -> Iterator[Finding]:
    """A day of service is the base divided by a number of days, which is said."""
    for name, kpi in contract.kpis.items():
        day = next((pay for pay in _paid(kpi) if pay.unit is Unit.DAYS and pay.value), None)
        if day is not None and kpi.days_in_period is None:
            yield finding(
                "C202",
                kpi.place,
                f"'{name}' pays {day.text}, and it is not said what a day of service is worth.",
                "Add 'days_in_period:'. Choices: calendar (the days of the period), or a number such as 30.",
                day.at,
            )
        if day is None and kpi.days_in_period is not None:
            yield finding(
                "C202",
                kpi.place_of("days_in_period"),
                f"'{name}' says what a day of service is worth, and pays none.",
                "Delete 'days_in_period:', or pay days, such as -3 days.",
            )


def _paid(kpi: Kpi) -> tuple[Quantity, ...]:
    return (*kpi.payments, *((kpi.withhold,) if kpi.withhold else ()))


def curve_modes(contract: Contract) -> Iterator[Finding]:
    """A curve by steps has a side from which its points are reached."""
    for name, kpi in contract.kpis.items():
        how = how_measured(kpi)
        if kpi.between == "step" and kpi.curve and how is not None and how.better == "neither":
            yield finding(
                "C224",
                kpi.place_of("between"),
                f"'{name}' has no better side, so no point of its curve is reached.",
                "Write bands.",
            )
        if kpi.says("between") and not kpi.curve:
            yield finding(
                "C202",
                kpi.place_of("between"),
                f"'{name}' says how a curve is read, and has none.",
                "Add the curve, or delete 'between'.",
            )


def extras_of_scales(contract: Contract) -> Iterator[Finding]:
    """What is withheld, and how a payment is rounded, belong to a scale that pays."""
    for name, kpi in contract.kpis.items():
        for key in ("pay_rounded", "withhold"):
            if kpi.says(key) and not (kpi.scaled if key == "pay_rounded" else kpi.pays):
                yield finding(
                    "C202",
                    kpi.place_of(key),
                    f"'{name}' has '{key}', and no scale that pays money back.",
                    f"Add a scale, or delete '{key}'.",
                )
        if kpi.withhold is not None and kpi.withhold.value <= 0:
            yield finding(
                "C214",
                kpi.withhold.at,
                f"'{name}' withholds {kpi.withhold.text}.",
                "Write what is withheld without a sign, above zero.",
            )
        elif kpi.withhold is not None and kpi.withhold.unit is Unit.POINTS:
            yield finding(
                "C207",
                kpi.withhold.at,
                f"'{name}' withholds {kpi.withhold.text}, which is no money.",
                "Withhold a percentage of the base, or money.",
            )
        if kpi.pay_rounded is not None and kpi.pay_rounded.decimals > _MOST_DECIMALS:
            yield finding(
                "C214",
                kpi.pay_rounded.place_of("decimals"),
                f"'{name}' rounds its payment to {kpi.pay_rounded.decimals} decimals.",
                f"Write at most {_MOST_DECIMALS}, or delete 'pay_rounded:'.",
            )


_MOST_DECIMALS = 6


def pool_parts(contract: Contract) -> Iterator[Finding]:
    """A part of a pool names one that is there, and is a share above zero."""
    for kpi in contract.kpis.values():
        base = kpi.base
        if not isinstance(base, PoolPart):
            continue
        if base.pool not in contract.pools:
            yield finding(
                "C211", base.pool.at, f"'{base.pool}' is no pool of this contract.", nearest(base.pool, listed(contract.pools))
            )
        for what, percent in (("share", base.share), ("allocation", base.allocation)):
            if percent is not None and percent.value <= 0:
                yield finding("C214", percent.at, f"The {what} of the pool is {percent.text}.", "Write a percentage above zero.")


def matrices(contract: Contract) -> Iterator[Finding]:
    """A matrix names another measured KPI of the same members, and has one payment for each column in each row."""
    for name, kpi in contract.kpis.items():
        if kpi.matrix is None:
            continue
        yield from _shape(name, kpi.matrix)
        other = contract.kpis.get(kpi.matrix.columns_of)
        if other is None or kpi.matrix.columns_of == name:
            yield finding(
                "C211",
                kpi.matrix.columns_of.at,
                f"'{kpi.matrix.columns_of}' is no other KPI of this contract.",
                nearest(kpi.matrix.columns_of, [n for n in listed(contract.kpis) if n != name]),
            )
        else:
            yield from _other(name, kpi, kpi.matrix, other)


def _shape(name: Word, matrix: Matrix) -> Iterator[Finding]:
    for key, found in (("columns", matrix.columns), ("rows", matrix.rows)):
        if not found:
            yield finding("C202", matrix.place_of(key), f"The matrix of '{name}' has no {key}.", "Write at least one.")
    for row in matrix.rows:
        if len(row.pay) != len(matrix.columns):
            yield finding(
                "C202",
                row.place_of("pay"),
                f"This row of '{name}' has {len(row.pay)} payments, and the matrix {len(matrix.columns)} columns.",
                "Write one payment for each column.",
                matrix.place_of("columns"),
            )


def _other(name: Word, kpi: Kpi, matrix: Matrix, other: Kpi) -> Iterator[Finding]:
    at = matrix.columns_of.at
    if other.derived and not kpi.derived:
        yield finding(
            "C213",
            at,
            f"'{matrix.columns_of}' is made of results, and '{name}' is one.",
            "Name a KPI that is measured.",
            other.place,
        )
    if other.each and other.each != kpi.each:
        yield finding(
            "C226",
            at,
            f"'{matrix.columns_of}' is judged for each {' and '.join(other.each)}, and '{name}' is not.",
            "Write the same 'each:' in both.",
            other.place_of("each"),
        )
    how = how_measured(other)
    if how is None:
        return
    for interval in matrix.columns:
        for bound in interval.bounds:
            if not fits(bound.limit.unit, how.unit):
                yield wrong_unit(str(matrix.columns_of), bound.limit, how.unit, interval.at)


def matrix_partitions(contract: Contract) -> Iterator[Finding]:
    """Every value of both KPIs lies in one row and in one column."""
    for name, kpi in contract.kpis.items():
        if kpi.matrix is None:
            continue
        yield from _axis(contract, name, kpi, tuple(row.when for row in kpi.matrix.rows))
        other = contract.kpis.get(kpi.matrix.columns_of)
        if other is not None:
            yield from _axis(contract, kpi.matrix.columns_of, other, kpi.matrix.columns)


def _axis(contract: Contract, name: Word, kpi: Kpi, intervals: tuple[Interval, ...]) -> Iterator[Finding]:
    how = how_measured(kpi)
    if how is None or not intervals or not all(is_well_written(interval, how.unit) for interval in intervals):
        return
    bands = tuple(Band(when=interval, pay=Quantity(mpq(0), Unit.MONEY)) for interval in intervals)
    yield from partition(str(name), bands, values_in(contract, kpi, how), how.unit)
