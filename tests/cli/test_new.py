"""``slacontract new``: a folder that can be checked and settled as it comes, and that replaces nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from slacontract.cli.new import TEMPLATES
from support.commands import run, tree


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_it_writes_and_what_it_says_next(desk: Path, template: str) -> None:
    result = run("new", "contracts/ours", "--template", template, "--year", "2027", "--client", "Ibérica «S.A.»")
    assert result.exit_code == 0
    written = [line.removeprefix("Written: ") for line in result.stdout.splitlines() if line.startswith("Written: ")]
    assert sorted(written) == sorted(str(path) for path in Path("contracts/ours").iterdir())
    assert {"v1.yaml", "measures.csv", "README.md"} <= {Path(name).name for name in written}
    assert "slacontract check contracts/ours" in result.stdout
    assert run("check", "contracts/ours").exit_code == 0
    assert run("settle", "contracts/ours").exit_code == 0


def test_a_file_that_is_there_is_never_replaced(desk: Path) -> None:
    Path("ours").mkdir()
    Path("ours/README.md").write_text("mine", encoding="utf-8")
    before = tree(desk)
    result = run("new", "ours", "--year", "2027")
    assert result.exit_code == 1
    assert "ours/README.md: E502 exists" in result.stderr
    assert not result.stdout
    assert tree(desk) == before


@pytest.mark.parametrize("name", ["Acme Inbound", "ACME", "año", "-x-"])
def test_a_folder_whose_name_no_contract_can_have(desk: Path, name: str) -> None:
    before = tree(desk)
    result = run("new", f"./{name}", "--year", "2027")
    assert result.exit_code == 1
    assert "C216 identifier" in result.stderr
    assert tree(desk) == before


def test_a_file_in_place_of_the_folder(desk: Path) -> None:
    Path("ours").write_text("mine", encoding="utf-8")
    result = run("new", "ours", "--year", "2027")
    assert (result.exit_code, "E503 cannot-write" in result.stderr) == (1, True)
    assert Path("ours").read_text(encoding="utf-8") == "mine"
