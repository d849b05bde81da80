"""Proposed tests as the text of a file: YAML that people read, complete and correct."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from slacontract.checks.terms import shown
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.scenarios.worked_examples import WorkedExample
    from slacontract.trials.proposing import Proposed, ProposedTable

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. %/+-]*|-?[0-9][0-9.]*%?")
_WORDS: Final = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n"})
_PURPOSES: Final = {
    "target": "at the target", "most_paid": "the most that the scale pays", "most_charged": "the most that the scale charges",
    "threshold": "at an edge", "beyond": "further on", "measured": "as it was measured",
}  # fmt: skip


def proposed_tables(proposed: Proposed) -> str:
    """The file of tables for one version: round measures of a period, and a table for each KPI."""
    lines = [
        f"# Proposed for version {proposed.version} from the measures of {proposed.period.id}, with counts and times rounded up",
        "# so that KPIs reach round values. All amounts are the engine's own: they show what is, not what should be. Work",
        "# them out by hand from the contract, write the arithmetic into 'why', and delete 'confirmed: no'.",
        f"period: {proposed.period.id}",
        "earlier: nothing",
        "measures:",
        *(f"  - {_flow(row)}" for row in proposed.rows),
        "",
        "tests:",
    ]
    blocks = ["\n".join(_table(table)) for table in proposed.tables]
    return "\n".join(lines) + "\n" + "\n\n".join(blocks) + "\n"


def _table(table: ProposedTable) -> Iterator[str]:
    by = {**dict(table.by.member), "field": table.by.field}
    yield f"  {_name(table.kpi)}:"
    yield f"    why: {_text(f'{table.clause}: on each edge, beside it and between two')}"
    yield "    confirmed: no"
    yield f"    by: {{{_text(table.kpi)}: {_flow(by)}}}"
    yield "    cases: |"
    rows = [table.columns, *table.rows]
    widths = [max(len(row[n]) for row in rows) for n in range(len(table.columns))]
    for row in rows:
        cells = [f"{cell},".ljust(width + 2) for cell, width in zip(row[:-1], widths, strict=False)]
        yield f"      {''.join(cells)}{row[-1]}"


def proposed_history(found: list[Proposed]) -> str:
    """The file of tests over the history: the months as they were settled, and the worked examples of the annex."""
    lines = [
        "# Proposed from the history of the contract: the months as they are settled now, and the worked examples of the annex.",
        "# All amounts are the engine's own. Work them out by hand, and delete 'confirmed: no'.",
        "from: history",
        "",
        "tests:",
    ]
    blocks = [_months(proposed) for proposed in found]
    numbers: dict[str, int] = {}
    for example in (example for proposed in found for example in proposed.examples):
        numbers[example.kpi] = numbers.get(example.kpi, 0) + 1
        blocks.append("\n".join(_example(example, numbers[example.kpi])))
    return "\n".join(lines) + "\n" + "\n\n".join(blocks) + "\n"


def _months(proposed: Proposed) -> str:
    rows = [f"      {period}: {_flow(totals)}" for period, totals in proposed.months.items()]
    heading = [f"  months-of-version-{proposed.version}:", "    why: The months as they are settled now", "    confirmed: no"]
    return "\n".join([*heading, "    expected:", *rows])


def _example(example: WorkedExample, number: int) -> Iterator[str]:
    kpi = f"{example.kpi}{example.outcome.suffix}"
    value = shown(example.value, example.outcome.unit)
    yield f"  {_name(kpi)}-example-{number}:"
    yield f"    why: {_text(f'{example.outcome.clause.text}, {_PURPOSES[example.purpose]}')}"
    yield "    confirmed: no"
    if example.changes:
        yield "    change:"
        yield f"      {example.period.id}:"
        yield from (
            f"        - {_flow({**dict(cell.member), cell.field: f'{as_decimal(after)}'})}" for cell, _, after in example.changes
        )
    wanted = {kpi: _exact(value, example), example.line: f"{as_decimal(example.amount, example.settlement.decimals)}"}
    yield "    expected:"
    yield f"      {example.period.id}: {_flow(wanted)}"


def _exact(value: str, example: WorkedExample) -> str:
    """The value as a contract writes it, or as a fraction where it has no end."""
    ends = (
        10**8 % example.value.denominator == 0
        if example.outcome.unit is not Unit.RATIO
        else 10**6 % example.value.denominator == 0
    )
    return value if ends else f"{example.value.numerator}/{example.value.denominator}"


def _flow(row: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{_text(key)}: {_text(value)}' for key, value in row.items())}}}"


def _text(text: str) -> str:
    """A text as YAML reads it back: plain, or in quotes where a sign or word could mean something else."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=False)


def _name(kpi: str) -> str:
    """A name for a test: small letters, digits, dashes."""
    return re.sub(r"[^a-z0-9_]+", "-", kpi.lower()).strip("-")
