"""Worked examples in an annex: each KPI at its edges, target and caps, and one of them step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from slacontract.catalogue.fields import field_name
from slacontract.formula.figures import write_about
from slacontract.languages import message
from slacontract.quantities.units import Unit
from slacontract.render.annex.document import Block, Grid, Listed, Section, Text
from slacontract.render.annex.voice import minus
from slacontract.render.explanation import explain

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.model.measures import Cell
    from slacontract.render.annex.voice import Voice
    from slacontract.scenarios.worked_examples import Purpose, WorkedExample

_PURPOSES: Final[dict[Purpose, str]] = {
    "target": "At the target", "most_paid": "Most that the scale pays", "most_charged": "Most that the scale charges",
    "threshold": "At an edge", "beyond": "Further on", "measured": "As it was measured",
}  # fmt: skip
_MEASURED: Final = (
    "Each example takes one measured period, changes the figures behind one KPI until it has the value shown, and settles "
    "the period again. The amount is the KPI's own, before gates and limits."
)
_MADE_UP: Final = (
    "Nothing was measured yet: the examples are on round figures that are made up. Each changes the figures behind one KPI "
    "until it has the value shown. The amount is the KPI's own, before gates and limits."
)
_TOLD_FIRST: Final[tuple[Purpose, ...]] = ("most_charged", "beyond", "most_paid", "threshold", "target", "measured")
"""Which example is told step by step: the first of these that there is."""


def worked(voice: Voice, examples: Sequence[WorkedExample], *, made_up: bool = False) -> Iterator[Section]:
    """The examples, KPI by KPI; ``made_up`` where their measures are."""
    if not examples:
        return
    by_kpi: dict[str, list[WorkedExample]] = {}
    for example in examples:
        by_kpi.setdefault(example.kpi, []).append(example)
    told = voice.say(_MADE_UP if made_up else _MEASURED)
    parts = tuple(_of_kpi(voice, name, found, made_up=made_up) for name, found in by_kpi.items())
    yield Section("examples", voice.say("Worked examples"), "", (Text(told),), parts)


def _of_kpi(voice: Voice, name: str, examples: Sequence[WorkedExample], *, made_up: bool) -> Section:
    first = examples[0]
    member = voice.said(first.outcome.member)
    heads = (voice.say("What it shows"), voice.say("Value"), voice.say("Pays"), voice.say("Amount"))
    rows = tuple(_row(voice, example) for example in examples)
    when = voice.say("Measures of {period}.", period=first.period.id)
    if member:
        when += " " + voice.say("Shown is {member}; the others are computed in the same way.", member=member)
    blocks: list[Block] = [Text(when), Grid(heads, rows)]
    told = min(examples, key=lambda example: _TOLD_FIRST.index(example.purpose))
    before = voice.say("Round figure" if made_up else "As it was measured")
    blocks += _step_by_step(voice, told, before)
    return Section(f"example.{name}", voice.kpi(name), str(first.outcome.clause.text), tuple(blocks))


def _row(voice: Voice, example: WorkedExample) -> tuple[str, ...]:
    paid = _signed(voice, example.paid, example.unit) if example.paid is not None else ""
    return (voice.say(_PURPOSES[example.purpose]), _value(voice, example), paid, _signed(voice, example.amount, Unit.MONEY))


def _value(voice: Voice, example: WorkedExample) -> str:
    """The value that was reached; whole contacts may leave it a little beside the edge."""
    return about(voice, example.value, example.outcome.unit)


def about(voice: Voice, value: mpq, unit: Unit) -> str:
    """A value that may have many digits: exactly where two decimals are enough, else with four."""
    if unit in {Unit.MONEY, Unit.RATE} or (value * (10_000 if unit is Unit.RATIO else 100)).denominator == 1:
        return voice.value(value, unit)
    return minus(write_about(value, unit, voice.language, 4))


def _signed(voice: Voice, amount: mpq, unit: Unit) -> str:
    text = about(voice, amount, unit)
    return f"+{text}" if amount > 0 else text


def _step_by_step(voice: Voice, example: WorkedExample, before_it: str) -> Iterator[Block]:
    """The sentences of ``explain``, and before them what was changed of the measures."""
    if example.changes:
        rows = tuple(
            (_figure(voice, cell), voice.value(before, Unit.NUMBER), voice.value(after, Unit.NUMBER))
            for cell, before, after in example.changes
        )
        value = _value(voice, example)
        caption = voice.say("So that {kpi} is {value}, these figures are changed", kpi=voice.kpi(example.kpi), value=value)
        yield Grid((voice.say("Measure"), before_it, voice.say("In the example")), rows, caption=caption)
    text = explain(example.settlement, example.period, example.line, voice.language)
    steps = [line.strip().partition(". ")[2] for line in (text or "").splitlines() if line[:3].strip().isdigit()]
    yield Text(voice.say("How the amount is computed:"))
    yield Listed(tuple(map(minus, steps)), numbered=True)


def _figure(voice: Voice, cell: Cell) -> str:
    name, members = voice.said(field_name(cell.field)), [value for _, value in cell.member]
    return voice.said(message("{what} ({scope})", what=name, scope=", ".join(members))) if members else name
