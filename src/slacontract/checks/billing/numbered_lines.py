"""C236: lines of days and cases, which are numbered anew in every period, and what they cannot carry from one to the next."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.checks.kpis.numbered import numbered
from slacontract.findings import Finding, Position, finding
from slacontract.model.billing.counted import Counted
from slacontract.model.billing.lines import Line, Priced
from slacontract.model.billing.models import PerUnit
from slacontract.model.contract import Contract


def numbered_lines(contract: Contract) -> Iterator[Finding]:
    """The 5th of March is not the 5th of February that went on, and ticket 1 of March is another ticket than that of February."""
    for name, line in contract.billing.items():
        dimension = numbered(contract, line.each)
        for what, at in _remembered(line) if dimension is not None else ():
            told = f"'{name}' bills each {dimension}, which is numbered anew in every period, and {what}."
            yield finding("C236", at, told, f"Bill the period without 'each: {dimension}', or delete it.", line.place_of("each"))
    for commitment in contract.commitments:
        dimension = numbered(contract, commitment.each)
        if dimension is not None and commitment.every != "period":
            told = f"A {dimension} lies in one period, and the commitment in a longer span."
            remedy = f"Write 'every: period', or a commitment without 'each: {dimension}'."
            yield finding("C236", commitment.place_of("every"), told, remedy, dimension.at)


def _remembered(line: Line) -> Iterator[tuple[str, Position]]:
    """What a line knows of earlier periods, with its place."""
    if isinstance(line, Counted) and line.rollover is not None:
        yield "carries units to later periods", line.rollover.place
    if line.de_minimis is not None and line.de_minimis.then == "carried":
        yield "carries small amounts to the next period", line.de_minimis.place_of("then")
    for said in (line.tiers, line.packages) if isinstance(line, Priced) else ():
        if said is not None and said.counted != "period":
            yield "counts over more than a period", said.place_of("counted")
    if isinstance(line, PerUnit) and line.clawback is not None and line.clawback.price == "of_sale":
        yield "takes back at the price of an earlier period", line.clawback.place_of("price")
