"""The annex of one version of a contract: its sections in the order in which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.render.annex.adjustments import accepted, excuses, gates, limits, tax
from slacontract.render.annex.billing import billing, together
from slacontract.render.annex.definitions import definitions
from slacontract.render.annex.document import Document, Section
from slacontract.render.annex.head import head
from slacontract.render.annex.kpis import kpis
from slacontract.render.annex.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slacontract.languages import Language
    from slacontract.model.contract import Contract


def annex(contract: Contract, language: Language, more: Iterable[Section] = ()) -> Document:
    """The terms of a version; ``more`` are sections that were computed: worked examples, and the exposure."""
    voice = Voice(contract, language)
    sections = [definitions(voice), billing(voice), *together(voice)]
    if contract.kpis:
        sections.append(kpis(voice))
    sections += [*excuses(voice), *gates(voice), *limits(voice), tax(voice), *accepted(voice), *more]
    beneath = voice.say("Annex to the contract between {client} and {vendor}, version {version}", client=str(contract.client.name),
                        vendor=str(contract.vendor.name), version=contract.version)  # fmt: skip
    return Document(str(contract.title), beneath, head(voice), tuple(sections))
