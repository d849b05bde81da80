"""What a contract must say before its records can be counted: only what these records make a difference of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slacontract.catalogue.counted import counted
from slacontract.findings import Finding, finding
from slacontract.measuring.counting.look import UNBELIEVED_CONTACT, UNBELIEVED_STATE, Look
from slacontract.model.contract import Contract
from slacontract.model.counting import Counting
from slacontract.quantities.numbers import SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True)
class _Question:
    """One key of ``counting:``, why these records ask for it, and what may be written."""

    key: str
    why: str
    choices: str


def unsaid(contract: Contract, fields: frozenset[str], at_hand: Mapping[str, Look]) -> list[Finding]:
    """The keys of ``counting:`` that are missing, one finding each."""
    said = contract.counting
    at = said.place if said else contract.contract.at
    return [
        finding("R630", at, f"{asked.why} 'counting' does not say '{asked.key}'.", f"Add {asked.key}: {asked.choices}")
        for asked in _questions(fields, at_hand)
        if getattr(said or Counting(), asked.key) is None
    ]


def _questions(fields: frozenset[str], at_hand: Mapping[str, Look]) -> Iterator[_Question]:
    contacts, states = at_hand.get("interactions"), at_hand.get("agent_states")
    if contacts is not None:
        yield _Question("contacts", "A contact may arrive in one period and end in the next.", "arrival, or end.")
        yield from _of_contacts(fields, contacts.marks)
    if states is not None and states.marks.get("too_long"):
        hours = UNBELIEVED_STATE // int(SECONDS_PER_HOUR)
        yield _Question("longest_state", f"States of agents that last longer than {hours} h: {states.marks['too_long']:,}.",
                        f"{{over: {hours} h, treat: cut}}, or left_out, or kept.")  # fmt: skip


def _of_contacts(fields: frozenset[str], marks: Mapping[str, int]) -> Iterator[_Question]:
    if marks.get("tests"):
        yield _Question("test_contacts", f"Contacts that are marked as tests: {marks['tests']:,}.", "left_out, or counted.")
    if marks.get("too_long"):
        hours = UNBELIEVED_CONTACT // int(SECONDS_PER_HOUR)
        yield _Question("longest_contact", f"Contacts with more than {hours} h of handle time: {marks['too_long']:,}.",
                        f"{{over: {hours} h, treat: cut}}, or left_out, or kept.")  # fmt: skip
    if any(told.view == "repeats" for field in fields if (told := counted(field))):
        yield _Question("repeats_by", "A later contact of the same customer may be about something else.",
                        "customer, or customer_and_reason.")  # fmt: skip
