"""Levers: how a result is moved by the counts that it is made of, so that all that reads the same counts moves with it.

A service level rises when more of those who were answered are answered in time; handle time when calls get longer, and then more
minutes are billed. What is moved are figures of the measures, within what can be: a part is never more than its whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.catalogue.kpis import field_unit
from slacontract.formula.nodes import Arith, Node, behind, references, walk
from slacontract.formula.text import Figure
from slacontract.quantities.units import Unit
from slacontract.scenarios.candidates import domain_of
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.checks.spans import Span
    from slacontract.formula.calculation import Plan
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.scenarios.history import History, Inputs
    from slacontract.settlement.draft import Outcome

_ID: Final = re.compile(r"in:([a-z0-9_]+)(\[.*\])?")
_WITHIN: Final = re.compile(r"(answered|abandoned)_(?:in|under)_[0-9]+s")
_WHOLES: Final = {
    "surveys_satisfied": "surveys", "fcr_surveys_resolved": "fcr_surveys", "fcr_flagged_resolved": "fcr_eligible",
    "qa_passed": "qa_evaluations", "qa_points": "qa_points_applicable", "mystery_passed": "mystery_calls",
    "mystery_points": "mystery_points_possible", "promises_kept": "promises_due",
}  # fmt: skip
"""Counts that are part of another, whatever formula they stand in."""
_TIMES: Final = ("talk_s", "hold_s", "wrap_s", "handle_s", "wait_answered_s")
"""What contacts that are answered bring with them."""
_AGREED_HOURS: Final = re.compile(r"(ordered|standard|scheduled|forecast|planned|required|agreed).*_h")
"""Hours that were agreed or planned, and do not grow with those that are worked."""
MOST_MOVED: Final = 24
"""Members of a KPI that are moved one by one."""
STEPS: Final = {Unit.RATIO: mpq(1, 100), Unit.SECONDS: mpq(1), Unit.NUMBER: mpq(1, 10)}
"""What one step of a result is: a point, a second, a tenth; of all else one."""


@dataclass(frozen=True, slots=True)
class Lever:
    """What moves a KPI of one scope: ``cells`` of the measures, each with the whole that it is part of, if it is of one.

    ``value`` is the row of the result before it is rounded. ``fields`` are what is moved, for people.
    """

    kpi: str
    suffix: str
    value: str
    unit: Unit
    step: mpq
    fields: tuple[str, ...]
    cells: Mapping[str, str]
    domain: Span
    per_hour: bool = False
    """Whether hours below the line are moved: the same work by more or fewer of them."""

    @property
    def counts(self) -> bool:
        """Whether contacts, cases or answers are moved, which come one by one."""
        return all(field_unit(name) is Unit.COUNT for name in self.fields)

    @property
    def moves(self) -> Unit:
        """What is moved: a count, seconds, hours."""
        return field_unit(self.fields[0])


def movable(history: History) -> tuple[Outcome, ...]:
    """The results whose counts are worth moving one by one: of KPIs with few members, not of each of a thousand tickets."""
    many: dict[str, int] = {}
    for outcome in history.latest.outcomes:
        many[outcome.kpi] = many.get(outcome.kpi, 0) + 1
    return tuple(outcome for outcome in history.latest.outcomes if many[outcome.kpi] <= MOST_MOVED)


def levers(history: History, outcome: Outcome) -> tuple[Lever, ...]:
    """The ways to move a result: by what it counts, and where it is per hour, by the hours; none where other KPIs make it."""
    kpi = history.latest.contract.kpis.get(outcome.kpi)  # type: ignore[call-overload]  # a name is a text
    row = f"kpi.{outcome.kpi}{outcome.suffix}.value"
    plan = history.calculation.plans[-1]
    if kpi is None or not _is_plain(kpi) or row not in plan.rows or row in history.given:
        return ()
    cells = cells_behind(plan, row)
    step, domain = STEPS.get(outcome.unit, mpq(1)), domain_of(history, outcome)
    found = []
    for fields in (_own(kpi), _hours(kpi)):
        moved = _one_way(history, row, fields, cells)
        if moved:
            wholes = {cell: whole_of(cell, plan) for name in moved for cell in cells.get(name, ())}
            per_hour = fields == _hours(kpi)
            found.append(Lever(outcome.kpi, outcome.suffix, row, outcome.unit, step, moved, wholes, domain, per_hour=per_hour))
    return tuple(found)


def _is_plain(kpi: Kpi) -> bool:
    """Whether what is compared is the KPI's own value: not points of others, a distance, or the mean of several periods."""
    return not kpi.derived and kpi.against is None and (kpi.window is None or kpi.window.how == "sums")


