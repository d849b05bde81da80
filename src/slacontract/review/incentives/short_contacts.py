"""Contacts at a boundary: held a little until they are no longer free or bill another increment, or cut in two that bill more.

Contact by contact where the measures list them; of counters alone one in ten of those that were free. What is moved is settled
again by the exact engine; contacts that are cut in two are compiled anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.languages import message
from slacontract.model.billing.counted import COMPONENTS, measures_of
from slacontract.model.billing.minutes import PerMinute
from slacontract.quantities.units import Unit
from slacontract.review.incentives.cut_in_two import gains_of_cutting
from slacontract.review.incentives.nouns import Incentive, Looked, count, value
from slacontract.scenarios.levers import cells_behind
from slacontract.settlement.billing.quantities.free_short import count_field, length_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from slacontract.languages import Message
    from slacontract.model.billing.minutes import Increments
    from slacontract.scenarios.history import Inputs
    from slacontract.settlement.draft import Line

    _What: TypeAlias = "Callable[[mpq, int, _Gain], Message]"

LONG: Final = 30
"""Increments of fewer seconds are close enough to the second."""
NEAR: Final = mpq(1, 3)
"""A contact that lasted two thirds of a free one is held past it."""
HELD: Final = mpq(1, 12)
"""A contact is held for so much of an increment at most: five seconds of a minute."""
COUNTED: Final = mpq(1, 10)
"""Where free contacts are only counted, so many of them are held."""
_CONTACT: Final = re.compile(r"[\[,]contact=")


@dataclass(frozen=True, slots=True)
class Listed:
    """A contact of a period: the rows of its seconds, and how long the line takes it to be."""

    rows: Mapping[str, str]
    seconds: mpq


@dataclass(frozen=True, slots=True)
class _Billed:
    """A line of the contract as it is billed, of each member, and the figures of the measures behind it, by field."""

    lines: tuple[Line, ...]
    cells: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Gain:
    """What a period pays more when so many contacts are held, for so many seconds in all."""

    index: int
    number: int
    held: mpq
    paid: mpq


def short_contacts(at: Looked) -> Iterator[Incentive]:
    """Lines per minute that pay more for contacts that are held past a boundary or cut in two."""
    for name, line in at.contract.billing.items():
        if not isinstance(line, PerMinute) or line.contacts is None:
            continue
        lines = (one for one in at.history.latest.lines if one.kind == "billing")
        billed = _behind(at, tuple(one for one in lines if one.id.partition("[")[0] == f"billing.{name}"))
        if billed.lines:
            yield from _past_free(at, line, billed)
            if line.contacts == "listed" and line.increments is not None and line.increments.per == "contact":
                yield from _past_increments(at, line, line.increments, billed)
                yield from _cut(at, line, line.increments, billed)


def _behind(at: Looked, lines: tuple[Line, ...]) -> _Billed:
    found: dict[str, list[str]] = {}
    for line in lines:
        for field, rows in cells_behind(at.history.calculation.plans[-1], line.amount).items():
            found.setdefault(field, []).extend(rows)
    return _Billed(lines, {field: tuple(dict.fromkeys(rows)) for field, rows in found.items()})


def listed(at: Looked, line: PerMinute, billed: _Billed, index: int) -> list[Listed]:
    """The contacts of a period that a line bills, by the rows of their seconds."""
    inputs = at.history.calculation.inputs[index]
    found: dict[str, dict[str, str]] = {}
    for field in measures_of(line.minutes, COMPONENTS):
        for row in billed.cells.get(field, ()):
            if row in inputs and _CONTACT.search(row):
                found.setdefault(row.partition("[")[2], {})[field] = row
    fixed = line.fixed_wrap.time.value if line.fixed_wrap else mpq(0)
    return [Listed(rows, sum((inputs[row] for row in rows.values()), fixed)) for rows in found.values()]


def _past_free(at: Looked, line: PerMinute, billed: _Billed) -> Iterator[Incentive]:
    """Contacts that just were short enough to be free, held until they are not."""
    rule = line.free_short
    if rule is None:
        return
    limit = length_of(rule).value
    edge = limit + 1 if rule.up_to else limit
    gains = []
    for index in at.history.told:
        inputs = at.history.calculation.inputs[index]
        if line.contacts == "counted":
            changes = _fewer(at, billed, count_field(rule), index)
        else:
            compared = measures_of(rule.time, COMPONENTS)
            changes = {}
            for contact in listed(at, line, billed, index):
                length = sum((inputs[row] for field, row in contact.rows.items() if field in compared), mpq(0))
                field = _held(contact, compared)
                if field and length > 0 and 0 < edge - length <= max(NEAR * limit, mpq(5)):
                    changes[contact.rows[field]] = edge - length
        gains += _settled(at, index, changes)
    yield from _told(at, billed, gains, lambda total, periods, most: message(
        "Contacts of {limit} and less are free in '{line}'. With {number} held a little longer, until free no more, the vendor "
        "would have been paid {total} more {periods} (most in {period}, {paid})."
        if rule.up_to else
        "Contacts of less than {limit} are free in '{line}'. With {number} held a little longer, until free no more, the vendor "
        "would have been paid {total} more {periods} (most in {period}, {paid}).",
        limit=value(limit, Unit.SECONDS), **_figures(at, gains, total, periods, most, billed),
    ), message("Bill what lasts longer than the free seconds instead of the whole contact; or agree how contacts that end soon "
               "after them are audited."))  # fmt: skip


def _past_increments(at: Looked, line: PerMinute, rule: Increments, billed: _Billed) -> Iterator[Incentive]:
    """Contacts that ended just before another increment, held until it has begun."""
    if rule.then.value < LONG:
        return
    most_held = max(mpq(1), _whole(HELD * rule.then.value))
    gains = []
    for index in at.history.told:
        contacts = listed(at, line, billed, index)
        price = _price(at, billed, contacts, index)
        changes = {}
        for contact in contacts:
            further = _to_the_next(rule, contact.seconds, most_held)
            if further and (field := _held(contact, tuple(contact.rows))):
                changes[contact.rows[field]] = further
        for gain in _settled(at, index, changes):
            beyond = gain.paid - gain.held * price  # what was talked longer is no gain
            gains += [replace(gain, paid=beyond)] if beyond > 0 else []
    yield from _told(at, billed, gains, lambda total, periods, most: message(
        "'{line}' bills increments of {then} for each contact. With {number} held for {held} or less, until another increment "
        "had begun, the vendor would have been paid {total} more than those seconds are worth {periods} (most in {period}, "
        "{paid}).",
        then=value(rule.then.value, Unit.SECONDS), held=value(most_held, Unit.SECONDS),
        **_figures(at, gains, total, periods, most, billed),
    ), message("Bill by the second, or count increments over the sum of the period ('per: period')."))  # fmt: skip


def _cut(at: Looked, line: PerMinute, rule: Increments, billed: _Billed) -> Iterator[Incentive]:
    """One in fifty contacts cut in half, as where the line breaks and the customer calls again."""
    by_period = {index: listed(at, line, billed, index) for index in at.history.told}
    prices = {index: _price(at, billed, contacts, index) for index, contacts in by_period.items()}
    free = length_of(line.free_short).value if line.free_short else mpq(0)
    found = gains_of_cutting(at, by_period, prices, lambda seconds: mpq(0) if seconds <= free else billed_seconds(rule, seconds))
    gains = [_Gain(index, number, mpq(0), paid) for index, number, paid in found if paid > 0]
    yield from _told(at, billed, gains, lambda total, periods, most: message(
        "'{line}' counts increments up for each contact. With {number} (one in fifty) cut in half, as where a line breaks and "
        "the customer calls again, the vendor would have been paid {total} more {periods} (most in {period}, {paid}).",
        **_figures(at, gains, total, periods, most, billed),
    ), message("Count increments over the sum of the period ('per: period'), or let contacts of one customer within minutes "
               "count as one."))  # fmt: skip


def billed_seconds(rule: Increments, seconds: mpq) -> mpq:
    """What a rule makes of the seconds of one contact."""
    first, then = rule.first.value, rule.then.value
    if rule.count == "nearest":
        return _whole(seconds / then + mpq(1, 2)) * then
    if seconds <= 0 or (rule.count == "full" and seconds < first):
        return mpq(0)
    steps = (seconds - first) / then
    steps = _whole(steps) if rule.count == "full" else -_whole(-steps)
    return first + max(mpq(0), steps) * then


def _to_the_next(rule: Increments, seconds: mpq, most: mpq) -> mpq:
    """How many seconds more bill another increment; 0 where no few ones do."""
    now = billed_seconds(rule, seconds)
    return next((mpq(more) for more in range(1, int(most) + 1) if now and billed_seconds(rule, seconds + more) > now), mpq(0))


def _whole(number: mpq) -> mpq:
    return mpq(number.numerator // number.denominator)


def _held(contact: Listed, fields: Sequence[str]) -> str:
    """What is made longer of a contact: hold where there is any, else talk, else whatever the line looks at."""
    there = [field for field in ("hold_s", "talk_s", *fields) if field in contact.rows and field in fields]
    return there[0] if there else ""


def _fewer(at: Looked, billed: _Billed, field: str, index: int) -> dict[str, mpq]:
    """One in ten of the free contacts that were counted is none any more."""
    inputs = at.history.calculation.inputs[index]
    rows = [row for row in billed.cells.get(field, ()) if row in inputs]
    return {row: -_whole(COUNTED * inputs[row]) for row in rows if COUNTED * inputs[row] >= 1}


def _settled(at: Looked, index: int, changes: Mapping[str, mpq]) -> list[_Gain]:
    """What a period pays more with some figures moved, where it does."""
    history = at.history
    before = history.calculation.inputs[index]
    after: Inputs = {**before, **{row: before[row] + more for row, more in changes.items()}}
    paid = history.net(history.fresh(index, after)) - history.net(history.fresh(index, before)) if changes else mpq(0)
    fewer = sum((-more for more in changes.values() if more < 0), mpq(0))
    held = sum((more for more in changes.values() if more > 0), mpq(0))
    return [_Gain(index, int(fewer) or len(changes), held, paid)] if paid > 0 else []


def _price(at: Looked, billed: _Billed, contacts: Sequence[Listed], index: int) -> mpq:
    """What a second costs in the mean of a period."""
    seconds = sum((contact.seconds for contact in contacts), mpq(0))
    column = at.history.base[index]
    return sum((mpq(column[one.amount] or 0) for one in billed.lines), mpq(0)) / seconds if seconds else mpq(0)


def _figures(
    at: Looked, gains: Sequence[_Gain], total: mpq, periods: int, most: _Gain, billed: _Billed
) -> dict[str, Message | str]:
    number = sum(gain.number for gain in gains)
    return {
        "line": _called(at, billed), "total": at.money(total), "period": at.period(most.index), "paid": at.money(most.paid),
        "number": message("one contact") if number == 1 else message("{count} contacts", count=count(number)),
        "periods": message("in one period") if periods == 1 else message("in {count} periods", count=count(periods)),
    }  # fmt: skip


def _called(at: Looked, billed: _Billed) -> str:
    """The line by its title or name, of whichever members it is billed."""
    name = billed.lines[0].id.partition("[")[0].removeprefix("billing.")
    line = at.contract.billing[name]  # type: ignore[index]  # a name is a text
    return str(line.title or name)


def _told(at: Looked, billed: _Billed, gains: Sequence[_Gain], what: _What, remedy: Message) -> Iterator[Incentive]:
    total = sum((gain.paid for gain in gains), mpq(0))
    if gains and total >= at.least:
        most = max(gains, key=lambda gain: gain.paid)
        yield Incentive(code="C289", kpis=(), what=what(total, len(gains), most), remedy=remedy, money=total,
                        periods=tuple(at.period(gain.index) for gain in gains), clauses=(billed.lines[0].clause,))  # fmt: skip
