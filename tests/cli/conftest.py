"""A working folder with the sample contracts, as a clone has them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.commands import CONTRACTS


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: ``contracts/`` stands in it and nothing else; each has measures of the whole year."""
    shutil.copytree(CONTRACTS, tmp_path / "contracts", ignore=shutil.ignore_patterns("care-from-records"))
    monkeypatch.chdir(tmp_path)
    return tmp_path
