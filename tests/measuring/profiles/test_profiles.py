"""Every profile on a small export of its source: canonical rows that were worked out by hand from the file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from slacontract.measuring.sources import profiles
from support.records_at_hand import Read, read

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent.name for path in HERE.glob("*/records.yaml"))


@pytest.fixture(scope="module", params=FOLDERS)
def found(request: pytest.FixtureRequest) -> tuple[Path, Read]:
    folder = HERE / request.param
    files = sorted((folder / "records").iterdir())
    return folder, read((folder / "records.yaml").read_text(encoding="utf-8"), files)


def plain(value: Any) -> str:
    """A value of a table as the files of expected rows have it."""
    if value is None:
        return ""
    if hasattr(value, "microsecond"):
        return str(value.strftime("%Y-%m-%d %H:%M:%S")) + (f".{value.microsecond // 1000:03}" if value.microsecond else "")
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)


def number(text: str) -> str:
    """Decimals without the zeros at their end, which say nothing."""
    bare = text.rstrip("0").rstrip(".") if text.replace(".", "", 1).isdigit() and "." in text else text
    return bare or "0"


def test_rows_are_those_worked_out_by_hand(found: tuple[Path, Read]) -> None:
    folder, read = found
    for path in sorted((folder / "expected").iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            columns, *rows = list(csv.reader(file))
        ours = [[plain(value) for value in row] for row in read.rows(path.stem, *columns)]
        expected = [
            [value if columns[n].endswith("_id") else number(value) if value else "" for n, value in enumerate(row)]
            for row in rows
        ]
        assert sorted(ours) == sorted(expected), path.stem


def test_nothing_stops_and_every_file_has_its_hash(found: tuple[Path, Read]) -> None:
    folder, read = found
    assert [f for f in read.findings if f.stops] == []
    assert {file.name for file in read.intake.files} == {path.name for path in (folder / "records").iterdir()}
    assert all(len(file.sha256) == 64 for file in read.intake.files)


def test_every_profile_has_an_example() -> None:
    assert sorted(FOLDERS) == sorted(set(profiles.names()) - {"generic"})


@pytest.mark.parametrize("name", profiles.names())
def test_profiles_can_be_read(name: str) -> None:
    profile = profiles.built_in(name)
    assert profile.profile == name
    assert all(export.verified for export in profile.exports.values())
