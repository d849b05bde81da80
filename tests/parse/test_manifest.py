"""Manifests read again: whose files are the ones that were counted, and what they were counted from."""

from __future__ import annotations

import json

import pytest

from slacontract.model.measures import Source
from slacontract.parse.manifest import records_behind

CALLS, STATES = Source("calls.csv", "c" * 64), Source("states.csv", "d" * 64)
MAY = Source("2026-05_contacts.csv", "a" * 64)


def manifest(measures: Source, *records: Source) -> bytes:
    told = {"records": records, "measures": [measures]}
    listed = {key: [{"name": s.name, "sha256": s.sha256} for s in sources] for key, sources in told.items()}
    return json.dumps({"manifest": 1, **listed}).encode()


def test_the_records_of_all_manifests_each_once() -> None:
    june = Source("2026-06_contacts.csv", "b" * 64)
    manifests = [("m/2026-05.manifest.json", manifest(MAY, CALLS, STATES)), ("m/2026-06.manifest.json", manifest(june, CALLS))]
    assert records_behind(manifests, [MAY, june]) == ((CALLS, STATES), [])


def test_a_manifest_of_files_that_are_not_settled_says_nothing() -> None:
    other = Source("measures.csv", "e" * 64)
    assert records_behind([("m/2026-05.manifest.json", manifest(MAY, CALLS))], [other]) == ((), [])


def test_a_file_that_was_changed_is_refused() -> None:
    changed = Source(MAY.name, "f" * 64)
    _, findings = records_behind([("m/2026-05.manifest.json", manifest(MAY, CALLS))], [changed])
    assert [(f.code.id, str(f.at)) for f in findings] == [("M323", MAY.name)]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"manifest": 2}', b'{"manifest": 1, "measures": [1], "records": []}', b"[" * 9999]
)
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    records, findings = records_behind([("m/x.manifest.json", data)], [MAY])
    assert (records, [f.code.id for f in findings]) == ((), ["M323"])
