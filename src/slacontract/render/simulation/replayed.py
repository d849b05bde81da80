"""Periods as they are beside what they would be: a table of lines and totals, or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from slacontract.formula.figures import write_value
from slacontract.languages import Language, message, say
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit
from slacontract.scenarios.replay import Twice, lines, totals

if TYPE_CHECKING:
    from slacontract.settlement.settlement import Settlement

Table = tuple[list[str], list[list[str]]]
"""Headings and rows, as text."""


def line_table(before: Settlement, after: Settlement, language: Language) -> Table:
    """Every line that is not the same, then the totals."""
    names = ("Line", "Description", "Clause", "As it is", "As it would be", "Difference")
    heads = [say(message(name), language) for name in names]
    changed = [line for line in lines(before, after) if line.difference]
    summed = totals(before, after)
    return heads, [_row(line, before, language) for line in (*changed, *summed)]


def period_table(before: Settlement, after: Settlement, language: Language) -> Table:
    """The net of every period."""
    heads = [say(message(name), language) for name in ("Period", "As it is", "As it would be", "Difference")]
    rows = []
    for period in before.asked:
        net = next(total for total in totals(before, after, period) if total.id == "total.net")
        rows.append([period.id, *_amounts(net, before, language)])
    return heads, rows


def _row(line: Twice, settlement: Settlement, language: Language) -> list[str]:
    name = "" if line.id in {total.id for total in totals(settlement, settlement)} else line.id
    return [name, say(line.label, language), line.clause, *_amounts(line, settlement, language)]


def _amounts(line: Twice, settlement: Settlement, language: Language) -> list[str]:
    figures = (line.before, line.after, line.difference)
    return [write_value(figure, Unit.MONEY, language, decimals=settlement.decimals) for figure in figures]


def replay_json(before: Settlement, after: Settlement) -> str:
    """The same for programs: amounts as texts with all their decimals."""
    told = {
        "periods": [period.id for period in before.asked],
        "currency": str(before.agreement.latest.currency),
        "lines": [_record(line, before) for line in lines(before, after)],
        "totals": {
            "all": [_record(total, before) for total in totals(before, after)],
            **{period.id: [_record(total, before) for total in totals(before, after, period)] for period in before.asked},
        },
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _record(line: Twice, settlement: Settlement) -> dict[str, str]:
    figures = {"before": line.before, "after": line.after, "difference": line.difference}
    return {"id": line.id, **{name: f"{as_decimal(figure, settlement.decimals):f}" for name, figure in figures.items()}}


def variation_table(before: Settlement, runs: Sequence[tuple[str, Settlement]], language: Language) -> Table:
    """One row for each value: the totals of all periods, and what the net differs from that of today."""
    summed = totals(before, before)
    heads = [say(message("Value"), language), *(say(total.label, language) for total in summed[:-1])]
    heads.append(say(message("Net, difference"), language))
    rows = []
    for value, after in runs:
        figures = totals(before, after)[:-1]
        shown = [write_value(total.after, Unit.MONEY, language, decimals=before.decimals) for total in figures]
        rows.append([value, *shown, write_value(figures[-1].difference, Unit.MONEY, language, decimals=before.decimals)])
    return heads, rows


def variation_json(before: Settlement, runs: Sequence[tuple[str, Settlement]]) -> str:
    """The same for programs."""
    told = [{"value": value, "totals": [_record(total, before) for total in totals(before, after)]} for value, after in runs]
    return json.dumps(told, indent=2, ensure_ascii=False)
