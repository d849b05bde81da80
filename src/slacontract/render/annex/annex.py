"""The annex of one version of a contract: its sections in the order in which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.render.annex.adjustments import accepted, excuses, gates, limits, tax
from slacontract.render.annex.billing import billing, together
from slacontract.render.annex.definitions import definitions
from slacontract.render.annex.document import Document, Section
from slacontract.render.annex.head import head
from slacontract.render.annex.kpis import kpis
from slacontract.render.annex.reading import Reading
from slacontract.render.annex.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slacontract.languages import Language
    from slacontract.model.contract import Contract


def annex(contract: Contract, language: Language, more: Iterable[Section] = ()) -> Document:
    """The terms of a version; ``more`` are sections that were computed: worked examples, and the exposure."""
    voice = Voice(contract, language)
    sections = [definitions(voice), billing(voice), *together(voice)]
    if contract.kpis:
        sections.append(kpis(voice))
    sections += [*excuses(voice), *gates(voice), *limits(voice), tax(voice), *_further(voice), *accepted(voice), *more]
    beneath = voice.say("Annex to the contract between {client} and {vendor}, version {version}",
                        client=str(contract.client.name), vendor=str(contract.vendor.name), version=contract.version)  # fmt: skip
    return Document(str(contract.title), beneath, head(voice), tuple(sections))


_ELSEWHERE: Final = (
    "contract", "version", "effective", "replaces", "title", "client", "vendor", "term", "currency", "periods", "rounding",
    "indices", "indexation", "calendars", "billing", "commitments", "target_costs", "retentions", "pools", "cases", "attributes",
    "tables", "figures", "counting", "kpis", "relief", "incidents", "claims", "overrides", "gates", "limits", "de_minimis",
    "carry_over", "tax", "accept", "fingerprint",
)  # fmt: skip
"""Keys that a section of their own tells."""


def _further(voice: Voice) -> Iterator[Section]:
    """What else the contract says, such as when its targets are reviewed."""
    reading = Reading(voice, voice.contract)
    for key in _ELSEWHERE:
        reading.take(key)
    if blocks := reading.rest():
        yield Section("further", voice.say("Further terms"), "", blocks)
