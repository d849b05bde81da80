"""Help, version and misuse: the words that a person sees before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from slacontract import __version__
from support.commands import process, run

VERBS = {
    "new": ("Write FOLDER with a contract", ["--template", "--client", "--vendor", "--currency", "--year"]),
    "check": ("Check contracts", ["--format"]),
    "settle": ("Settle CONTRACT", ["--period", "--measures", "--output", "--language"]),
    "explain": ("Explain LINE of CONTRACT", ["--period", "--measures", "--language"]),
}
each_verb = pytest.mark.parametrize("verb", sorted(VERBS))


def test_the_front_page_names_every_verb_and_where_to_begin() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"\n  {verb} " in result.stdout for verb in VERBS)
    assert "Begin with 'slacontract new'" in result.stdout


@each_verb
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_says_what_a_verb_does_and_every_option(verb: str, option: str) -> None:
    result = run(verb, option)
    assert result.exit_code == 0
    what, options = VERBS[verb]
    assert what in result.stdout
    for name in options:
        said = result.stdout.partition(f"  {name} ")[2].partition("\n  -")[0].split()
        assert len(said) > 2, f"{name} has no explanation"


def test_help_does_not_wait_for_what_it_does_not_need(tmp_path: Path) -> None:
    assert process("settle", "--help", cwd=tmp_path).returncode == 0


def test_version() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"slacontract, version {__version__}\n")


MISUSES = {
    "no such verb": (["setle", "."], "No such command 'setle'"),
    "no contract": (["settle"], "Missing argument 'CONTRACT'"),
    "nothing to check": (["check"], "Missing argument 'CONTRACT"),
    "no such option": (["settle", ".", "--perod", "2026-05"], "No such option"),
    "no such language": (["settle", ".", "--language", "fr"], "'fr' is not one of 'en', 'es'"),
    "no such format": (["check", ".", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
    "explain without period": (["explain", ".", "billing.care"], "Missing option '--period'"),
    "explain a range": (["explain", ".", "billing.care", "--period", "2026-01..2026-02"], "for one period"),
    "no such template": (["new", "ours", "--year", "2027", "--template", "nothing"], "'nothing' is not one of"),
    "no year": (["new", "ours"], "Missing option '--year'"),
    "a year that is none": (["new", "ours", "--year", "27"], "27 is not in the range"),
}


@pytest.mark.parametrize("case", sorted(MISUSES))
def test_misuse_is_exit_code_2_with_what_is_wrong(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words, said = MISUSES[case]
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "--help" in result.stderr
    assert not result.stdout
    assert list(tmp_path.iterdir()) == []
