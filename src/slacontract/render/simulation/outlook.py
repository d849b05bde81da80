"""How a year may turn out, as tables of text: totals, lines and KPIs, and a histogram of bonus less penalty."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.languages import Language, Message, message, say, write_number
from slacontract.quantities.numbers import as_decimal, read_binary
from slacontract.render.terminal import draw
from slacontract.scenarios.distribution import QUANTILES, TOTALS, Outlook, Spread
from slacontract.scenarios.seasons import Season
from slacontract.scenarios.years import CONFIRMED

if TYPE_CHECKING:
    from slacontract.render.simulation.replayed import Table

_BARS: Final = 12
_WIDEST: Final = 40
_NAMED: Final = 6
"""So many periods are named where one is drawn from them; the others are counted."""


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
    head = " ".join(say(sentence, language) for sentence in (drawn, *how_drawn(outlook), percentiles))
    told = [
        total_table(outlook, decimals, language),
        line_table(outlook, decimals, language),
        kpi_table(outlook, language),
        histogram(outlook, decimals, language),
    ]
    seasons = [season_table(outlook, language)] if outlook.way.season else []
    left = (1, 3, 2, 0, 2)
    first_table, *tables = [
        draw("" if number else f"{title}\n{head}\n", *table, left=left[number], rich=False)
        for number, table in enumerate([*told, *seasons])
    ]
    return "\n".join([first_table, *tables, "", say(estimates, language)])


def how_drawn(outlook: Outlook) -> Iterator[Message]:
    """What a drawn period can be, and what that leaves out."""
    way, year = outlook.way, outlook.year
    numbers = [len(found) for found in year.choices(way).values()] or [0]
    fewest, most = min(numbers), max(numbers)
    several = message("{fewest} to {most}" if fewest != most else "{most}", fewest=fewest, most=most)
    if way.season is Season.SAME:
        yield message("Each drawn period is one of the same time of the year, of {several}: with the season of the "
                      "history, without any trend.", several=several)  # fmt: skip
    elif way.season is Season.NEAR:
        yield message("Each drawn period is one of the same time of the year or within a month of it, of {several}: with "
                      "the season of the history, smoothed over three months, without any trend.", several=several)  # fmt: skip
    else:
        yield message("Each drawn period is any of them, whatever its time of the year: without any season or trend.")
    if way.in_a_row > 1:
        yield message("{count} at a time follow each other as they did.", count=way.in_a_row)
    if kept := len(set(year.columns) & year.kept):
        yield message("Periods of the year that stay as they were measured: {count}.", count=kept)


def season_table(outlook: Outlook, language: Language) -> Table:
    """For each drawn period, what it was drawn from."""
    heads = [say(message(name), language) for name in ("Period", "Drawn from", "How many")]
    rows = []
    for period, found in outlook.year.choices(outlook.way).items():
        named = ", ".join(one.id for one in found[:_NAMED])
        rows.append([period.id, f"{named}, …" if len(found) > _NAMED else named, str(len(found))])
    return heads, rows


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
        "season": outlook.way.season.value if outlook.way.season else "none",
        "trend": "none",
        "in a row": outlook.way.in_a_row,
        "drawn from": {period.id: [one.id for one in found] for period, found in outlook.year.choices(outlook.way).items()},
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
