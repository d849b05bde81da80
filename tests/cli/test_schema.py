"""``slacontract schema``: printed, or written beside each other with what to write into an editor."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from slacontract.cli import main
from slacontract.render.schema.documents import DOCUMENTS


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["schema", *arguments], catch_exceptions=False)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_schema_is_printed(document: str) -> None:
    result = run(document)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"]


def test_explanations_are_spanish_when_asked_for() -> None:
    said = json.loads(run("contract", "--language", "es").stdout)
    assert said["properties"]["version"]["description"] == "Cuenta desde 1."


def test_all_are_written_with_the_settings_of_an_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):  # what was written before is replaced
        result = run("--output", "schemas")
        assert result.exit_code == 0
    told = re.search(r"^\{.*?^\}$", result.stdout, flags=re.MULTILINE | re.DOTALL)
    assert told
    settings = json.loads(told[0])["yaml.schemas"]
    assert settings["./schemas/contract.schema.json"] == "contracts/*/v*.yaml"
    assert {Path(name).name for name in settings} == {path.name for path in (tmp_path / "schemas").iterdir()}
    assert all((tmp_path / name).is_file() for name in settings)
    assert "# yaml-language-server: $schema=contract.schema.json" in result.stdout


def test_one_is_written(tmp_path: Path) -> None:
    assert run("feed", "--language", "es", "--output", str(tmp_path)).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["feed.es.schema.json"]


def test_nothing_named_is_misuse() -> None:
    result = run()
    assert result.exit_code == 2
    assert "Name one of contract, feed, records, form, profile, test" in result.stderr


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "schemas").write_text("", encoding="utf-8")
    result = run("--output", str(tmp_path / "schemas"))
    assert result.exit_code == 1
    assert "E503 cannot-write" in result.stderr
