"""The head of an annex: the parties, the term, the version, and how periods and amounts are cut and rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slacontract.render.annex.document import Block, Facts
from slacontract.render.annex.formulas import rounding
from slacontract.render.annex.reading import Reading

if TYPE_CHECKING:
    from slacontract.render.annex.voice import Voice


def head(voice: Voice) -> tuple[Block, ...]:
    """The facts that stand before everything else."""
    contract, term = voice.contract, voice.contract.term
    rows = [
        (voice.say("Client"), _party(contract.client)),
        (voice.say("Vendor"), _party(contract.vendor)),
        (voice.say("Days on which it holds"), voice.say("{first} to {last}, both included", first=voice.day(term.from_),
                                                        last=voice.day(term.to))),
        (voice.say("Contract"), str(contract.contract)),
        (voice.say("Version"), voice.say("{number}, in force from {day}", number=contract.version,
                                         day=voice.day(contract.effective))),
        (voice.say("Fingerprint"), contract.fingerprint),
    ]  # fmt: skip
    if contract.replaces is not None:
        replaced = voice.say("version {number}, fingerprint {fingerprint}", number=contract.replaces.version,
                             fingerprint=str(contract.replaces.fingerprint))  # fmt: skip
        rows.append((voice.say("Replaces"), replaced))
    rows += [(voice.say("Currency"), voice.currency), *_periods(voice), (voice.say("Rounding of amounts"), _rounding(voice))]
    return (Facts(tuple(rows)),)


def _party(party: Any) -> str:
    return f"{party.name} ({party.tax_id})" if party.tax_id else str(party.name)


def _periods(voice: Voice) -> list[tuple[str, str]]:
    reading = Reading(voice, voice.contract.periods)
    every, day = reading.told("every"), reading.told("starting_day")
    zone, year = reading.take("timezone"), reading.take("contract_year_from")
    periods = voice.say("{every}, from {day} on; a day begins by the clock of {zone}", every=every, day=day, zone=str(zone))
    rows = [(voice.say("Periods"), periods), (reading.label("contract_year_from"), voice.day(year))]
    for key in ("weeks", "part_periods"):
        reading.part(key)
    return [*rows, *reading.rows()]


def _rounding(voice: Voice) -> str:
    said = voice.contract.rounding
    rule = rounding(voice, said.mode, said.decimals)
    return voice.say("to {coin} {currency} ({rule}) on each line when it is closed; totals add rounded lines",
                     coin=voice.figure(said.to), currency=voice.currency, rule=rule)  # fmt: skip
