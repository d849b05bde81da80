"""Relevant: whether a KPI fits how the vendor is paid, what the service is for, and the channel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from slacontract.catalogue.kpis import catalogue
from slacontract.languages import message
from slacontract.model.contract import Contract
from slacontract.model.kpis.kpi import Kpi
from slacontract.model.texts import Word
from slacontract.quantities.numbers import TextFault, read_quantity
from slacontract.review.case import Case
from slacontract.review.smart.kinds import (
    ANSWERING,
    CHATS,
    QUALITY,
    WRITTEN,
    can_pay,
    counting,
    is_only,
    read_by,
    sector,
)  # fmt: skip
from slacontract.review.smart.verdicts import Point, good, poor, unknown, weak

_WAITING: Final = frozenset({"service_level", "queue_service_level", "asa", "wait_p90", "answer_rate", "abandonment_rate"})
_OF_HANDLING: Final = frozenset({"aht", "att", "productivity", "occupancy"})
_TEN_MINUTES: Final = 600


def relevant(case: Case, name: Word) -> Iterator[Point]:
    """What is said of the sense of a KPI in this contract."""
    contract = case.contract
    kpi = contract.kpis[name]
    found = [
        *answered_and_not_recovered(contract, name),
        *clock_of_another_channel(contract, name),
        *quality_that_nothing_reads(contract, name),
        *_unread(contract, name),
        *_diagnosis(contract, name, kpi),
        *_chats(contract, kpi),
    ]
    yield from found
    if not found:
        yield _fits(contract, kpi)


def answered_and_not_recovered(contract: Contract, name: Word) -> Iterator[Point]:
    """C265: collections that are scored on how fast calls are answered, and on nothing that is recovered."""
    if sector(contract) != "collections" or contract.kpis[name].kpi not in ANSWERING or name not in counting(contract):
        return
    recovers = [n for n in counting(contract) if (of := contract.kpis[n].kpi) and catalogue()[of].sector == "collections"]
    reason = message("'{kpi}' moves money in a collections contract: it measures calls that are answered, and no KPI that pays "
                     "measures what is recovered.", kpi=name)  # fmt: skip
    remedy = message(
        "Judge recovery by age of the debt, promises kept or right-party contacts; keep answering as a gate at most."
    )
    if not recovers:
        yield poor("C265", name.at, reason, remedy)
    else:
        yield weak(message("It measures how fast calls are answered, which recovers nothing."), remedy)


def clock_of_another_channel(contract: Contract, name: Word) -> Iterator[Point]:
    """C269: seconds of waiting asked of a channel where nobody waits on the line."""
    kpi = contract.kpis[name]
    if kpi.kpi not in _WAITING or not is_only(contract, kpi.where, WRITTEN, ("email", "letter", "back_office")):
        return
    within = _within(kpi)
    if within is not None and within > _TEN_MINUTES:
        return
    yield poor(
        "C269", kpi.place_of("kpi"),
        message("'{kpi}' asks of written work what is asked of calls: {definition}{within}.", kpi=name,
                definition=catalogue()[str(kpi.kpi)].name,
                within=message(" within {within}", within=kpi.variant[Word("within")]) if within is not None else ""),
        message("Judge replies or cases in time: response_in_target, sla_resolution_rate, first_response_time."),
    )  # fmt: skip


def _within(kpi: Kpi) -> int | None:
    said = kpi.variant.get(Word("within"))
    try:
        return int(read_quantity(said, said.at).value) if said else None
    except TextFault:  # pragma: no cover  # check has read it
        return None


def quality_that_nothing_reads(contract: Contract, name: Word) -> Iterator[Point]:
    """C268: a quality target beside bonuses, which neither pays nor holds any of them."""
    kpi = contract.kpis[name]
    if kpi.kpi not in QUALITY or kpi.target is None or read_by(contract, name):
        return
    rewarded = [other for other in contract.kpis if can_pay(contract, other, 1)]
    if rewarded:
        yield poor(
            "C268", name.at,
            message("'{kpi}' has the target {target}, and nothing reads it: '{other}' pays its bonus however bad the quality is.",
                    kpi=name, target=kpi.target.text, other=rewarded[0]),
            message("Add a gate (gates: with when: {kpi} {target}) or a scale.", kpi=name, target=kpi.target.text),
            rewarded[0].at,
        )  # fmt: skip


def _unread(contract: Contract, name: Word) -> Iterator[Point]:
    kpi = contract.kpis[name]
    if not read_by(contract, name) and not any(True for _ in quality_that_nothing_reads(contract, name)):
        told = (
            message("It has a target, and nothing of the contract depends on it.") if kpi.target
            else message("Nothing of the contract depends on it.")
        )  # fmt: skip
        yield weak(told, message("Give it money or a gate; or leave it to the monthly report."))


def _diagnosis(contract: Contract, name: Word, kpi: Kpi) -> Iterator[Point]:
    if kpi.kpi and catalogue()[kpi.kpi].use.purposes == ("diagnosis",) and name in counting(contract):
        yield weak(
            message("It explains results and is a poor target: it can be moved without serving anybody better."),
            message("Keep it in the report, and let a result of the service carry the money."),
        )


def _chats(contract: Contract, kpi: Kpi) -> Iterator[Point]:
    about_chats = kpi.kpi in _OF_HANDLING and is_only(contract, kpi.where, CHATS, ("chat", "messaging"))
    if about_chats and not concurrency_said(contract):
        yield weak(
            message("Agents hold several chats at once, and the contract does not say how many: handle times overlap."),
            message("Say it: service: {chats_at_once: 3}, or a KPI chat_concurrency."),
        )


def concurrency_said(contract: Contract) -> bool:
    """Whether the contract says how many chats an agent holds at once."""
    said = contract.service is not None and contract.service.chats_at_once is not None
    return said or any(kpi.kpi == "chat_concurrency" for kpi in contract.kpis.values())


def _fits(contract: Contract, kpi: Kpi) -> Point:
    if kpi.kpi is None:
        return unknown(message("It has a formula of its own: whether it fits the service only the parties can say."))
    models = {str(line.model) for line in contract.billing.values()}
    of = catalogue()[kpi.kpi].use.billing
    if "all" in of or models & set(of) or catalogue()[kpi.kpi].sector == sector(contract):
        return good(message("It fits how the vendor is paid."))
    return unknown(
        message("The catalogue has it for other ways of billing ({models}).", models=", ".join(of) or "-"),
        message("Ask what it is meant to balance."),
    )
