"""A failing expectation in words: both figures, and the sentences that say how the found one was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.formula.figures import write_value
from slacontract.formula.nodes import Ref, Rounded, Steady, behind
from slacontract.formula.words import Speaker
from slacontract.languages import Language, Message, message, say
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.formula.calculation import Row, Value
    from slacontract.settlement.settlement import Settlement
    from slacontract.trials.comparing import Failure

MOST_SENTENCES: Final = 3
"""Of the computation of a figure; `explain` tells all of it."""


def told(failure: Failure, settlement: Settlement, language: Language) -> list[str]:
    """What was expected and found, what `about` would mend, and how the found figure was computed."""
    currency = str(settlement.contract(failure.period).currency)

    def figure(value: Value) -> str:
        if failure.unit is Unit.BAND and value is not None:
            return _band(failure, settlement, int(value), language)
        return write_value(value, failure.unit, language, currency, settlement.decimals)

    text = message("{name} in {period}: expected {wanted}, found {found}.", name=failure.name, period=failure.period.id,
                   wanted=figure(failure.wanted.value), found=figure(failure.found))  # fmt: skip
    lines = [say(text, language), *_why(failure, settlement, language)]
    if failure.near:
        lines.append(say(message("It is the same when it is rounded: write 'about' before the figure, or the exact figure."),
                         language))  # fmt: skip
    return lines


def _band(failure: Failure, settlement: Settlement, number: int, language: Language) -> str:
    """The number of a band, with the words of the contract where it has it."""
    outcome = next((o for o in settlement.outcomes(failure.period) if o.band == failure.row), None)
    kpis = {str(name): kpi for name, kpi in settlement.contract(failure.period).kpis.items()}
    bands = kpis[outcome.kpi].bands if outcome and outcome.kpi in kpis else ()
    text: Message = message("band {number}", number=number)
    if 1 <= number <= len(bands):
        text = message("band {number} ({values})", number=number, values=bands[number - 1].when.text)
    return say(text, language)


def _why(failure: Failure, settlement: Settlement, language: Language) -> list[str]:
    """The sentences of `explain` that are nearest to the figure: of the amount before rounding, and of what it is made of."""
    plan = settlement.calculation.plans[settlement.index(failure.period)]
    speaker = Speaker(settlement.place(failure.period), language, str(settlement.contract(failure.period).currency),
                      settlement.decimals)  # fmt: skip
    row = _unrounded(plan.rows[failure.row], plan.rows)
    made_of = [plan.rows[ident] for ident in behind(row.formula) if ident in plan.rows] if row.formula else []
    own = [r for r in made_of if r.formula is not None and r.stage == row.stage and not r.id.endswith(".base")]
    return [speaker.sentence(r) for r in (row, *own)][:MOST_SENTENCES]


def _unrounded(row: Row, rows: object) -> Row:
    """The row that a closed amount is rounded from."""
    formula = row.formula
    inner = formula.value if isinstance(formula, Rounded) else None
    inner = inner.item if isinstance(inner, Steady) else inner
    found = rows.get(inner.id) if isinstance(inner, Ref) and hasattr(rows, "get") else None
    return found or row
