"""A workbook does not tell from where, or by which path, it was made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import slacontract
from slacontract.render.workbook import write_workbook

ACME = Path(__file__).parents[2] / "contracts" / "acme-inbound"


def test_same_bytes_from_every_folder_and_by_every_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "deep" / "er" / "acme-inbound"
    shutil.copytree(ACME, copy)
    books = {write_workbook(slacontract.settle(ACME, period="2026-05..2026-08"))}
    books.add(write_workbook(slacontract.settle(copy, period="2026-05..2026-08")))
    monkeypatch.chdir(copy.parent)
    books.add(write_workbook(slacontract.settle("acme-inbound", period="2026-05..2026-08")))
    monkeypatch.chdir(copy)
    books.add(write_workbook(slacontract.settle(".", period="2026-05..2026-08")))
    assert len(books) == 1


def test_order_of_rows_and_files_changes_no_figure(tmp_path: Path) -> None:
    copy = tmp_path / "acme-inbound"
    shutil.copytree(ACME, copy)
    head, *rows = (copy / "measures.csv").read_text(encoding="utf-8").splitlines()
    (copy / "measures.csv").write_text("\n".join([head, *reversed(rows), ""]), encoding="utf-8")
    assert slacontract.settle(copy).records() == slacontract.settle(ACME).records()
