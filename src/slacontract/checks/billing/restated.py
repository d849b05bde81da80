"""C202: amounts that an amendment writes anew and that follow an index say from which day they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from slacontract.findings import Finding, finding
from slacontract.model.billing.indices import Indexation
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

_APART: Final = {"billing_cap", "clawback", "de_minimis", "clause", "title", "place"}
"""Keys of a noun whose figures follow no index, or are none."""


def amounts_stand(versions: Sequence[Contract]) -> Iterator[Finding]:
    """Where reviews have been, an amendment with other amounts or another rule says which of them its amounts have in them."""
    for before, after in pairwise(versions):
        for name, rule in after.indexation.items():
            if rule.from_ is not None or not _reviewed(after, rule):
                continue
            old = before.indexation.get(name)
            if old is not None and old.model_copy(update={"clause": rule.clause}) != rule:
                what = f"'{name}' is another rule than before, and would compute the earlier reviews anew."
                remedy = f"Add 'from: {after.effective}' and write the amounts as they stand on that day."
                yield finding("C202", rule.place, what, remedy, old.place)
            elif rule.against != "base":
                yield from _restated(before, after, name)


def _restated(before: Contract, after: Contract, name: Word) -> Iterator[Finding]:
    pairs: list[tuple[Word, Noun, Noun | None]] = [
        *((key, noun, before.billing.get(key)) for key, noun in after.billing.items()),
        *((key, noun, before.kpis.get(key)) for key, noun in after.kpis.items()),
    ]
    for key, noun, old in pairs:
        if getattr(noun, "indexed_by", None) != name or not list(_amounts(noun)):
            continue
        if old is None or getattr(old, "indexed_by", None) != name or list(_amounts(old)) != list(_amounts(noun)):
            what = f"'{key}' has other amounts than before, and it is not said which reviews of '{name}' they have in them."
            days = f"{after.effective}, or {after.term.from_} where every review still changes them"
            remedy = f"Add 'from:' to '{name}', the day on which its amounts stand as they are written: {days}."
            yield finding("C202", noun.place, what, remedy, after.indexation[name].place)


def _amounts(value: object) -> Iterator[object]:
    """The amounts of money in a noun, in their order."""
    match value:
        case Quantity():
            yield from [value.value] if value.unit in {Unit.MONEY, Unit.RATE} else []
        case Noun():
            for key in type(value).model_fields:
                yield from _amounts(getattr(value, key)) if key not in _APART else ()
        case dict():
            for item in value.values():
                yield from _amounts(item)
        case tuple():
            for item in value:
                yield from _amounts(item)


def _reviewed(contract: Contract, rule: Indexation) -> bool:
    """Whether a review has been by the day on which a version comes into force."""
    first, day, schedule = contract.term.from_, contract.effective, contract.schedule
    if isinstance(rule.reviews, tuple):
        return any(first < review <= day for review in rule.reviews)
    year = schedule.ordinal("contract_year", day) > schedule.ordinal("contract_year", first)
    return {"contract_year": year, "calendar_year": day.year > first.year, "period": day > first}[rule.reviews]
