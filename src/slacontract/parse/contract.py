"""Contract files to versions: one file, one version; the fingerprint is of what the text says, not of how it is laid out."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from slacontract.model.contract import Contract
from slacontract.parse.nouns import build
from slacontract.parse.yaml_tree import read_yaml

if TYPE_CHECKING:
    from slacontract.findings import Finding
    from slacontract.model.texts import Table


def read_contract(data: bytes, name: str) -> tuple[Contract | None, list[Finding]]:
    """Read one version from the bytes of its file; ``name`` is the path that findings print."""
    table, findings = read_yaml(data, name)
    if table is None:
        return None, findings
    contract, findings = build(Contract, table)
    return contract and contract.model_copy(update={"fingerprint": fingerprint(table)}), findings


def fingerprint(table: Table) -> str:
    """SHA-256 of the canonical form: JSON with sorted keys and every value as its text, so comments and layout do not count."""
    canonical = json.dumps(table, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
