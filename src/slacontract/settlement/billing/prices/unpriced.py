"""Prices that only the figures show to be missing: members without a price, indices without a value, rates of many members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from slacontract.findings import Finding, Position, finding
from slacontract.model.contract import Contract
from slacontract.quantities.numbers import as_decimal
from slacontract.settlement.draft import Compiled

if TYPE_CHECKING:
    from slacontract.settlement.service.scopes import Service
    from slacontract.settlement.settlement import Settlement


def unpriced(compiled: Sequence[Compiled], service: Service) -> Iterator[Finding]:
    """Members that are billed and have no price, and rates that the measures give for several members."""
    for version in {c.contract.version: c for c in compiled}.values():
        for lacking in version.unpriced:
            what = f"'{lacking.line}' has no {lacking.what} for {lacking.dimension} {lacking.member}, which is in the measures."
            yield finding("C227", lacking.at, what,
                          f"Add '{lacking.member}:' with its {lacking.what}; or correct the measures.")  # fmt: skip
        for name, at in rate_fields(version.contract):
            yield from _one_figure(name, at, service)


def _one_figure(name: str, at: Position, service: Service) -> Iterator[Finding]:
    """A rate is above zero, and never added up over members; the reader of measures refuses it for several days."""
    members = [member for member in service.members_of.get(name, ()) if member]
    if members:
        shown = ", ".join(f"{d} {v}" for d, v in members[0])
        yield finding("C227", at, f"'{name}' is given for {shown}, and it is one figure for the whole contract.",
                      "Give it in a row (or a file) without dimensions.")  # fmt: skip
    for cell, found in service.measures.cells.items():
        if cell.field == name and found.value <= 0:
            what = f"'{name}' is {as_decimal(found.value)} in {cell.period}, which no index and no exchange rate is."
            yield finding("C227", at, what, "Correct the measures; leave the cell out where there is no value.")


def rate_fields(contract: Contract) -> Iterator[tuple[str, Position]]:
    """The measures that are rates and not sums: values of indices, and exchange rates."""
    for index in contract.indices.values():
        if index.field is not None:
            yield str(index.field), index.field.at
    for line in contract.billing.values():
        conversion = getattr(line, "conversion", None)
        if conversion is not None and conversion.field is not None:
            yield str(conversion.field), conversion.field.at


def unindexed(settlement: Settlement) -> Iterator[Finding]:
    """Values of indices that a review needs and that are not there."""
    told = set()
    for index, period in enumerate(settlement.calculation.periods):
        column, plan = settlement.columns[index], settlement.calculation.plans[index]
        for need in settlement.compiled[index].index_needs:
            if period.start < need.since or need.row in plan.terms or column[need.row] is not None:
                continue
            if (need.index, need.point) in told:
                continue
            told.add((need.index, need.point))
            what = f"The index '{need.index}' has no value for {need.point}, and the review of {need.since} needs it."
            field = settlement.compiled[index].contract.indices[need.index].field  # type: ignore[index]  # a name is a word
            row = f", or the column '{field}' in the measures of {need.point}" if field else ""
            yield finding("C227", need.clause.at, what, f"Add '{need.point}:' to its values{row}.")
