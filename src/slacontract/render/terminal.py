"""What ``settle`` prints: a short table of the result. Rich draws it on a terminal; elsewhere it is plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from slacontract.formula.figures import write_value
from slacontract.languages import Language, message, say
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.lines import TOTAL
from slacontract.settlement.totals import GROSS, NET, TAX

if TYPE_CHECKING:
    from slacontract.formula.calculation import Value
    from slacontract.settlement.settlement import Settlement

_TOTALS: Final = (
    ("Billing", TOTAL), ("Bonus", "adjustments.bonus"), ("Penalty", "adjustments.penalty"), ("Net", NET), ("Tax", TAX),
    ("Gross", GROSS),
)  # fmt: skip


def result_rows(settlement: Settlement, language: Language) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of the result: one row for each period, amounts in the marks of the language."""
    heads = [say(message("Period"), language), *(say(message(name), language) for name, _ in _TOTALS)]
    rows = [
        [period.id, *(_money(settlement, settlement.value(row, period), language) for _, row in _TOTALS)]
        for period in settlement.asked
    ]
    return heads, rows


def line_rows(settlement: Settlement, language: Language) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of one period's lines that move money."""
    heads = [say(message(name), language) for name in ("Line", "Description", "Clause", "Amount")]
    rows = [
        [line.id, say(line.line.label, language), line.line.clause.text, _money(settlement, line.amount, language)]
        for line in settlement.lines
        if line.amount
    ]
    return heads, rows


def _money(settlement: Settlement, value: Value, language: Language) -> str:
    return write_value(value, Unit.MONEY, language, decimals=settlement.decimals)


def draw(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, left: int, rich: bool) -> str:
    """Draw a table; the first ``left`` columns are texts, the others figures."""
    return _drawn(title, heads, rows, left) if rich else _plain(title, heads, rows, left)


def _plain(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> str:
    widths = [max(len(line[i]) for line in (heads, *rows)) for i in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        padded = [c.ljust(w) if i < left else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))]
        return "  ".join(padded).rstrip()

    return "\n".join([title, line(heads), line(["-" * w for w in widths]), *map(line, rows)])


def _drawn(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> str:
    from rich.console import Console  # noqa: PLC0415  # 50 ms that only a terminal needs
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(title=Text(title), title_justify="left", title_style="bold", header_style="bold")
    for index, head in enumerate(heads):
        table.add_column(Text(head), justify="left" if index < left else "right", no_wrap=index != 1)
    for row in rows:
        table.add_row(*(Text(cell, style="red" if i >= left and cell.startswith("-") else "") for i, cell in enumerate(row)))
    console = Console()
    with console.capture() as capture:
        console.print(table)
    return capture.get().rstrip()
