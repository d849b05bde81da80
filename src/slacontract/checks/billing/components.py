"""C207, C211 and C228: what minutes, hours and counts are made of, each measure in its unit and no second twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slacontract.catalogue.kpis import base_fields, field_unit, is_base_field
from slacontract.checks.kpis.definitions import field_name_fault
from slacontract.findings import Finding, finding, nearest
from slacontract.model.billing.counted import COMPONENTS, HOURS, LESS, Counted
from slacontract.model.billing.lines import Line
from slacontract.model.billing.models import Contingency, PassThrough, PerFteHour, PerFteMonth, PerMinute, PerUnit
from slacontract.model.contract import Contract
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

_ENDINGS = {Unit.SECONDS: "_s", Unit.HOURS: "_h", Unit.MONEY: "_amount", Unit.FTE: "_fte"}
_SAID = {
    Unit.SECONDS: "seconds",
    Unit.HOURS: "hours",
    Unit.MONEY: "money",
    Unit.FTE: "full-time equivalents",
    Unit.COUNT: "things",
}
_COUNTS = {"contact": ("answered",), "leg": ("legs",)}


def own_measures(contract: Contract) -> set[str]:
    """The measures that lines name: components of the contract's own, what is taken off, what is eligible or taken back."""
    lists = [(names, known) for line in contract.billing.values() for names, known, _ in _made_of(line)]
    found = {str(word) for names, known in lists for word in names if word not in known}
    return found | {str(word) for line in contract.billing.values() for word, _ in _measures(line)}


def components_known(contract: Contract) -> Iterator[Finding]:
    """Every component is one of the trade's or a measure in the unit of the line, and counts once."""
    for name, line in contract.billing.items():
        for names, known, unit in _made_of(line):
            for word in names:
                yield from _known(contract, str(name), word, known, unit)
            yield from _twice(names, known)
    for name, line in contract.billing.items():
        for word, unit in _measures(line):
            if word not in contract.figures or unit is not Unit.MONEY or contract.figures[word].unit not in {"money", "number"}:
                yield from _known(contract, str(name), word, {}, unit)


def _known(
    contract: Contract, name: str, word: Word, known: Mapping[str, tuple[str, ...]], unit: Unit | None
) -> Iterator[Finding]:
    """A component, or a figure that the contract computes, which says itself what it counts."""
    if word not in contract.figures:
        yield from _component(name, word, known, unit)
        return
    found = Unit(contract.figures[word].unit)
    if unit is not None and found is not unit and {found, unit} != {Unit.NUMBER, Unit.COUNT}:
        yield finding("C207", word.at, f"'{name}' counts {_SAID[unit]}, and '{word}' is in {found.value}.",
                      f"Give the figure 'unit: {unit.value}'.", contract.figures[word].place_of("unit"))  # fmt: skip


def _made_of(line: Line) -> Iterator[tuple[tuple[Word, ...], Mapping[str, tuple[str, ...]], Unit | None]]:
    """Lists of components, the words that are known among them, and the unit of the measures."""
    if isinstance(line, PerMinute):
        yield line.minutes, COMPONENTS, Unit.SECONDS
        if line.free_short is not None:
            yield line.free_short.time, COMPONENTS, Unit.SECONDS
        yield from (((rule.per,), _COUNTS, Unit.COUNT) for rule in (line.cap, line.fixed_wrap) if rule is not None)
    if isinstance(line, PerFteHour):
        yield line.hours, HOURS, Unit.HOURS
    if isinstance(line, PerFteMonth) and line.equivalent is not None:
        yield line.equivalent.of, HOURS, None


def _measures(line: Line) -> Iterator[tuple[Word, Unit | None]]:
    """Measures of a line by their own names, with the unit that they must have."""
    if isinstance(line, Counted):
        unit = {PerMinute: Unit.SECONDS, PerFteHour: Unit.HOURS, PerUnit: Unit.COUNT}.get(type(line))
        if isinstance(line, PerFteMonth) and line.equivalent is None:
            unit = Unit.FTE
        yield from ((word, unit) for word in line.deduct)
    if isinstance(line, PerUnit):
        if line.eligible is not None and line.eligible.count is not None:
            yield line.eligible.count, Unit.COUNT
        if line.clawback is not None:
            yield line.clawback.count, Unit.COUNT
    if isinstance(line, PerFteMonth) and line.fte is not None:
        yield line.fte, Unit.FTE
    if isinstance(line, PerFteMonth) and line.equivalent is not None and isinstance(line.equivalent.standard, Word):
        yield line.equivalent.standard, None
    if isinstance(line, Contingency):
        yield line.of, Unit.MONEY
    if isinstance(line, PassThrough):
        yield line.cost, Unit.MONEY


def _component(name: str, word: Word, known: Mapping[str, tuple[str, ...]], unit: Unit | None) -> Iterator[Finding]:
    if word in known:
        return
    if known is _COUNTS and not is_base_field(word) and (near := nearest(word, known)).startswith("Did"):
        yield finding("C211", word.at, f"'{word}' is no measure that is known.", near)
        return
    faults = list(field_name_fault(word, word.at))
    yield from faults
    found = field_unit(word)
    if faults or unit is None or found is unit:
        return
    if known and "_" not in word:
        whole = "minutes" if unit is Unit.SECONDS else "hours"
        yield finding("C211", word.at, f"'{word}' is no component of {whole}.", nearest(word, [*known, *_named(unit)]))
        return
    ending = f", such as one that ends in {_ENDINGS[unit]}" if unit in _ENDINGS else ", such as answered"
    yield finding("C207", word.at, f"'{name}' counts {_SAID[unit]}, and '{word}' counts {_SAID.get(found, found.value)}.",
                  f"Name a measure that counts {_SAID[unit]}{ending}.")  # fmt: skip


def _named(unit: Unit) -> list[str]:
    return [field for field in base_fields() if field_unit(field) is unit] if unit is not Unit.COUNT else []


def _twice(names: tuple[Word, ...], known: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """The same measure by two names, or by one name twice."""
    seen: dict[str, Word] = {}
    for word in names:
        for field in known.get(str(word), (str(word),)):
            if field in seen:
                yield finding("C228", word.at, f"'{field}' is counted twice, in '{seen[field]}' and in '{word}'.",
                              "Delete one of them.", seen[field].at)  # fmt: skip
                break
            seen[field] = word


def deducted_once(contract: Contract) -> Iterator[Finding]:
    """What is taken off is not what is counted, and is taken off once."""
    for line in contract.billing.values():
        if not isinstance(line, Counted):
            continue
        made = [
            (word, field) for names, known, _ in _made_of(line) for word in names for field in known.get(str(word), (str(word),))
        ]
        for place, word in enumerate(line.deduct):
            same = next((of for of, field in made if field == word), None)
            if same is not None and not isinstance(line, PerFteMonth):
                yield finding("C228", word.at, f"'{word}' is counted and taken off again.", "Delete it in one place.", same.at)
            if word in line.deduct[:place] or any(word in LESS.get(str(of), ()) for of, _ in made):
                yield finding("C228", word.at, f"'{word}' is taken off twice.", "Delete one of them.")
