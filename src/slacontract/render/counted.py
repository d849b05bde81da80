"""What ``measure`` prints: each figure that was counted, one column for each period."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.catalogue.fields import field_name, field_unit
from slacontract.formula.figures import write_value
from slacontract.languages import Language, message, say

if TYPE_CHECKING:
    from slacontract.measuring.run import Run


def counted_rows(run: Run, language: Language) -> tuple[list[str], list[list[str]]]:
    """The headings and rows: fields over all members, by period."""
    periods = [period.id for period in run.periods]
    rows = [
        [say(field_name(name), language), name, *(_told(by_period.get(period), name, language) for period in periods)]
        for name, by_period in sorted(run.totals().items())
    ]
    return [say(message("Figure"), language), say(message("Field"), language), *periods], rows


def _told(total: Fraction | None, name: str, language: Language) -> str:
    return "" if total is None else write_value(mpq(total), field_unit(name), language)
