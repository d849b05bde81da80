"""Billing lines and what balances each: every way of paying a vendor rewards something that nobody meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from slacontract.checks.billing.incentives import hours_without_use, minutes_without_end
from slacontract.languages import message
from slacontract.model.billing.minutes import PerMinute
from slacontract.model.billing.units import PerUnit
from slacontract.model.contract import Contract
from slacontract.model.texts import Word
from slacontract.review.case import Case
from slacontract.review.smart.kinds import CHATS, fields, guards_resolution, is_only, sector
from slacontract.review.smart.relevant import concurrency_said
from slacontract.review.smart.verdicts import Point, Verdict, poor, weak

_NET: Final = re.compile(r"net|paid|accept|verif|instal|activ|confirm|live|valid|kept|retained|collected|pagad|cobrad|acept")
_CANCELLED: Final = re.compile(r"cancel|_net(_|$)|return|charge_?back|claw|lapse|retained|persist|anul|baja|desist|devol")


def balanced(case: Case) -> Iterator[Point]:
    """What is said of each billing line, and of the line of work as a whole."""
    contract = case.contract
    yield from _known_before(contract)
    for name, line in contract.billing.items():
        if isinstance(line, PerUnit):
            yield from sale_for_good(contract, name, line)
            yield from _comes_back(contract, name, line)
        if isinstance(line, PerMinute):
            yield from minutes_of_parallel_chats(contract, name, line)
    yield from repair_without_resolution(contract)


def _known_before(contract: Contract) -> Iterator[Point]:
    """C220 and C221, which the first checks find."""
    called = {line.place: name for name, line in contract.billing.items()}
    reasons = {str(item.code): str(item.why) for item in contract.accept}
    for found in minutes_without_end(contract):
        reason = message("'{line}' is paid by the minute, and nothing holds the handle time.", line=called[found.at])
        remedy = message("Agree a cap on the average handle time, or a KPI aht with a target.")
        yield Point(
            verdict=Verdict.POOR, reason=reason, remedy=remedy, code="C220", at=found.at, accepted=reasons.get("C220", "")
        )
    for found in hours_without_use(contract):
        reason = message("'{line}' is paid by the hour, and productivity and utilisation are not both measured.",
                         line=called[found.at])  # fmt: skip
        remedy = message("Agree a KPI of productivity and one of utilisation.")
        yield Point(
            verdict=Verdict.POOR, reason=reason, remedy=remedy, code="C221", at=found.at, accepted=reasons.get("C221", "")
        )


def sale_for_good(contract: Contract, name: Word, line: PerUnit) -> Iterator[Point]:
    """C267: a commission on sales that nothing takes back when they are cancelled."""
    taken_back = line.clawback is not None or line.eligible is not None or line.deduct or _NET.search(str(line.count))
    if line.model != "per_sale" or taken_back:
        return
    for kpi_name, kpi in contract.kpis.items():
        said = " ".join([str(kpi_name), str(kpi.kpi), *fields(kpi)])
        if _CANCELLED.search(said) or kpi.variant.get(Word("sales")) == "net":
            return
    yield poor(
        "C267", line.place_of("count"),
        message("'{line}' pays for every sale in '{count}', and nothing takes back those that are cancelled.", line=name,
                count=line.count),
        message("Bill net sales, add clawback:, or a KPI cancellation_rate that pays."),
    )  # fmt: skip


def _comes_back(contract: Contract, name: Word, line: PerUnit) -> Iterator[Point]:
    """Contacts and resolutions at a price each: whoever is not helped comes back and is billed again."""
    if line.model not in {"per_contact", "per_resolution"} or line.eligible is not None or line.clawback is not None:
        return
    if sector(contract) == "collections" or any(_overlap(contract, guard, line) for guard in guards_resolution(contract)):
        return
    if line.model == "per_contact":
        yield weak(
            message("'{line}' is paid for each contact, and no KPI sees customers who come back: a contact that helps nobody is "
                    "billed twice.", line=name),
            message("Add fcr or repeat_contact_rate for the same part of the service; or bill no repeat."),
        )  # fmt: skip
    else:
        yield weak(
            message("'{line}' is paid for each resolution, and nothing sees cases that are opened again: they are billed twice.",
                    line=name),
            message("Add reopen_rate, or take them back with clawback:."),
        )  # fmt: skip


def _overlap(contract: Contract, guard: Word, line: PerUnit) -> bool:
    """Whether a KPI and a line are about a common part of the service, as far as both say it."""
    where = contract.kpis[guard].where
    return all(set(where[dimension]) & set(line.where[dimension]) for dimension in where if dimension in line.where)


def minutes_of_parallel_chats(contract: Contract, name: Word, line: PerMinute) -> Iterator[Point]:
    """C270: minutes of chats that an agent holds side by side."""
    if is_only(contract, line.where, CHATS, ("chat", "messaging")) and not concurrency_said(contract):
        yield poor(
            "C270", line.place,
            message("'{line}' bills the minutes of chats. An agent holds several at once, and the contract does not say how "
                    "many: the same minute is billed once for each.", line=name),
            message("Say it (service: {chats_at_once: 3}) and price accordingly; or bill contacts or hours."),
        )  # fmt: skip


def repair_without_resolution(contract: Contract) -> Iterator[Point]:
    """C266: technical support or repair that is not judged on solving it the first time."""
    if sector(contract) not in {"repair", "technical_support"} or not contract.kpis or guards_resolution(contract):
        return
    at = contract.service.place if contract.service and contract.service.sector else next(iter(contract.kpis)).at
    yield poor(
        "C266",
        at,
        message(
            "The contract is about repair or technical support, and none of its KPIs sees whether the first contact solves it."
        ),
        message("Add fcr, remote_fix_rate or repeat_repair_rate; every repeat is a second dispatch or a second call."),
    )
