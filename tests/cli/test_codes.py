"""``slacontract codes``: findings listed, searched and explained."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from slacontract.cli import main
from slacontract.codes import CODES


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["codes", *arguments], catch_exceptions=False)


def test_all_codes_are_listed() -> None:
    result = run()
    assert result.exit_code == 0
    assert all(f"  {code.id}  {code.slug}" in result.stdout for code in CODES.values())


@pytest.mark.parametrize(("language", "heading"), [("en", "What mends it:"), ("es", "Lo que lo corrige:")])
def test_one_code_is_explained(language: str, heading: str) -> None:
    result = run("C205", "--language", language)
    assert result.exit_code == 0
    assert result.stdout.startswith("C205 band-overlap: ")
    assert heading in result.stdout
    assert '+      - {when: ">= 80% and < 90%", pay: 0%}' in result.stdout


def test_the_page_as_markdown() -> None:
    assert run("C205", "--format", "markdown").stdout.startswith("# C205 band-overlap\n")


def test_an_unknown_word_is_told_with_the_nearest() -> None:
    result = run("band-gab")
    assert result.exit_code == 1
    assert "No finding is called 'band-gab'. Did you mean 'band-gap'?" in result.stderr
    assert not result.stdout
