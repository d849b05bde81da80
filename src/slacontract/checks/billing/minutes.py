"""C202, C214 and C228: increments, AHT caps, fixed after-contact work and free short contacts that agree with each other."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.findings import Finding, Position, finding
from slacontract.model.agreed import figures_of
from slacontract.model.billing.counted import COMPONENTS, measures_of
from slacontract.model.billing.minutes import FreeShort, HandleTimeCap, Increments, Level, PerMinute
from slacontract.model.contract import Contract
from slacontract.quantities.numbers import Quantity

_FINENESS: dict[Level, int] = {"contact": 0, "day": 1, "period": 2}


def _minutes(contract: Contract) -> Iterator[tuple[str, PerMinute]]:
    return ((str(name), line) for name, line in contract.billing.items() if isinstance(line, PerMinute))


def contacts_said(contract: Contract) -> Iterator[Finding]:
    """What holds for each contact needs contacts: listed in the measures, or counted by the telephone system."""
    for name, line in _minutes(contract):
        needs = _by_contact(line)
        if needs and line.contacts is None:
            yield finding("C202", line.place_of(needs), f"'{needs}' of '{name}' holds for each contact, and it is not said where "
                          "the contacts are.", "Add 'contacts:'. Choices: listed (the measures have a row for each contact), "
                          "counted (the telephone system delivers counters, such as handle_by_60_60_s).")  # fmt: skip
        if line.contacts is not None and not needs:
            yield finding("C228", line.place_of("contacts"),
                          f"'{name}' says where contacts are, and nothing in it holds for each "
                          "contact.", "Delete 'contacts:', or write 'per: contact' or 'level: contact'.")  # fmt: skip


def _by_contact(line: PerMinute) -> str:
    """The first key of a line that holds for each contact."""
    if line.increments is not None and line.increments.per == "contact":
        return "increments"
    if line.cap is not None and line.cap.level == "contact":
        return "cap"
    return "free_short" if line.free_short is not None else ""


def order_said(contract: Contract) -> Iterator[Finding]:
    """Of increments and a cap it is said which comes first; what holds for less comes before what holds for more."""
    for name, line in _minutes(contract):
        if line.increments is None:
            continue
        apply = line.increments.apply
        if line.cap is None and apply is not None:
            yield finding("C228", line.increments.place_of("apply"),
                          f"'{name}' has no AHT cap before or after which seconds could "
                          "be counted up.", "Delete 'apply:', or add the cap.")  # fmt: skip
        elif line.cap is not None and apply is None:
            yield finding("C202", line.increments.place,
                          f"'{name}' has increments and an AHT cap, and it is not said which applies "
                          "first.", "Add 'apply:'. Choices: before_cap, after_cap.", line.cap.place)  # fmt: skip
        elif line.cap is not None:
            yield from _order(line.increments, line.cap)


def _order(increments: Increments, cap: HandleTimeCap) -> Iterator[Finding]:
    first, second = (increments.per, cap.level) if increments.apply == "before_cap" else (cap.level, increments.per)
    at = increments.place_of("apply")
    if _FINENESS[first] > _FINENESS[second]:
        other = "after_cap" if increments.apply == "before_cap" else "before_cap"
        yield finding("C228", at,
                      f"What holds for each {first} cannot apply before what holds for each {second}: there would be no "
                      f"{second} left.", f"Write 'apply: {other}', or give both the same level.",
                      cap.place_of("level"))  # fmt: skip
    elif increments.apply == "before_cap" and cap.types == "apart" and increments.per != "contact":
        yield finding("C228", at, "Seconds of all types are counted up together, and the cap cuts each type by itself.",
                      "Write 'apply: after_cap', 'types: together', or 'per: contact'.", cap.place_of("types"))  # fmt: skip


def increments_sound(contract: Contract) -> Iterator[Finding]:
    """Increments are above zero; whole or nearest ones are of one length."""
    for _name, line in _minutes(contract):
        rule = line.increments
        if rule is None:
            continue
        yield from _above_zero(("first increment", rule.first), ("increment", rule.then))
        if rule.count != "started" and rule.first.value != rule.then.value:
            yield finding("C228", rule.place_of("count"),
                          f"With 'count: {rule.count}' there is one length of increment, and these "
                          f"are {rule.first.text} and {rule.then.text}.", "Write both alike, or 'count: started'.",
                          rule.then.at)  # fmt: skip


def caps_sound(contract: Contract) -> Iterator[Finding]:
    """A cap has one figure for all or one for each type, and a collar below it."""
    for name, line in _minutes(contract):
        if line.cap is not None:
            yield from _cap_figures(name, line.cap)
            yield from _cap_levels(name, line.cap)


def _cap_figures(name: str, cap: HandleTimeCap) -> Iterator[Finding]:
    types = [aht for caps in cap.by.values() for aht in caps.values()]
    figures = [*figures_of(cap.aht), *types]
    if cap.aht is None and not figures and cap.floor is None:
        yield finding("C202", cap.place, f"The cap of '{name}' has no figure.", "Add 'aht:', 'by:' or 'floor:'.")
    if cap.aht is not None and cap.by:
        yield finding("C228", cap.place_of("by"), f"The cap of '{name}' is one for all and one for each type.",
                      "Keep 'aht:' or 'by:'.", cap.place_of("aht"))  # fmt: skip
    if cap.says("by") and (len(cap.by) != 1 or not types):
        yield finding("C228", cap.place_of("by"), f"The cap of '{name}' is by {len(cap.by)} dimensions.",
                      "Name one dimension and its members: {reason: {sales: 300 s, tech: 420 s}}.")  # fmt: skip
    yield from _above_zero(*(("AHT cap", aht) for aht in types))
    if cap.floor is not None and figures and cap.floor.value > min(aht.value for aht in figures):
        yield finding("C228", cap.floor.at, f"At least {cap.floor.text} are paid, and at most {_lowest(figures).text}.",
                      "Write a floor at most as high as the cap.", _lowest(figures).at)  # fmt: skip
    if cap.floor is not None:
        yield from _above_zero(("floor", cap.floor))
    if cap.excess_paid is not None and not 0 < cap.excess_paid.value < 1:
        yield finding("C214", cap.excess_paid.at, f"The share of the excess that is paid is {cap.excess_paid.text}.",
                      "Write a share between 0% and 100%, or delete it (or the cap).")  # fmt: skip
    if cap.excess_paid is not None and cap.aht is None and not figures:
        yield finding("C228", cap.excess_paid.at, "There is no cap above which an excess could be paid.", "Add 'aht:'.")


def _lowest(figures: list[Quantity]) -> Quantity:
    return min(figures, key=lambda figure: (figure.value, figure.text))


def _cap_levels(name: str, cap: HandleTimeCap) -> Iterator[Finding]:
    if cap.by and cap.level != "contact" and cap.types is None:
        yield finding("C202", cap.place,
                      f"The cap of '{name}' is by type, and it is not said whether one type makes up for another.",
                      "Add 'types:'. Choices: together (the caps x contacts of all types cut the sum), apart (each type by "
                      "itself).")  # fmt: skip
    if cap.types is not None and (not cap.by or cap.level == "contact"):
        what = "holds for each contact" if cap.by else "has one figure for all"
        yield finding("C228", cap.place_of("types"), f"The cap of '{name}' {what}, so there are no types to add up.",
                      "Delete 'types:'.")  # fmt: skip
    if cap.level == "contact" and cap.per != "contact":
        yield finding("C228", cap.per.at, f"The cap of '{name}' is over each contact, and counts '{cap.per}'.",
                      "Write 'per: contact', or another level.", cap.place_of("level"))  # fmt: skip


def wrap_fixed_once(contract: Contract) -> Iterator[Finding]:
    """Fixed after-contact work takes the place of the measured one."""
    for name, line in _minutes(contract):
        if line.fixed_wrap is None:
            continue
        yield from _above_zero(("fixed after-contact work", line.fixed_wrap.time))
        if "wrap_s" in measures_of(line.minutes, COMPONENTS):
            yield finding("C228", line.fixed_wrap.place, f"'{name}' bills measured after-contact work and a fixed time for it.",
                          "Take it out of 'minutes:' (talk_and_hold), or delete 'fixed_wrap:'.",
                          line.place_of("minutes"))  # fmt: skip
        if _by_contact(line) and line.fixed_wrap.per != "contact":
            yield finding("C228", line.fixed_wrap.per.at, f"'{name}' looks at each contact, and adds work for each "
                          f"'{line.fixed_wrap.per}'.", "Write 'per: contact'.")  # fmt: skip


def short_said(contract: Contract) -> Iterator[Finding]:
    """Short contacts have one length, and at least one of them is free."""
    for name, line in _minutes(contract):
        rule = line.free_short
        if rule is None:
            continue
        if (rule.up_to is None) == (rule.below is None):
            yield finding("C202", rule.place,
                          f"'{name}' {'says twice' if rule.up_to else 'does not say'} how long a short contact is.",
                          "Write 'up_to:' (that length included) or 'below:'.")  # fmt: skip
        yield from _above_zero(*(("length of a short contact", q) for q in (rule.up_to, rule.below) if q is not None))
        if rule.first == 0:
            yield _low(
                rule.place_of("first"), f"'{name}' has 0 free short contacts.", "Write at least 1; without it, all are free."
            )
        if line.cap is not None and line.cap.floor is not None and line.cap.level != "contact":
            yield finding("C228", line.cap.floor.at,
                          f"'{name}' pays at least {line.cap.floor.text} for each contact on average, and "
                          "has short ones free.", "Write 'level: contact', or delete one of them.", rule.place)  # fmt: skip


def counters_possible(contract: Contract) -> Iterator[Finding]:
    """What a telephone system counts contact by contact must be sayable in the name of a counter."""
    for name, line in _minutes(contract):
        if line.contacts == "counted":
            yield from _counters(name, line)


def _counters(name: str, line: PerMinute) -> Iterator[Finding]:
    listed = "Write 'contacts: listed' and deliver a row for each contact."
    for quantity in _in_the_name(line):
        if quantity.value.denominator != 1:
            yield finding("C228", quantity.at, f"Counters count whole seconds, and this is {quantity.text}.", listed)
    if line.deduct:
        yield finding(
            "C228", line.place_of("deduct"), f"'{name}' takes off seconds of contacts that are counted elsewhere.", listed
        )
    cap, rule = line.cap, line.increments
    if cap is not None and cap.level == "contact" and cap.by:
        yield finding(
            "C228", cap.place_of("by"), f"'{name}' has another cap for each type of contact, and no counter has all.", listed
        )
    if cap is not None and cap.level == "contact" and cap.aht is not None and not isinstance(cap.aht, Quantity):
        what = f"The cap of '{name}' for each contact is not one figure, and a counter has one in its name."
        yield finding("C228", cap.place_of("aht"), what, listed)
    if (
        cap is not None
        and cap.level == "contact"
        and cap.excess_paid is not None
        and rule is not None
        and rule.apply == "after_cap"
    ):
        yield finding(
            "C228", rule.place_of("apply"), "An excess that is paid in part and then counted up is in no counter.", listed
        )
    if line.free_short is not None:
        yield from _free_counters(name, line, line.free_short, listed)


def _in_the_name(line: PerMinute) -> Iterator[Quantity]:
    if line.fixed_wrap is not None:
        yield line.fixed_wrap.time
    if line.increments is not None and line.increments.per == "contact":
        yield from (line.increments.first, line.increments.then)
    if line.cap is not None and line.cap.level == "contact":
        yield from (figure for figure in (*figures_of(line.cap.aht), line.cap.floor) if figure is not None)
    if line.free_short is not None:
        yield from (figure for figure in (line.free_short.up_to, line.free_short.below) if figure is not None)


def _free_counters(name: str, line: PerMinute, rule: FreeShort, listed: str) -> Iterator[Finding]:
    """Counters know how many were short, and not how long each was; so all of them must cost one first increment."""
    increments, wrap = line.increments, line.fixed_wrap.time.value if line.fixed_wrap else 0
    length = rule.up_to or rule.below
    alike = (
        increments is not None and increments.per == "contact" and increments.count == "started" and length is not None
        and length.value + wrap <= increments.first.value and line.cap is None
        and set(measures_of(rule.time, COMPONENTS)) == set(measures_of(line.minutes, COMPONENTS))
    )  # fmt: skip
    if not alike:
        yield finding("C228", rule.place,
                      f"Counters tell how many contacts of '{name}' were short, and not what each would cost.",
                      f"{listed} Or let all short ones cost one first increment: the same 'time:' as 'minutes:', started "
                      "increments at least that long, no cap.")  # fmt: skip


def _above_zero(*figures: tuple[str, Quantity]) -> Iterator[Finding]:
    for what, quantity in figures:
        if quantity.value <= 0:
            yield _low(quantity.at, f"The {what} is {quantity.text}.", "Write a duration above zero.")


def _low(at: Position, what: str, remedy: str) -> Finding:
    return finding("C214", at, what, remedy)