def moved(history: History, index: int, lever: Lever, to: mpq, inputs: Inputs | None = None) -> Inputs | None:
    """The measures of a period with a result moved to a value, exactly; None where the counts do not allow it."""
    inputs = history.calculation.inputs[index] if inputs is None else inputs
    amount = distance(history, index, lever, to, inputs)
    return None if amount is None else shifted(lever, inputs, amount)


def distance(history: History, index: int, lever: Lever, to: mpq, inputs: Inputs | None = None) -> mpq | None:
    """How many seconds, hours or contacts a result is away from a value; None where it cannot be brought there."""
    inputs = history.calculation.inputs[index] if inputs is None else inputs
    here = _value(history, index, lever, inputs)
    if here is None or not lever.domain.holds(to):
        return None
    if here == to:
        return mpq(0)
    for guess in _guesses(history, index, lever, inputs, here, to):
        changed = shifted(lever, inputs, guess)
        if changed is not None and _value(history, index, lever, changed) == to:
            return guess
    return None


def shifted(lever: Lever, inputs: Inputs, amount: mpq) -> Inputs | None:
    """The measures with so many more or fewer of what the lever moves; None where a part would be more than its whole."""
    known = [cell for cell in lever.cells if cell in inputs]
    if not known:
        return None
    bounded = all(lever.cells[cell] in inputs for cell in known)
    weights = {c: inputs[lever.cells[c]] - inputs[c] if bounded and amount > 0 else inputs[c] for c in known}
    total = sum(weights.values(), mpq(0))
    if total <= 0 and amount > 0 and not bounded:
        weights, total = dict.fromkeys(known, mpq(1)), mpq(len(known))
    if total <= 0 or ((bounded or amount < 0) and abs(amount) > total):
        return None if amount else inputs
    found = dict(inputs)
    for cell, weight in weights.items():
        found[cell] = inputs[cell] + amount * weight / total
    return _with_consequences(lever, inputs, found)


def _guesses(history: History, index: int, lever: Lever, inputs: Inputs, here: mpq, to: mpq) -> Iterator[mpq]:
    """Where a result comes to a value if it follows the counts in a line, and if it is divided by them."""
    for probe in (mpq(1), mpq(-1), mpq(1, 1000), mpq(-1, 1000)):
        changed = shifted(lever, inputs, probe)
        there = None if changed is None else _value(history, index, lever, changed)
        if there is None or there == here:
            continue
        yield probe * (to - here) / (there - here)
        if here and there and to:
            yield probe * (1 / to - 1 / here) / (1 / there - 1 / here)
        return


def _value(history: History, index: int, lever: Lever, inputs: Inputs) -> mpq | None:
    value = history.column(index, inputs)[lever.value]
    return None if value is None else mpq(value)


def _own(kpi: Kpi) -> tuple[str, ...]:
    """The fields that stand above the line alone; where all stand below it too, those above it."""
    node = how_measured(kpi).node
    below = {name for part in walk(node) if isinstance(part, Arith) and part.op == "/" for name in _names(part.right)}
    above = [name for name in _names(node) if name not in below]
    if not above and isinstance(node, Arith) and node.op == "/":
        above = _names(node.left)
    return tuple(above)


