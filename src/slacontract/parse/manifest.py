"""A manifest beside measures: read again when they are settled, and compared with the files that are there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slacontract.findings import Finding, Position, finding
from slacontract.model.manifest import SCHEMA
from slacontract.model.measures import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def records_behind(
    manifests: Iterable[tuple[str, bytes]], measures: Iterable[Source]
) -> tuple[tuple[Source, ...], list[Finding]]:
    """The records that measures were counted from, as the manifests beside them say.

    A file that was changed since it was counted is refused: its manifest would name an origin that it no longer has.
    """
    there = {source.name: source for source in measures}
    behind: dict[Source, None] = {}
    findings: list[Finding] = []
    for name, data in manifests:
        told = _read(data)
        if told is None:
            findings.append(
                finding("M323", Position(name), "This is no manifest that can be read.", "Measure again, or delete the file.")
            )
            continue
        listed = [source for source in _sources(told["measures"]) if source.name in there]
        findings += _changed(name, listed, there)
        if listed:
            behind.update(dict.fromkeys(_sources(told["records"])))
    return tuple(behind), findings


def _read(data: bytes) -> Any:
    try:
        told = json.loads(data)
        whole = told["manifest"] == SCHEMA and list(_sources(told["measures"])) and list(_sources(told["records"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return told if whole else None


def _sources(told: Iterable[dict[str, Any]]) -> Iterator[Source]:
    for entry in told:
        yield Source(str(entry["name"]), str(entry["sha256"]))


def _changed(manifest: str, listed: Iterable[Source], there: dict[str, Source]) -> Iterator[Finding]:
    for source in listed:
        if there[source.name].sha256 != source.sha256:
            yield finding(
                "M323",
                Position(source.name),
                f"The file is not the one that was counted: {Position(manifest).name} has another SHA-256 for it.",
                f"Measure again; or, where figures were corrected by hand, delete {Position(manifest).name}, and with it the "
                "claim that they come from those records.",
            )
