"""The KPIs together: how many there are, what each can move, and what none of them holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gmpy2 import mpq

from slacontract.languages import Argument, message
from slacontract.model.kpis.bases import Base
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.review.case import Case
from slacontract.review.smart.amounts import money, told
from slacontract.review.smart.history import looked_at
from slacontract.review.smart.kinds import can_pay, counting, guards_quality, sector
from slacontract.review.smart.verdicts import Point, good, poor, unknown, weak
from slacontract.settlement.billing.lines import TOTAL

USUAL: Final = (4, 7)
"""How many metrics contracts usually tie to money: 360 Vendor Management (2008), Outsourcing metrics."""
MOST: Final = 8
"""The trade's rule of thumb: attention does not reach further."""
NOTHING: Final = mpq(1, 10_000)
"""A KPI that moves less than this share of the bill at the most moves nobody."""
LITTLE: Final = mpq(1, 200)
SMALL_WEIGHT: Final = mpq(5, 100)
_BASES: Final = ("base_counted", "base_of_span", "base_before", "base")


_SEEING: Final = {
    "collections": "complaint_rate, critical_accuracy_compliance",
    "sales": "critical_accuracy_compliance, cancellation_rate",
    "back_office": "processing_accuracy, reopen_rate",
    "repair": "fcr, repeat_repair_rate",
}


def together(case: Case) -> Iterator[Point]:
    """What is said of all KPIs."""
    yield from how_many(case)
    yield from _sides(case)
    yield from _guarded(case)
    yield from _unseen(case)
    yield from too_small(case)
    yield from _light(case)


def how_many(case: Case) -> Iterator[Point]:
    """C263: more KPIs with money than anybody can steer by."""
    names = [name for name in counting(case.contract) if not case.contract.kpis[name].derived]
    if not names:
        yield unknown(message("No KPI of this contract moves money."))
    elif len(names) > MOST:
        yield poor(
            "C263", case.contract.place_of("kpis"),
            message("{count} KPIs move money ({kpis}): {few} to {many} are usual (360 Vendor Management, 2008), and by a rule of "
                    "the trade more than {most} are too many to steer by.",
                    count=len(names), kpis=", ".join(names), few=USUAL[0], many=USUAL[1], most=MOST),
            message("Keep money on those that matter most, and report the others."),
        )  # fmt: skip
    else:
        yield good(
            message("KPIs that move money: {count} (usual are {few} to {many}).", count=len(names), few=USUAL[0], many=USUAL[1])
        )


def _sides(case: Case) -> Iterator[Point]:
    names = list(case.contract.kpis)
    bonus, penalty = (any(can_pay(case.contract, name, sign) for name in names) for sign in (1, -1))
    if penalty and not bonus:
        yield unknown(message("There are penalties and no bonus: nothing rewards a result above the target."))
    elif bonus and not penalty:
        yield weak(
            message("There are bonuses and no penalty: a bad result costs nothing."),
            message("Let results below the target cost something, if they cost the client something."),
        )


def _guarded(case: Case) -> Iterator[Point]:
    """Bonuses that no quality holds."""
    contract = case.contract
    rewarded = [name for name in contract.kpis if can_pay(contract, name, 1)]
    guards = guards_quality(contract)
    held = contract.gates or any(can_pay(contract, name, -1) for name in guards)
    known = [name for name in rewarded if contract.kpis[name].kpi is not None and name not in guards]
    if known and not held:
        yield weak(
            message("'{kpi}' can earn a bonus, and no quality has to be kept for it: there is no gate, and no KPI of quality or "
                    "resolution that costs anything.", kpi=known[0]),
            message("Add a gate on quality or satisfaction (gates:)."),
        )  # fmt: skip


