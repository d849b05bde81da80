"""C207, C211, C213 and C226: measures that billing lines read, the KPIs they lean on, and scopes that agree."""

from __future__ import annotations

from collections.abc import Iterator

from slacontract.catalogue.kpis import base_fields
from slacontract.checks.kpis.definitions import field_name_fault
from slacontract.checks.places import within
from slacontract.checks.terms import counts, how_measured, listed
from slacontract.findings import Finding, finding, nearest
from slacontract.formula.text import Share
from slacontract.model.billing.counted import HOURS, measures_of
from slacontract.model.billing.hours import Guarantee, PerFteHour
from slacontract.model.billing.models import PerUnit
from slacontract.model.clauses import Scoped
from slacontract.model.contract import Contract
from slacontract.model.kpis.bases import PoolPart
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit

_OWN_ROWS = frozenset({"amount", "total", "guarantee", "billing_cap", "hours", "hours_cap"})
_COUNTABLE = frozenset({Unit.NUMBER, Unit.HOURS, Unit.MINUTES, Unit.DAYS, Unit.POINTS, Unit.FTE})
"""What is billed by its number beside counts: hours of machines, points, days."""


def counted_fields(contract: Contract) -> Iterator[Finding]:
    """What a line counts is a measure that counts things."""
    for name, line in contract.billing.items():
        if not isinstance(line, PerUnit):
            continue
        faults = list(field_name_fault(line.count, line.count.at))
        yield from faults
        unit = counts(contract, str(line.count))
        if not faults and unit is not Unit.COUNT and unit not in _COUNTABLE:
            what = f"'{name}' bills each of something, and '{line.count}' counts {unit.value}."
            remedy = "Name a measure that counts, such as answered."
            if unit is Unit.MONEY:
                remedy = "Bill a share of it: 'model: percentage' with 'of:'."
            yield finding("C207", line.count.at, what, remedy)
        elif line.count in _OWN_ROWS:
            yield finding("C211", line.count.at, f"'{line.count}' is the name of an amount of the line itself.",
                          "Say in the name of the measure what it counts.")  # fmt: skip


def hours_caps(contract: Contract) -> Iterator[Finding]:
    """An hours cap is a share of other hours than the ones it cuts."""
    for name, line in contract.billing.items():
        if not isinstance(line, PerFteHour) or line.cap is None:
            continue
        for share in line.cap.shares:
            yield from _hours_cap(contract, str(name), line, share)


def _hours_cap(contract: Contract, name: str, line: PerFteHour, share: Share) -> Iterator[Finding]:
    at = within(share.text, share.at, share.of)
    faults = list(field_name_fault(share.of, at))
    yield from faults
    if not faults and counts(contract, share.of) is not Unit.HOURS:
        hours = [field for field in base_fields() if field.endswith("_h")]
        yield finding("C207", at, f"The hours cap of '{name}' is a share of '{share.of}', which is not in hours.",
                      nearest(share.of, hours))  # fmt: skip
    elif share.of in measures_of(line.hours, HOURS):
        yield finding("C213", at, f"'{name}' bills {share.of}, and its cap is a share of the same hours.",
                      "Name the hours that were ordered, such as ordered_h.", line.place_of("hours"))  # fmt: skip


def guarantees(contract: Contract) -> Iterator[Finding]:
    """A guarantee names a KPI of the contract that is a percentage, for the same members as the line."""
    for line in contract.billing.values():
        if isinstance(line, PerFteHour) and line.guarantee is not None:
            yield from _guarantee(contract, line, line.guarantee)


def _guarantee(contract: Contract, line: PerFteHour, guarantee: Guarantee) -> Iterator[Finding]:
    kpi = contract.kpis.get(guarantee.kpi)
    if kpi is None:
        yield finding("C211", guarantee.kpi.at, f"'{guarantee.kpi}' is no KPI of this contract.",
                      nearest(guarantee.kpi, listed(contract.kpis)))  # fmt: skip
        return
    how = how_measured(kpi)
    if how is not None and how.unit is not Unit.RATIO:
        yield finding("C207", guarantee.kpi.at, f"'{guarantee.kpi}' is measured in {how.unit.value}, and the guarantee is a "
                      "percentage.", "Name a KPI that is a percentage, such as utilisation.", kpi.place)  # fmt: skip
    if kpi.each and kpi.each != line.each:
        yield finding("C226", guarantee.kpi.at, f"'{guarantee.kpi}' is measured for each {_names(kpi.each)}, and the line is "
                      f"billed {_by(line.each)}.", "Write the same 'each:' in both.", kpi.place_of("each"))  # fmt: skip


def base_scopes(contract: Contract) -> Iterator[Finding]:
    """A KPI that judges members takes their percentages of lines that are billed by the same members, or by none."""
    for name, kpi in contract.kpis.items():
        for line_name in _lines_of(contract, kpi):
            line = contract.billing[line_name]
            if kpi.each and line.each and kpi.each != line.each:
                yield finding("C226", kpi.place_of("each"), f"'{name}' judges each {_names(kpi.each)}, and its base "
                              f"'{line_name}' is billed {_by(line.each)}.", "Write the same 'each:' in both.",
                              line.place_of("each"))  # fmt: skip


def _lines_of(contract: Contract, kpi: Kpi) -> list[Word]:
    if kpi.base is None or isinstance(kpi.base, PoolPart) or kpi.base.fixed is not None:
        return []
    return [name for name in contract.billing if kpi.base.all_billing or name in kpi.base.lines]


def scopes_agree(contract: Contract) -> Iterator[Finding]:
    """``each`` names every dimension once, and none that ``where`` has already chosen from."""
    for noun in (*contract.billing.values(), *contract.kpis.values()):
        yield from _scope(noun)


def _scope(noun: Scoped) -> Iterator[Finding]:
    for place, dimension in enumerate(noun.each):
        if dimension in noun.each[:place]:
            yield finding("C226", dimension.at, f"'{dimension}' stands twice in 'each'.", "Delete one.")
        if dimension in noun.where:
            chosen = next(word for word in noun.where if word == dimension)
            yield finding("C226", dimension.at, f"'where' has chosen from {dimension} already, and 'each' asks for every one.",
                          "Keep the dimension in one of them.", chosen.at)  # fmt: skip


def _names(dimensions: tuple[Word, ...]) -> str:
    return " and ".join(dimensions)


def _by(dimensions: tuple[Word, ...]) -> str:
    return f"by {_names(dimensions)}" if dimensions else "as a whole"
