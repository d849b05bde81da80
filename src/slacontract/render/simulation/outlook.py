"""How a year may turn out, as tables of text: totals, lines and KPIs, and a histogram of bonus less penalty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.languages import Language, message, say, write_number
from slacontract.quantities.numbers import as_decimal, read_binary
from slacontract.render.terminal import draw
from slacontract.scenarios.distribution import QUANTILES, TOTALS, Outlook, Spread
from slacontract.scenarios.years import CONFIRMED

if TYPE_CHECKING:
    from slacontract.render.simulation.replayed import Table

_BARS: Final = 12
_WIDEST: Final = 40


def outlook_text(outlook: Outlook, title: str, decimals: int, language: Language) -> str:
    """All tables, and what the figures are."""
    first, last = outlook.year.periods[0], outlook.year.periods[-1]
    drawn = message(
        "{scenarios} years from {first} to {last}, drawn from {months} measured periods (seed {seed}).",
        scenarios=write_number(as_decimal(mpq(outlook.scenarios)), language), first=first.id, last=last.id,
        months=str(len(outlook.year.months)), seed=str(outlook.seed),
    )  # fmt: skip
    difference = _amount(outlook.difference, decimals, language)
    estimates = message(
        "Estimates. The first {confirmed} years were settled exactly too; the largest difference in any figure is {difference}.",
        confirmed=str(min(CONFIRMED, outlook.scenarios)), difference=difference,
    )  # fmt: skip
    percentiles = message("Under a percentage stands the amount that so many of the years do not exceed.")
    tables = [
        draw(
            f"{title}\n{say(drawn, language)} {say(percentiles, language)}\n",
            *total_table(outlook, decimals, language),
            left=1,
            rich=False,
        ),
        draw("", *line_table(outlook, decimals, language), left=3, rich=False),
        draw("", *kpi_table(outlook, language), left=2, rich=False),
        draw("", *histogram(outlook, decimals, language), left=0, rich=False),
    ]
    return "\n".join([*tables, "", say(estimates, language)])


def total_table(outlook: Outlook, decimals: int, language: Language) -> Table:
    """The sums of the year: their mean, and what so many of a hundred years do not exceed."""
    heads = [say(message(name), language) for name in ("Sum of the year", "Mean")]
    heads += [_percent(100 * part, 0, language) for part in QUANTILES]
    return heads, [[say(label, language), *_amounts(outlook.totals[name], decimals, language)] for name, label in TOTALS.items()]


def line_table(outlook: Outlook, decimals: int, language: Language) -> Table:
    """Each line that ever has an amount: in how many years, and how much."""
    names = ("Line", "Description", "Clause", "Years with an amount", "Mean")
    heads = [*(say(message(name), language) for name in names), _percent(5, 0, language), _percent(95, 0, language)]
    rows = []
    for line in outlook.lines:
        if line.spread.share():
            figures = (line.spread.mean, line.spread.at(0.05), line.spread.at(0.95))
            shown = [_amount(figure, decimals, language) for figure in figures]
            rows.append([line.id, say(line.label, language), line.clause.text, _share(line.spread.share(), language), *shown])
    return heads, rows


def kpi_table(outlook: Outlook, language: Language) -> Table:
    """In what part of the periods each KPI meets its target."""
    heads = [say(message(name), language) for name in ("KPI", "Clause", "Periods on target")]
    return heads, [
        [say(kpi.label, language), kpi.clause.text, _share(kpi.share, language)] for kpi in outlook.kpis if kpi.share is not None
    ]


def histogram(outlook: Outlook, decimals: int, language: Language) -> Table:
    """How many of the years have so much bonus less penalty, drawn with signs."""
    bars = outlook.totals["adjustments"].bars(_BARS)
    tallest = max(share for _, _, share in bars)
    heads = [say(message(name), language) for name in ("Bonus less penalty, from", "to", "Years", "")]
    rows = []
    for low, high, share in bars:
        bar = ("█" * int(_WIDEST * share / tallest)).ljust(_WIDEST)
        rows.append([_amount(low, decimals, language), _amount(high, decimals, language), _share(share, language), bar])
    return heads, rows


def outlook_json(outlook: Outlook) -> str:
    """The same for programs; every amount is an estimate."""
    told = {
        "scenarios": outlook.scenarios,
        "seed": outlook.seed,
        "periods": [period.id for period in outlook.year.periods],
        "months drawn from": len(outlook.year.months),
        "largest difference to the exact face": outlook.difference,
        "totals": {name: _record(spread) for name, spread in outlook.totals.items()},
        "lines": {line.id: {"years with an amount": line.spread.share(), **_record(line.spread)} for line in outlook.lines},
        "periods on target": {kpi.id: kpi.share for kpi in outlook.kpis},
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _record(spread: Spread) -> dict[str, float]:
    return {"mean": spread.mean, **{f"p{int(100 * part):02}": spread.at(part) for part in QUANTILES}}


def _amounts(spread: Spread, decimals: int, language: Language) -> list[str]:
    return [_amount(figure, decimals, language) for figure in (spread.mean, *(spread.at(part) for part in QUANTILES))]


def _amount(figure: float, decimals: int, language: Language) -> str:
    return write_number(as_decimal(read_binary(figure, decimals), decimals), language)


def _share(part: float, language: Language) -> str:
    return _percent(100 * part, 1, language)


def _percent(figure: float, decimals: int, language: Language) -> str:
    return f"{write_number(as_decimal(read_binary(figure, decimals), decimals), language)} %"
