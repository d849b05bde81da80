"""Deals made by chance, settled by slacontract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gmpy2 import mpq

from laws.strategies import Deal, text_of
from slacontract.findings import Finding
from slacontract.model.contract import Agreement
from slacontract.model.measures import Cell, Figure, Measures
from slacontract.settlement.settlement import Settlement, settle
from support.settling import agreed, plain, read


def texts_of(deal: Deal) -> list[str]:
    """The versions as text, chained by their fingerprints."""
    texts = [text_of(deal.versions[0])]
    for tree in deal.versions[1:]:
        before = read(texts[-1])
        replaces = {"version": str(before.version), "fingerprint": before.fingerprint}
        texts.append(text_of({**tree, "replaces": replaces}))
    return texts


def agreement_of(deal: Deal) -> Agreement:
    return agreed(*texts_of(deal))


def measures_of(rows: Sequence[Mapping[str, str]]) -> Measures:
    """Rows as the reader of measures would give them, without the detour over a file."""
    cells = {
        Cell(row["period"], (("queue", row["queue"]),), name): Figure(mpq(text))
        for row in rows
        for name, text in row.items()
        if name not in {"period", "queue"}
    }
    return Measures(cells)


def try_settled(deal: Deal) -> tuple[Settlement | None, list[Finding]]:
    """Settle all periods that were measured, or say what is missing."""
    agreement, measures = agreement_of(deal), measures_of(deal.rows)
    return settle(agreement, measures, [p for p in agreement.latest.schedule.periods() if p.id in measures.periods()])


def figures(settlement: Settlement) -> dict[tuple[str, str], Fraction]:
    """Every line and total by period, as the second opinion has them."""
    found = {(line.period.id, line.id): plain(line.amount) for line in settlement.lines}
    for period in settlement.asked:
        found[period.id, "total.net"] = plain(settlement.net(period))
        found[period.id, "total.gross"] = plain(settlement.gross(period))
    return found
