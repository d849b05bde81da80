"""Effects: what a condition leaves of a bonus and of a penalty. Gates withhold by them, relief forgives by them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator

from slacontract.findings import NOWHERE, Position, nearest
from slacontract.model.fields import as_pydantic, unit_remedy
from slacontract.model.instances import InstanceOf
from slacontract.model.texts import Table, Word, word_of
from slacontract.quantities.numbers import Quantity, TextFault, read_quantity
from slacontract.quantities.units import Unit

Side: TypeAlias = Literal["bonus", "penalty"]
Counts: TypeAlias = Literal["own", "last", "nothing"]

SIDES: Final[tuple[Side, ...]] = ("bonus", "penalty")


@dataclass(frozen=True, slots=True)
class Effect:
    """The shares of bonus and penalty that are kept; a side that is not named is kept whole.

    ``none`` are the sides of which nothing is left. ``counts`` is the result that counts instead of the period's own: the
    last one that counted, or nothing, so that the period counts as not measured.
    """

    none: tuple[Side, ...] = ()
    shares: tuple[tuple[Side, Quantity], ...] = ()
    counts: Counts = "own"
    text: str = ""
    at: Position = field(default=NOWHERE, compare=False)

    @property
    def shared(self) -> dict[Side, Quantity]:
        """The shares by side."""
        return dict(self.shares)


WORDS: Final = {
    "neutral": Effect(none=("bonus", "penalty")),
    "no_penalty": Effect(none=("penalty",)),
    "no_bonus": Effect(none=("bonus",)),
    "last": Effect(counts="last"),
    "not_measured": Effect(counts="nothing"),
}


def read_effect(value: object) -> object:
    """Read ``neutral``, ``no_penalty``, ``no_bonus``, ``last``, ``not_measured``, or shares as ``{penalty: 50%}``."""
    if isinstance(value, Effect):
        return value
    return _read(value, tuple(WORDS))


def read_withheld(value: object) -> object:
    """Read what a gate leaves: ``no_bonus``, or shares as ``{bonus: 50%}``."""
    if isinstance(value, Effect):
        return value
    return _read(value, ("no_bonus",))


def _read(value: object, words: tuple[str, ...]) -> Effect:
    if isinstance(value, Table):
        return _shares(value)
    word = word_of(value)
    if word in words:
        known = WORDS[word]
        return Effect(known.none, known.shares, known.counts, word, word.at)
    remedy = f"{nearest(word, words)} Or write the shares that are kept, such as {{bonus: 50%}}."
    raise as_pydantic(TextFault("C208", f"'{word}' is not one of the values allowed here.", remedy), word.at)


def _shares(table: Table) -> Effect:
    shares: list[tuple[Side, Quantity]] = []
    for key, said in table.items():
        side = next((side for side in SIDES if side == key), None)
        if side is None:
            raise as_pydantic(TextFault("C201", f"'{key}' is not a key.", nearest(key, SIDES)), key.at)
        shares.append((side, _percent(word_of(said))))
    if not shares:
        raise as_pydantic(TextFault("C202", "It is not said what is kept.", "Write {bonus: 50%} or {penalty: 50%}."), table.at)
    text = ", ".join(f"{side} {share.text}" for side, share in shares)
    return Effect(shares=tuple(shares), text=text, at=table.at)


def _percent(word: Word) -> Quantity:
    try:
        found = read_quantity(word, word.at)
    except TextFault as fault:
        raise as_pydantic(fault, word.at) from None
    if found.unit is not Unit.RATIO:
        raise as_pydantic(TextFault("C207", f"'{word}' is not a percentage.", unit_remedy(found, Unit.RATIO, "50%")), word.at)
    if found.value < 0:
        remedy = "Write the share that is kept: 0% keeps nothing."
        raise as_pydantic(TextFault("C214", f"'{word}' is below zero.", remedy), word.at)
    return found


EffectOf: TypeAlias = Annotated[InstanceOf[Effect], BeforeValidator(read_effect)]
Withheld: TypeAlias = Annotated[InstanceOf[Effect], BeforeValidator(read_withheld)]
