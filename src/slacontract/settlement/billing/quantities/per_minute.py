"""Per minute: the seconds of the declared components, step by step in increments and up to the billable average, in minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from slacontract.catalogue.counters import counter
from slacontract.formula.nodes import minus, over, plus, times
from slacontract.languages import message
from slacontract.model.billing.counted import COMPONENTS, measures_of
from slacontract.model.billing.minutes import FixedWrap, HandleTimeCap, Increments, Level, PerMinute
from slacontract.model.measures import CONTACT, DAY
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit
from slacontract.settlement.billing.billed import Billed, LineScope, seconds_in
from slacontract.settlement.billing.quantities import free_short, handle_time
from slacontract.settlement.billing.quantities.counted import finished
from slacontract.settlement.billing.quantities.increments import counted_up
from slacontract.settlement.billing.quantities.items import FINENESS, Time, count_of, gathered, measured, step


def rules(line: PerMinute) -> tuple[Increments | HandleTimeCap, ...]:
    """Increments and AHT cap in the order in which they apply."""
    said = (line.increments, line.cap) if not _cap_first(line) else (line.cap, line.increments)
    return tuple(rule for rule in said if rule is not None)


def _cap_first(line: PerMinute) -> bool:
    return line.increments is not None and line.increments.apply == "after_cap"


def level_of(rule: Increments | HandleTimeCap) -> Level:
    """The level at which a rule applies."""
    return rule.per if isinstance(rule, Increments) else rule.level


def levels(line: PerMinute) -> frozenset[Level]:
    """The levels that a line looks at, beside the whole period."""
    found = {level_of(rule) for rule in rules(line)} | ({"contact"} if line.free_short else set())
    return frozenset(found - {"period"})  # type: ignore[arg-type]  # they are levels


def finest(line: PerMinute) -> Level:
    """The finest level that the measures must have: contacts that are counted elsewhere come as sums."""
    found = levels(line) - ({"contact"} if line.contacts == "counted" else set())
    return min(found, key=FINENESS.__getitem__, default="period")


def apart(line: PerMinute) -> Mapping[str, frozenset[str]]:
    """The fields whose contacts or days are looked at one by one."""
    day = {DAY} if "day" in levels(line) else set()
    contact = {CONTACT} if finest(line) == "contact" else set()
    counts = {handle_time.count_field(rule.per) for rule in (line.cap, line.fixed_wrap) if rule}
    return {
        **{field: frozenset(day) for field in counts if day},
        **{field: frozenset(day | contact) for field in (*seconds(line), *_short(line)) if day | contact},
    }


def seconds(line: PerMinute) -> tuple[str, ...]:
    """The fields of its seconds, and of those that are taken off."""
    if line.contacts == "counted":
        return (_counter(line), *((_counter(line, capped=False),) if _pays_excess(line) else ()))
    return (*measures_of(line.minutes, COMPONENTS), *map(str, line.deduct))


def _short(line: PerMinute) -> tuple[str, ...]:
    if line.free_short is None:
        return ()
    if line.contacts == "counted":
        return (free_short.count_field(line.free_short),)
    return measures_of(line.free_short.time, COMPONENTS)


def fields(line: PerMinute) -> tuple[str, ...]:
    """The base fields it needs."""
    counts = [line.fixed_wrap.per] if line.fixed_wrap and finest(line) != "contact" and line.contacts != "counted" else []
    counts += [line.cap.per] if line.cap and line.cap.level != "contact" else []
    return tuple(dict.fromkeys((*seconds(line), *map(handle_time.count_field, counts), *_short(line))))


def billed(at: LineScope, line: PerMinute) -> Billed:
    """Yield the billed minutes."""
    time = _treated(at, line) if line.contacts == "counted" else _measured(at, line)
    for rule in rules(line):
        if line.contacts == "counted" and level_of(rule) == "contact":
            continue  # the counter has it in its name
        time = counted_up(at, rule, time) if isinstance(rule, Increments) else handle_time.capped(at, rule, time)
    (whole,) = gathered(at, time, "period").items
    one = seconds_in(at, line.unit)
    if one is None:
        return finished(at, line, whole.seconds, line.unit)
    name, label = ("hours", "hours billed") if line.unit is Unit.HOURS else ("minutes", "minutes billed")
    quantity = at.draft.row(f"{at.ident}.{name}", at.label(label), line.unit, over(whole.seconds, one), at.clause)
    return finished(at, line, quantity, line.unit, one)


def _measured(at: LineScope, line: PerMinute) -> Time:
    """The seconds as they were measured, with fixed after-contact work, without free contacts."""
    time = measured(at, measures_of(line.minutes, COMPONENTS), tuple(map(str, line.deduct)), finest(line), _by(line))
    if line.fixed_wrap:
        time = _wrapped(at, line.fixed_wrap, time)
    return free_short.without_free(at, line.free_short, time) if line.free_short else time


def _by(line: PerMinute) -> str:
    """The dimension that must be told apart from the start: that of a cap whose types are cut each by itself."""
    return handle_time.by(line.cap)[0] if line.cap and line.cap.types == "apart" else ""


def _wrapped(at: LineScope, wrap: FixedWrap, time: Time) -> Time:
    label = message("{line}: fixed after-contact work", line=at.name)
    fixed = at.draft.term(f"billing.{at.name}.fixed_wrap", label, wrap.time, at.clause)
    count = handle_time.count_field(wrap.per)
    return step(at, "with_wrap", "seconds with fixed after-contact work", time,
                lambda item: plus(item.seconds, times(fixed, count_of(at, time, item, count))))  # fmt: skip


def _treated(at: LineScope, line: PerMinute) -> Time:
    """The seconds as a telephone system has treated them contact by contact, with the share of an excess that is paid."""
    time = measured(at, (_counter(line),), (), finest(line), _by(line))
    if _pays_excess(line):
        time = _with_excess(at, line, time)
    if line.free_short and line.increments:
        time = free_short.without_counted(at, line.free_short, line.increments, time)
    return time


def _pays_excess(line: PerMinute) -> bool:
    return line.cap is not None and line.cap.level == "contact" and line.cap.excess_paid is not None


def _with_excess(at: LineScope, line: PerMinute, time: Time) -> Time:
    whole = measured(at, (_counter(line, capped=False),), (), finest(line), _by(line), name="uncut")
    uncut = {item.member: item.seconds for item in whole.items}
    assert line.cap is not None
    share = handle_time.share(at, line.cap)
    return step(at, "seconds", "seconds billed", time,
                lambda item: plus(item.seconds, times(share, minus(uncut[item.member], item.seconds))))  # fmt: skip


def _counter(line: PerMinute, *, capped: bool = True) -> str:
    """The counter that holds what a line does with each contact."""
    steps: list[tuple[str, tuple[int, ...]]] = []
    if line.fixed_wrap:
        steps.append(("plus", (int(line.fixed_wrap.time.value),)))
    for rule in rules(line):
        if level_of(rule) == "contact":
            steps += _steps(rule, capped=capped)
    return counter(measures_of(line.minutes, COMPONENTS) if line.minutes != ("handle",) else ("handle",), steps)


_WORDS: Final = {"started": "by", "full": "full", "nearest": "nearest"}


def _steps(rule: Increments | HandleTimeCap, *, capped: bool) -> Iterator[tuple[str, tuple[int, ...]]]:
    if isinstance(rule, Increments):
        yield _WORDS[rule.count], (int(rule.first.value), int(rule.then.value))
        return
    if capped and isinstance(rule.aht, Quantity):
        yield "to", (int(rule.aht.value),)
    if rule.floor is not None:
        yield "from", (int(rule.floor.value),)
