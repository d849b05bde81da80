"""``accept:`` — an oddity that the parties mean stays visible as a note, with their reason, and stops nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from slacontract.codes import CODES, Severity
from slacontract.findings import Finding, finding, nearest
from slacontract.model.contract import Contract


def accepted(contract: Contract, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Turn the findings that a contract accepts into notes, and find fault with what it cannot accept."""
    yield from acknowledged(contract, findings)
    yield from _faults(contract)


def acknowledged(contract: Contract, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Turn the findings that a contract accepts into notes."""
    reasons = {str(item.code): str(item.why) for item in contract.accept if _is_acceptable(item.code)}
    for found in findings:
        if found.code.id in reasons:
            what = f"{found.what} Accepted: {reasons[found.code.id]}"
            yield replace(found, what=what, severity=Severity.NOTE)
        else:
            yield found


def _is_acceptable(code: str) -> bool:
    return code in CODES and CODES[code].acceptable


def _faults(contract: Contract) -> Iterator[Finding]:
    acceptable = [code.id for code in CODES.values() if code.acceptable]
    for item in contract.accept:
        if item.code not in CODES:
            yield finding("C208", item.code.at, f"'{item.code}' is no code of a finding.", nearest(item.code, acceptable))
        elif not _is_acceptable(item.code):
            remedy = "Mend what it finds. Of what is found in contracts only warnings can be accepted, and C218."
            yield finding("C208", item.code.at, f"{CODES[item.code]} cannot be accepted.", remedy)