def _unseen(case: Case) -> Iterator[Point]:
    """A service of which only speed, volume or sales are seen."""
    contract = case.contract
    known = [kpi for kpi in contract.kpis.values() if kpi.kpi is not None]
    if len(known) == len(contract.kpis) > 0 and not guards_quality(contract) and counting(contract):
        yield weak(
            message("None of its KPIs sees whether the work is good: no quality, satisfaction, resolution or complaints."),
            message("Add one, such as {kpis}.", kpis=_SEEING.get(sector(contract), "qa_score, csat, fcr")),
        )


def too_small(case: Case) -> Iterator[Point]:
    """C264: the most that a KPI can move is nothing beside the bill."""
    if case.latest is None:
        return
    periods = looked_at(case)
    billed = sum((case.latest.amount(TOTAL, period) for period in periods), mpq(0))
    if billed <= 0:
        return
    for name, kpi in case.contract.kpis.items():
        most = _most(case, name, kpi)
        if not most or most >= LITTLE * billed:
            continue
        figures: dict[str, Argument] = {
            "kpi": name, "most": money(most / len(periods), str(case.contract.currency)),
            "share": told(most / billed, Unit.RATIO, 4), "billed": money(billed / len(periods), str(case.contract.currency)),
        }  # fmt: skip
        reason = message("The most that '{kpi}' can move is {most} in a period, {share} of what is billed ({billed}).", **figures)
        remedy = message("Give it a payment that is felt, or take the money off it.")
        yield poor("C264", name.at, reason, remedy) if most < NOTHING * billed else weak(reason, remedy)


def _most(case: Case, name: Word, kpi: Kpi) -> mpq | None:
    """The most that a scale with a worst and a best payment can move over the periods; None for others."""
    settlement = case.latest
    assert settlement is not None
    if not kpi.pays or kpi.scales or kpi.without_end or kpi.withhold or kpi.repeat or _goes_on(kpi):
        return None
    share = max((abs(mpq(pay.value)) for pay in kpi.payments), default=mpq(0))
    in_percent = any(pay.unit is Unit.RATIO and pay.value for pay in kpi.payments)
    if any(pay.unit is Unit.DAYS and pay.value for pay in kpi.payments):
        return None
    total, seen = mpq(0), False
    for period in looked_at(case):
        for outcome in settlement.outcomes(period):
            ident = f"kpi.{name}{outcome.suffix}"
            if outcome.kpi != name or settlement.value(f"{ident}.due", period) is False:
                continue
            base = _base(case, kpi, ident, period.id) if in_percent else mpq(1)
            if base is None:
                return None
            total, seen = total + share * base, True
    return total if seen else None


def _goes_on(kpi: Kpi) -> bool:
    """Whether its curve goes on beyond its last points, so that it has no most."""
    return kpi.beyond is not None and "continued" in {kpi.beyond.below, kpi.beyond.above}


def _base(case: Case, kpi: Kpi, ident: str, period: str) -> mpq | None:
    settlement = case.latest
    assert settlement is not None
    if isinstance(kpi.base, Base) and kpi.base.fixed is not None:
        return mpq(kpi.base.fixed.value)
    column = settlement.columns[next(settlement.index(p) for p in settlement.asked if p.id == period)]
    row = next((column[f"{ident}.{end}"] for end in _BASES if column.get(f"{ident}.{end}") is not None), None)
    return None if row is None else mpq(row)


def _light(case: Case) -> Iterator[Point]:
    """Weights of a scorecard that are too small to be felt."""
    for name, kpi in case.contract.kpis.items():
        weights = kpi.scorecard.weights if kpi.scorecard else {}
        light = [f"{of} {weight.text}" for of, weight in weights.items() if mpq(weight.value) < SMALL_WEIGHT]
        if light:
            yield weak(
                message("'{kpi}' weighs some KPIs with less than {least}: {light}.", kpi=name,
                        least=told(SMALL_WEIGHT, Unit.RATIO), light=", ".join(light)),
                message("Give the weight to KPIs that matter, or report those."),
            )  # fmt: skip
