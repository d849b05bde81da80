"""What ``solve`` shows: the values between which an amount is met, and the steps that results were away from paying otherwise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_name
from slacontract.formula.figures import write_short, write_value
from slacontract.languages import Language, Message, message, say
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.render.simulation.replayed import Table
    from slacontract.scenarios.distances import Distance
    from slacontract.scenarios.solving import Answer
    from slacontract.settlement.settlement import Settlement


def answer_text(answer: Answer, language: Language) -> str:
    """A sentence for today, and one for each place where the wanted amount is met or passed."""
    said = [
        message("Today {name} is {today}; wanted is {wanted}.", name=answer.name, today=_amount(answer, answer.today, language),
                wanted=_amount(answer, answer.wanted, language)),
        *(_met(answer, number, language) for number in range(len(answer.solutions))),
    ]  # fmt: skip
    return "\n".join(say(one, language) for one in said)


def _met(answer: Answer, number: int, language: Language) -> Message:
    solution = answer.solutions[number]
    (step, amount), (next_step, next_amount) = solution.below, solution.above
    if solution.is_exact:
        return message("{value} gives it exactly.", value=answer.values[step])
    return message(
        "{value} gives {amount}, and {other} gives {other_amount}.", value=answer.values[step],
        amount=_amount(answer, amount, language), other=answer.values[next_step],
        other_amount=_amount(answer, next_amount, language),
    )  # fmt: skip


def _amount(answer: Answer, amount: mpq, language: Language) -> str:
    currency = str(answer.settlement.agreement.latest.currency)
    return write_value(amount, Unit.MONEY, language, currency, answer.settlement.decimals)


def answer_json(answer: Answer) -> str:
    """The same for programs; amounts as texts with all their decimals."""
    decimals = answer.settlement.decimals

    def told(step: int, amount: mpq) -> dict[str, str]:
        return {"value": answer.values[step], "amount": f"{as_decimal(amount, decimals):f}"}

    solutions = [{"exact": one.is_exact, "values": [told(*one.below), told(*one.above)]} for one in answer.solutions]
    today = f"{as_decimal(answer.today, decimals):f}"
    return json.dumps({"amount": answer.name, "today": today, "solutions": solutions}, indent=2, ensure_ascii=False)


def distance_table(settlement: Settlement, steps: Sequence[Distance], language: Language) -> Table:
    """One row for each step: from which value to which, by what, and what it was worth."""
    names = ("KPI", "Clause", "Value", "Step", "Reaches", "Results pay", "Rest of the invoice")
    heads = [say(message(name), language) for name in names]
    rows = []
    for step in steps:
        unit = step.outcome.unit
        money = [write_value(amount, Unit.MONEY, language, decimals=settlement.decimals) for amount in (step.worth, step.billed)]
        rows.append([
            say(step.outcome.label, language), step.outcome.clause.text, write_short(step.value, unit, language),
            _step(step, language), write_short(step.reached, unit, language), *(_signed(text) for text in money),
        ])  # fmt: skip
    return heads, rows


def _step(step: Distance, language: Language) -> str:
    """``1,295 more: answered within 20 s``."""
    fields = ", ".join(say(field_name(field), language) for field in step.lever.fields)
    amount = write_value(mpq(abs(step.amount)), step.lever.moves, language)
    said = message("{amount} more: {fields}", amount=amount, fields=fields)
    fewer = message("{amount} fewer: {fields}", amount=amount, fields=fields)
    return say(said if step.amount > 0 else fewer, language)


def _signed(text: str) -> str:
    return text if text.startswith("-") or not text.strip("0.,") else f"+{text}"


def distance_json(steps: Sequence[Distance]) -> str:
    """The same for programs."""
    told = [
        {
            "kpi": step.outcome.kpi, "member": step.outcome.suffix, "value": f"{as_decimal(step.value):f}",
            "reaches": f"{as_decimal(step.reached):f}", "fields": list(step.lever.fields), "more": step.amount,
            "results pay": f"{as_decimal(step.worth):f}", "rest of the invoice": f"{as_decimal(step.billed):f}",
        }
        for step in steps
    ]  # fmt: skip
    return json.dumps(told, indent=2, ensure_ascii=False)
