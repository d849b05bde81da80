"""All proofs of a contract that passed ``check``: its findings, each with the months that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slacontract.checks.acceptance import acknowledged
from slacontract.findings import Finding, in_reading_order
from slacontract.model.contract import Agreement, Contract
from slacontract.model.measures import Measures
from slacontract.proofs.asked import Asked
from slacontract.proofs.months import made_up
from slacontract.proofs.order import PROOFS
from slacontract.proofs.proof import Proof
from slacontract.settlement.service.scopes import Service
from slacontract.settlement.stages import compile_versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacontract.settlement.draft import Compiled

_MOST_MEMBERS: Final = 200
"""A service of more members is compiled as one of few: each has the scale of its group, and their number proves nothing."""


def prove(
    agreement: Agreement, measures: Measures | None = None, versions: Mapping[int, Compiled] | None = None
) -> list[Finding]:
    """What can be proved against a contract, version by version; what a version accepts is a note.

    ``measures`` say which members there are; without them those that the contract names are made up, or one of each.
    ``versions`` are the contract's versions, where they were compiled for these measures before.
    """
    found: list[Finding] = []
    for version, proofs in proofs_of(agreement, measures, versions):
        found += acknowledged(version, (proof.finding for proof in proofs))
    return in_reading_order(found)


def proofs_of(
    agreement: Agreement, measures: Measures | None = None, versions: Mapping[int, Compiled] | None = None
) -> list[tuple[Contract, list[Proof]]]:
    """The proofs of each version, before what it accepts."""
    known = measures if measures is not None and 0 < len({cell.member for cell in measures.cells}) <= _MOST_MEMBERS else None
    if known is None or versions is None:
        versions = compile_versions(agreement.with_parts, Service(known or made_up(agreement)))
    asked = [Asked(versions[contract.version], agreement.schedule, agreement.versions) for contract in agreement.versions]
    return [(of.contract, _proved(of)) for of in asked]


def _proved(asked: Asked) -> list[Proof]:
    """Each finding once; members with one scale would tell it again and again."""
    found = [proof for ask in PROOFS for proof in ask(asked)]
    return list({(proof.finding.code.id, proof.finding.at, proof.finding.what): proof for proof in found}.values())