def _hours(kpi: Kpi) -> tuple[str, ...]:
    """The hours below the line, where a result is per hour."""
    node = how_measured(kpi).node
    if not (isinstance(node, Arith) and node.op == "/"):
        return ()
    if any(field_unit(name) is Unit.HOURS for name in _names(node.left)):
        return ()  # a share of hours: its parts are moved, not the whole
    return tuple(name for name in _names(node.right) if _worked(name))


def _names(node: Node) -> list[str]:
    return [ref.id for ref in references(node) if not isinstance(ref, Figure)]


def cells_behind(plan: Plan, row: str) -> dict[str, list[str]]:
    """The figures of the measures behind a row, by field."""
    found: dict[str, list[str]] = {}
    seen, waiting = set(), [row]
    while waiting:
        here = plan.rows.get(waiting.pop())
        if here is None or here.id in seen:
            continue
        seen.add(here.id)
        if here.formula is not None:
            waiting += behind(here.formula)
        elif match := _ID.fullmatch(here.id):
            found.setdefault(match[1], []).append(here.id)
    return {name: sorted(cells) for name, cells in found.items()}


def _one_way(history: History, row: str, fields: tuple[str, ...], cells: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The fields that move the result the same way; nothing where one of them is no measure."""
    if not fields or not all(name in cells for name in fields):
        return ()
    if len(fields) == 1:
        return fields
    index = next((i for i in reversed(history.told) if history.base[i][row] is not None), None)
    if index is None:
        return ()
    inputs, here = history.calculation.inputs[index], history.base[index][row]
    ways: dict[bool, list[str]] = {True: [], False: []}
    for name in fields:
        cell = next((c for c in cells[name] if c in inputs), None)
        if cell is None:
            return ()
        there = history.column(index, {**inputs, cell: inputs[cell] + 1})[row]
        if there is not None and there != here:
            ways[there > here].append(name)  # type: ignore[operator]  # both are known
    return tuple(ways[True] or ways[False])


def whole_of(cell: str, plan: Plan) -> str:
    """The figure that one is part of, on the same member; nothing where the measures do not have it."""
    match = _ID.fullmatch(cell)
    assert match is not None, cell
    within = _WITHIN.fullmatch(match[1])
    name = within[1] if within else _WHOLES.get(match[1], "offered" if match[1] in {"answered", "abandoned"} else "")
    whole = f"in:{name}{match[2] or ''}"
    return whole if name and whole in plan.rows else ""


def _with_consequences(lever: Lever, before: Inputs, after: dict[str, mpq]) -> Inputs | None:
    """What else changes: who is answered did not abandon, and takes as long as the others; hours of all kinds are worked."""
    if "answered" in lever.fields or "abandoned" in lever.fields:
        return _answered(lever, before, after)
    if lever.per_hour:
        return _hours_of_all_kinds(lever, before, after)
    return after


def _answered(lever: Lever, before: Inputs, after: dict[str, mpq]) -> Inputs | None:
    for cell in lever.cells:
        match = _ID.fullmatch(cell)
        if match is None or cell not in before or match[1] not in {"answered", "abandoned"}:
            continue
        other = f"in:{'abandoned' if match[1] == 'answered' else 'answered'}{match[2] or ''}"
        answered = f"in:answered{match[2] or ''}"
        if other in before and other not in lever.cells:
            after[other] = before[other] - (after[cell] - before[cell])
            if after[other] < 0:
                return None
        if before.get(answered):
            for name in _TIMES:
                time = f"in:{name}{match[2] or ''}"
                if time in before:
                    after[time] = before[time] * after[answered] / before[answered]
    return after


def _hours_of_all_kinds(lever: Lever, before: Inputs, after: dict[str, mpq]) -> Inputs:
    for cell in lever.cells:
        match = _ID.fullmatch(cell)
        if match is None or not before.get(cell):
            continue
        ratio = after[cell] / before[cell]
        for other in before:
            same = _ID.fullmatch(other)
            if same and same[2] == match[2] and other not in lever.cells and _worked(same[1]):
                after[other] = before[other] * ratio
    return after


def _worked(field: str) -> bool:
    return field_unit(field) is Unit.HOURS and not _AGREED_HOURS.fullmatch(field)
