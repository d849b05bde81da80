"""Each finding has a page whose bad example raises that code alone, and whose repaired twin raises nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from slacontract.render.codes.compiled import GOOD, code_of
from support.finding_examples import EXAMPLES, laid_out, told

each_example = pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)


@each_example
def test_the_bad_example_raises_its_code_alone(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = laid_out(folder, tmp_path / "desk", repaired=False)
    monkeypatch.chdir(desk)
    assert told(folder, desk)[0] == {code_of(folder)}


@each_example
def test_the_repaired_twin_raises_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = laid_out(folder, tmp_path / "desk", repaired=True)
    monkeypatch.chdir(desk)
    assert told(folder, desk) == (set(), "")


@each_example
def test_the_twin_is_near(folder: Path) -> None:
    """What mends it is one file, or a file and the command: not another contract."""
    changed = [path for path in (folder / GOOD).rglob("*") if path.is_file()]
    assert 1 <= len(changed) <= 3
    for path in changed:
        before = folder / path.relative_to(folder / GOOD)
        if not before.is_file() or path.suffix == ".xlsx":
            continue
        old, new = before.read_bytes().splitlines(), path.read_bytes().splitlines()
        assert before.read_bytes() != path.read_bytes()
        assert len(set(old) ^ set(new)) <= 10
