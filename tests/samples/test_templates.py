"""Each template of ``slacontract new`` can be checked and settled as it comes, in currencies with and without cents."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from slacontract.cli import main
from slacontract.cli.new import TEMPLATES
from slacontract.codes import Severity
from slacontract.workflow.front import check, load, settle

DECIMALS: Final = {"EUR": 2, "JPY": 0, "KWD": 3}

each_template = pytest.mark.parametrize("template", TEMPLATES)


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def begin(folder: Path, template: str, *options: str) -> Path:
    result = run("new", folder / "ours", "--template", template, "--year", "2027", *options)
    assert result.exit_code == 0, result.output
    return folder / "ours"


@each_template
@pytest.mark.parametrize("currency", sorted(DECIMALS))
def test_new_then_check_then_settle(tmp_path: Path, template: str, currency: str) -> None:
    contract = begin(tmp_path, template, "--currency", currency)
    checked = run("check", contract)
    assert checked.exit_code == 0, checked.output
    assert all(found.weight is Severity.NOTE for found in check(contract)), checked.stderr
    settled = run("settle", contract, "--output", tmp_path / "out")
    assert settled.exit_code == 0, settled.output
    assert (tmp_path / "out" / "ours_2027-01_2027-03.xlsx").is_file()
    for record in settle(contract).records():
        assert -record["amount"].as_tuple().exponent == DECIMALS[currency]  # type: ignore[attr-defined]


@each_template
def test_it_shows_bonus_and_penalty(tmp_path: Path, template: str) -> None:
    settlement = settle(begin(tmp_path, template))
    nets = [settlement.amount("adjustments.net", period) for period in settlement.asked]
    assert min(nets) < 0 < max(nets)


@each_template
def test_parties_are_only_texts(tmp_path: Path, template: str) -> None:
    client = 'A "B" & C: #1 {{ 7 * 7 }}\\'
    contract = load(begin(tmp_path, template, "--client", client, "--vendor", "=1+1"))
    assert contract.latest.client.name == client
    assert contract.latest.vendor.name == "=1+1"


@each_template
def test_every_paragraph_is_commented(tmp_path: Path, template: str) -> None:
    """Each key at the margin, and each first key below it, has words beside or above it."""
    text = (begin(tmp_path, template) / "v1.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line[:1].isalpha():
            assert "#" in line or lines[number - 1].startswith("#") or line.startswith("title"), line
    assert text.count("#") > 35


def test_the_folder_is_left_alone_when_it_has_a_contract(tmp_path: Path) -> None:
    contract = begin(tmp_path, TEMPLATES[0])
    before = {path.name: path.read_bytes() for path in contract.iterdir()}
    again = run("new", contract, "--template", TEMPLATES[1], "--year", "2027")
    assert again.exit_code == 1
    assert {path.name: path.read_bytes() for path in contract.iterdir()} == before
