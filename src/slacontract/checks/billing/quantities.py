"""C202, C207, C214 and C228: what of a quantity is billed, included, rounded, taken back, and how agents are counted."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.catalogue.kpis import field_unit
from slacontract.checks.kpis.definitions import field_name_fault, names_in
from slacontract.checks.places import within
from slacontract.findings import Finding, finding
from slacontract.model.agreed import figures_of
from slacontract.model.billing.counted import HOURS, Counted, measures_of
from slacontract.model.billing.hours import FullTime
from slacontract.model.billing.models import PassThrough, PerFteHour, PerFteMonth, PerMinute, PerUnit
from slacontract.model.billing.units import Clawback, Eligible
from slacontract.model.contract import Contract
from slacontract.model.measures import CONTACT, DAY
from slacontract.quantities.numbers import Quantity
from slacontract.quantities.units import Unit

_MOST_DECIMALS = 8
_EXAMPLES = {PerMinute: (Unit.SECONDS, "1000 min"), PerFteHour: (Unit.SECONDS, "160 h")}


def allowances(contract: Contract) -> Iterator[Finding]:
    """What is included is in the unit of the line and above zero; a quantity is rounded to decimals that can be."""
    for name, line in contract.billing.items():
        if not isinstance(line, Counted):
            continue
        unit, example = _EXAMPLES.get(type(line), (Unit.NUMBER, "500"))
        for included in figures_of(line.included):
            if included.unit is not unit:
                yield finding("C207", included.at, f"'{included.text}' is not what '{name}' counts.", f"Write it as {example}.")
            elif included.value < 0 or (not included.value and included is line.included):
                yield finding("C214", included.at, f"'{name}' includes {included.text}.",
                              "Write a figure above zero, or delete it.")  # fmt: skip
        if line.rounded is not None and line.rounded.decimals > _MOST_DECIMALS:
            yield finding("C214", line.rounded.place_of("decimals"),
                          f"The quantity of '{name}' has {line.rounded.decimals} decimals.",
                          f"Write at most {_MOST_DECIMALS}, or delete 'rounded:'.")  # fmt: skip


def eligibility(contract: Contract) -> Iterator[Finding]:
    """What is billed of the counted things: those of another measure, or all when a condition over measures holds."""
    for name, line in contract.billing.items():
        if isinstance(line, PerUnit) and line.eligible is not None:
            yield from _eligible(str(name), line, line.eligible, contract)


def _eligible(name: str, line: PerUnit, rule: Eligible, contract: Contract) -> Iterator[Finding]:
    if rule.count is None and rule.when is None:
        yield finding("C202", rule.place, f"It is not said what of '{name}' is eligible.", "Add 'count:' or 'when:'.")
    if rule.count is not None and rule.count == line.count:
        yield finding("C228", rule.count.at, f"'{name}' counts '{line.count}', and all of them are eligible.",
                      "Name the measure of the eligible ones, or delete 'eligible:'.", line.count.at)  # fmt: skip
    names = names_in(rule.when) if rule.when else []
    for field in names if rule.when else ():
        at = within(rule.when.text, rule.when.at, field) if rule.when else rule.place
        if field in {str(kpi) for kpi in contract.kpis}:
            yield finding("C211", at, f"'{field}' is a KPI, and this condition is over measures.",
                          "Write its measures, such as sales_verified >= 90% of sales.")  # fmt: skip
        else:
            yield from field_name_fault(field, at)
    if rule.when is not None and not names:
        yield finding(
            "C212", rule.when.at, f"'{rule.when.text}' depends on no measure.", "Compare a measure, such as sales >= 100."
        )


def clawbacks(contract: Contract) -> Iterator[Finding]:
    """What is taken back has a share, and, where the price is that of the sale, says how long ago that was."""
    for name, line in contract.billing.items():
        if isinstance(line, PerUnit) and line.clawback is not None:
            yield from _clawback(str(name), line, line.clawback)


def _clawback(name: str, line: PerUnit, rule: Clawback) -> Iterator[Finding]:
    if rule.share is None and not rule.by_age:
        yield finding("C202", rule.place, f"It is not said which share of '{name}' is taken back.", "Add 'share:' or 'by_age:'.")
    if rule.share is not None and rule.by_age:
        yield finding("C228", rule.place_of("by_age"),
                      f"'{name}' takes back one share, and shares by age.", "Delete one of them.",
                      rule.share.at)  # fmt: skip
    if rule.price == "of_sale" and not rule.by_age and rule.lag is None:
        yield finding("C202", rule.place, f"'{name}' takes back at the price of the sale, and does not say when that was.",
                      "Add 'lag:' (periods since the sale), or 'by_age:'.")  # fmt: skip
    if rule.lag is not None and (rule.price == "of_period" or rule.by_age):
        yield finding("C228", rule.place_of("lag"), f"The lag of '{name}' has no effect: the "
                      f"{'ages say it' if rule.by_age else 'price is that of the period'}.", "Delete 'lag:'.")  # fmt: skip
    for age in rule.by_age if rule.price == "of_sale" else ():
        if not (age.isascii() and age.isdigit() and len(age) < 4):
            yield finding("C228", age.at, f"'{age}' is no number of periods, and the price is that of the sale.",
                          "Write how many periods ago the sale was, such as 1.")  # fmt: skip
    for share in (*rule.by_age.values(), *((rule.share,) if rule.share else ())):
        if not 0 <= share.value <= 1:
            yield finding("C214", share.at, f"{share.text} of the price is taken back.", "Write a share from 0% to 100%.")
    if rule.count == line.count:
        yield finding("C228", rule.count.at, f"'{name}' bills '{line.count}' and takes the same back.",
                      "Name the measure of what was cancelled.", line.count.at)  # fmt: skip


def agents_counted(contract: Contract) -> Iterator[Finding]:
    """Full-time agents are counted, or computed from hours and what one has of them."""
    for name, line in contract.billing.items():
        if not isinstance(line, PerFteMonth):
            continue
        if (line.fte is None) == (line.equivalent is None):
            yield finding("C202", line.place,
                          f"'{name}' {'says twice' if line.fte else 'does not say'} how its agents are counted.",
                          "Write 'fte:' (a measure) or 'equivalent:' (hours and their standard).")  # fmt: skip
        if line.equivalent is not None:
            yield from _standard(str(name), line.equivalent)


def _standard(name: str, rule: FullTime) -> Iterator[Finding]:
    worked = {field_unit(field) for field in measures_of(rule.of, HOURS)}
    if len(worked) > 1:
        yield finding("C228", rule.place_of("of"), f"'{name}' adds up {' and '.join(sorted(u.value for u in worked))}.",
                      "Name measures of one unit.")  # fmt: skip
        return
    unit = next(iter(worked), Unit.HOURS)
    standard = rule.standard
    if isinstance(standard, Quantity):
        wanted = Unit.SECONDS if unit is Unit.HOURS else Unit.NUMBER
        if standard.unit is not wanted:
            yield finding("C207", standard.at, f"'{standard.text}' is not what one has of {unit.value} in a period.",
                          f"Write it as {'160 h' if wanted is Unit.SECONDS else '21'}.")  # fmt: skip
        elif standard.value <= 0:
            yield finding("C214", standard.at, f"The standard of '{name}' is {standard.text}.", "Write a figure above zero.")
    elif field_unit(standard) is not unit:
        yield finding(
            "C207",
            standard.at,
            f"'{name}' divides {unit.value} by '{standard}', which counts {field_unit(standard).value}.",
            f"Name a measure in the same unit, such as {'standard_h' if unit is Unit.HOURS else 'working_days'}.",
        )


def passed_on(contract: Contract) -> Iterator[Finding]:
    """Handling and ceiling of a cost are above zero."""
    for name, line in contract.billing.items():
        if not isinstance(line, PassThrough):
            continue
        for what, quantity in (
            ("ceiling", line.ceiling and line.ceiling.amount),
            ("handling", line.handling and line.handling.percent),
        ):
            if isinstance(quantity, Quantity) and quantity.value <= 0:
                yield finding("C214", quantity.at, f"The {what} of '{name}' is {quantity.text}.",
                              "Write a figure above zero, or delete it.")  # fmt: skip


def finest_not_chosen(contract: Contract) -> Iterator[Finding]:
    """Contacts and days are numbered within the period: nothing is chosen from them, and contacts are no lines."""
    for noun in (*contract.billing.values(), *contract.kpis.values()):
        for dimension in (*noun.where, *(d for d in noun.each if d == CONTACT)):
            if dimension in {CONTACT, DAY}:
                yield finding("C228", dimension.at,
                              f"'{dimension}' numbers the {dimension}s of a period, which are other ones in the next.",
                              "Choose by another dimension; 'each: [day]' judges every day by itself.")  # fmt: skip
