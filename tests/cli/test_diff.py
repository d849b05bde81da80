"""``slacontract diff``: what can be named, what is printed, and exit codes as diff tools have them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support.commands import process, run, tree

ACME = Path("contracts") / "acme-inbound"
V1, V2 = ACME / "v1.yaml", ACME / "v2.yaml"


def git(*words: str) -> None:
    names = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    subprocess.run(["git", *words], check=True, capture_output=True, env={**os.environ, **names})


@pytest.fixture
def repository(desk: Path) -> Path:
    """The desk as a git repository: in its first revision the care line costs 0.40, in its second 0.42."""
    text = V1.read_text(encoding="utf-8")
    V1.write_text(text.replace("rate: 0.42", "rate: 0.40"), encoding="utf-8")
    git("init", "--quiet", "--initial-branch", "main")
    git("add", ".")
    git("commit", "--quiet", "-m", "one")
    V1.write_text(text, encoding="utf-8")
    git("commit", "--quiet", "-a", "-m", "two")
    return desk


def paths(*words: object) -> list[str]:
    told = json.loads(run("diff", *words, "--terms-only", "--format", "json").stdout)
    return [".".join(d["path"].split(".")) for change in told["changes"] for d in change["differences"]]


def test_a_folder_is_its_last_two_versions(desk: Path) -> None:
    before = tree(desk)
    result = run("diff", ACME)
    assert result.exit_code == 1
    assert result.stdout == run("diff", V1, V2).stdout == run("diff", f"{ACME}@1", f"{ACME}@2").stdout
    assert result.stdout == run("diff", V2).stdout
    assert result.stderr == ""
    assert tree(desk) == before


def test_versions_that_mean_the_same_are_equal(desk: Path) -> None:
    text = V1.read_text(encoding="utf-8")
    (desk / "draft.yaml").write_text("# a draft\n" + text.replace("390 s", "6m30s"), encoding="utf-8")
    result = run("diff", V1, "draft.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("Both mean the same.\n")


def test_a_draft_that_is_not_sealed_is_compared(desk: Path) -> None:
    draft = re.sub(r"(?m)^replaces:.*\n", "", V2.read_text(encoding="utf-8"))
    V2.write_text(draft, encoding="utf-8")
    assert run("diff", ACME).exit_code == 1
    assert run("check", ACME).exit_code == 1


def test_a_draft_elsewhere_is_replayed_on_the_measures_of_the_other(desk: Path) -> None:
    (desk / "draft").mkdir()
    (desk / "draft" / "v3.yaml").write_text(V2.read_text(encoding="utf-8").replace("rate: 0.44", "rate: 0.45"), encoding="utf-8")
    told = json.loads(run("diff", V2, "draft/v3.yaml", "--format", "json").stdout)
    assert [change["worth"]["alone"] for change in told["changes"]] == [told["money"]["net"]]
    assert len(told["money"]["periods"]) == 12


def test_measures_that_are_named(desk: Path) -> None:
    rows = (ACME / "measures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (desk / "half.csv").write_text("".join(rows[:19]), encoding="utf-8")
    told = json.loads(run("diff", ACME, "--measures", "half.csv", "--format", "json").stdout)
    assert told["money"]["periods"] == [f"2026-{month:02}" for month in range(1, 7)]


def test_periods_by_number_and_by_range(desk: Path) -> None:
    assert len(json.loads(run("diff", ACME, "--periods", "5", "--format", "json").stdout)["money"]["periods"]) == 5
    one = json.loads(run("diff", ACME, "--period", "2026-05", "--format", "json").stdout)["money"]
    assert one["periods"] == ["2026-05"]
    assert run("diff", ACME, "--period", "2025-05").exit_code == 2
    assert "E504" in run("diff", ACME, "--period", "2025-05").stderr


@pytest.mark.parametrize(
    "old", ["HEAD~1:contracts/acme-inbound/v1.yaml", "HEAD~1:contracts/acme-inbound@1", "main~1:./contracts/acme-inbound@1"]
)
def test_a_revision_of_git(repository: Path, old: str) -> None:
    before = tree(repository)
    assert paths(old, V1) == ["billing.care.rate"]
    assert tree(repository) == before


def test_a_revision_named_by_an_option(repository: Path) -> None:
    assert paths("--rev", "HEAD~1", V1) == ["billing.care.rate"]
    assert paths("--rev", "HEAD~1..HEAD", V1) == ["billing.care.rate"]
    assert paths("--rev", "HEAD", V1) == []
    result = run("diff", "--rev", "HEAD~1", f"{ACME}@1")
    assert "(HEAD~1:contracts/acme-inbound/v1.yaml)" in result.stdout
    assert "alone: +" in result.stdout


def test_from_a_folder_within_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "contracts")
    assert paths("HEAD~1:acme-inbound/v1.yaml", "acme-inbound/v1.yaml") == ["billing.care.rate"]
    assert paths("--rev", "HEAD~1", "acme-inbound@1") == ["billing.care.rate"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("HEAD~9:contracts/acme-inbound/v1.yaml", V1), "E505"),
        (("--rev", "-x", V1), "E505"),
        (("HEAD:contracts/other/v1.yaml", V1), "E501"),
        (("HEAD:contracts/acme-inbound@7", V1), "E506"),
        ((V1, f"{ACME}@9"), "E506"),
        ((V1,), "E506"),
        ((ACME / "v7.yaml", V1), "E501"),
        (("contracts", V1), "E501"),
    ],
    ids=str,
)
def test_what_cannot_be_compared_is_exit_code_2(repository: Path, words: tuple[object, ...], code: str) -> None:
    before = tree(repository)
    result = run("diff", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert code in result.stderr
    assert "Remedy: " in result.stderr
    assert tree(repository) == before


def test_an_unsound_version_is_not_compared(desk: Path) -> None:
    V2.write_text(V2.read_text(encoding="utf-8").replace('">= 320 s and <= 350 s"', '">= 325 s and <= 350 s"'), encoding="utf-8")
    result = run("diff", ACME)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "C204 band-gap" in result.stderr


def test_faulty_measures_are_told_and_the_terms_can_be_had_without(desk: Path) -> None:
    measures = ACME / "measures.csv"
    measures.write_text(measures.read_text(encoding="utf-8").replace("25101", "25.101,0", 1), encoding="utf-8")
    assert run("diff", ACME).exit_code == 2
    alone = run("diff", ACME, "--terms-only")
    assert (alone.exit_code, alone.stderr) == (1, "")
    assert "EUR" not in alone.stdout.partition("Changed terms")[2]


def test_without_measures_only_the_terms_are_told(desk: Path) -> None:
    (ACME / "measures.csv").unlink()
    result = run("diff", ACME)
    assert result.exit_code == 1
    assert "There are no measures beside the contract" in result.stdout


def test_versions_of_two_contracts_are_not_replayed_on_the_measures_of_one(desk: Path) -> None:
    result = run("diff", "contracts/orion-sales", ACME)
    assert result.exit_code == 1
    assert "These are versions of two contracts" in result.stdout
    assert "Line by line" not in result.stdout


def test_misuse_is_exit_code_2(desk: Path) -> None:
    assert run("diff", "--rev", "HEAD", V1, V2).exit_code == 2
    assert run("diff", ACME, "--periods", "0").exit_code == 2


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_format_in_both_languages_twice_the_same(desk: Path, form: str, language: str) -> None:
    words = ("diff", ACME, "--format", form, "--language", language)
    first = run(*words)
    assert first.exit_code == 1
    assert first.stdout == run(*words).stdout
    assert "1.128.416,85" in first.stdout or "1,128,416.85" in first.stdout or "1128416.85" in first.stdout


def test_a_process_of_its_own_without_git(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = shutil.which("python3")
    assert python is not None
    monkeypatch.setenv("PATH", str(desk))
    done = process("diff", "HEAD:contracts/acme-inbound/v1.yaml", V1, cwd=desk)
    assert done.returncode == 2
    assert "Git is not installed" in done.stderr
