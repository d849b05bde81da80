"""One cell of a scorecard to the share of its item's points: a word of the form, or points."""

from __future__ import annotations

from gmpy2 import mpq

from slacontract.model.feed import Numbers
from slacontract.model.forms import Form, FormItem
from slacontract.parse.forms import share_of
from slacontract.parse.tables import Kind, SourceCell, shown
from slacontract.parse.written_numbers import read_written
from slacontract.quantities.numbers import TextFault

_WORDS = {"met": mpq(1), "missed": mpq(0), "not_applicable": None}


def read_answer(cell: SourceCell, name: str, item: FormItem, form: Form, numbers: Numbers) -> mpq | None:
    """The share of its points that the answer earns, from 0 to 1; None where the item does not apply.

    Raises:
        TextFault: for an answer that the form does not have, or points that the item cannot have.
    """
    text = cell.text.strip()
    meaning = next((str(meaning) for word, meaning in form.answers.items() if word.casefold() == text.casefold()), None)
    share: mpq | None
    if meaning is None:
        share = _points(cell, text, name, item, form, numbers)
    else:
        share = _WORDS[meaning] if meaning in _WORDS else share_of(meaning)
    if item.fatal and share not in {None, mpq(0), mpq(1)}:
        raise TextFault("R652", f"'{name}' is fatal and answered '{shown(text)}': a critical error is made or not.",
                        "Write an answer for met or missed.")  # fmt: skip
    return share


def _points(cell: SourceCell, text: str, name: str, item: FormItem, form: Form, numbers: Numbers) -> mpq:
    words = ", ".join(f"'{word}'" for word in form.answers)
    remedy = f"Write {words} or points from 0 to {item.points.text}." if words else f"Write points from 0 to {item.points.text}."
    if cell.kind not in {Kind.WRITTEN, Kind.TEXT, Kind.NUMBER}:
        raise TextFault("R652", f"'{shown(text)}' is a cell of type {cell.kind.value}.", remedy)
    try:
        points = read_written(text, numbers if cell.kind is not Kind.NUMBER else None, percent=False)
    except TextFault:
        raise TextFault("R652", f"'{shown(text)}' is no answer to '{name}'.", remedy) from None
    if item.points.value == mpq(0):
        raise TextFault(
            "R652", f"'{name}' has no points, and the answer is {shown(text)}.", f"Write {words or 'a word of the form'}."
        )
    if not 0 <= points <= item.points.value:
        raise TextFault("R652", f"'{name}' is worth {item.points.text} points, and the answer is {shown(text)}.", remedy)
    return points / item.points.value
