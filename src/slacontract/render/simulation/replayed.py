"""Periods as they are beside what they would be: a table of lines and totals, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from slacontract.formula.figures import write_value
from slacontract.languages import Language, message, say
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit
from slacontract.scenarios.twice import SUMMED, Twice, lines, totals
from slacontract.settlement.totals import NET

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.settlement.settlement import Settlement

Table = tuple[list[str], list[list[str]]]
"""Headings and rows, as text."""


def line_table(before: Settlement, after: Settlement, language: Language) -> Table:
    """Every line that is not the same, then the totals."""
    names = ("Line", "Description", "Clause", "As it is", "As it would be", "Difference")
    heads = [say(message(name), language) for name in names]
    changed = [line for line in lines(before, after) if line.difference]
    return heads, [_row(line, before, language) for line in (*changed, *totals(before, after))]


def period_table(before: Settlement, after: Settlement, language: Language) -> Table:
    """The net of every period."""
    heads = [say(message(name), language) for name in ("Period", "As it is", "As it would be", "Difference")]
    (net,) = totals(before, after, [NET])
    return heads, [
        [period.id, *_amounts((old, new, new - old), before, language)]
        for period, old, new in zip(before.asked, net.old, net.new, strict=True)
    ]


def _row(line: Twice, settlement: Settlement, language: Language) -> list[str]:
    name = "" if line.kind == "total" else line.id
    figures = (line.before, line.after, line.difference)
    return [name, say(line.label, language), line.clause, *_amounts(figures, settlement, language)]


def _amounts(figures: Iterable[mpq], settlement: Settlement, language: Language) -> list[str]:
    return [write_value(figure, Unit.MONEY, language, decimals=settlement.decimals) for figure in figures]


def replay_json(before: Settlement, after: Settlement) -> str:
    """The same for programs: amounts as texts with all their decimals."""
    told = {
        "periods": [period.id for period in before.asked],
        "currency": str(before.agreement.latest.currency),
        "lines": [_record(line, before) for line in lines(before, after)],
        "totals": [_record(total, before) for total in totals(before, after)],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _record(line: Twice, settlement: Settlement) -> dict[str, object]:
    def told(figure: mpq) -> str:
        return f"{as_decimal(figure, settlement.decimals):f}"

    sums = {"before": line.before, "after": line.after, "difference": line.difference}
    periods = {
        period.id: {"before": told(old), "after": told(new)}
        for period, old, new in zip(settlement.asked, line.old, line.new, strict=True)
    }
    return {"id": line.id, **{name: told(figure) for name, figure in sums.items()}, "periods": periods}


def variation_table(before: Settlement, runs: Sequence[tuple[str, Settlement]], language: Language) -> Table:
    """One row for each value: the totals of all periods, and what the net differs from that of today."""
    heads = [say(message("Value"), language), *(say(total.label, language) for total in totals(before, before, SUMMED))]
    heads.append(say(message("Net, difference"), language))
    rows = []
    for value, after in runs:
        figures = totals(before, after, SUMMED)
        rows.append([value, *_amounts([*(total.after for total in figures), figures[-1].difference], before, language)])
    return heads, rows


def variation_json(before: Settlement, runs: Sequence[tuple[str, Settlement]]) -> str:
    """The same for programs."""
    told = [{"value": value, "totals": [_record(total, before) for total in totals(before, after)]} for value, after in runs]
    return json.dumps(told, indent=2, ensure_ascii=False)
