"""The hooks run in a git repository as pre-commit runs them: on the files that changed, and a fault keeps the commit back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import load_manifest

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
ACME = ROOT / "contracts" / "acme-inbound"
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def test_the_definition_is_one_that_pre_commit_takes() -> None:
    hooks = load_manifest(MANIFEST)
    assert [hook["id"] for hook in hooks] == ["slacontract-check", "slacontract-test", "slacontract-seal"]
    assert all(hook["entry"].startswith("slacontract ") for hook in hooks)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a contract, whose hooks are those of the definition; this program stands for one that is installed."""
    command = tmp_path / "bin" / "slacontract"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nfrom slacontract.cli import main\nmain(prog_name='slacontract')\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]))
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    desk = tmp_path / "desk"
    shutil.copytree(ACME, desk / "contracts" / "acme-inbound", ignore=shutil.ignore_patterns("settlements"))
    hooks: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    local = [{**hook, "language": "system"} for hook in hooks]
    config = {"repos": [{"repo": "local", "hooks": local}]}
    (desk / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    monkeypatch.chdir(desk)
    git("init", "-q")
    git("add", "-A")
    return desk


def git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], check=True)


def run(hook: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", hook, "--color", "never", "--verbose"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_sound_contract_passes_all_hooks(repository: Path) -> None:
    for hook in ("slacontract-check", "slacontract-test", "slacontract-seal"):
        done = run(hook)
        assert done.returncode == 0, done.stdout
        assert "Passed" in done.stdout


def test_a_fault_stops_the_commit_with_its_place(repository: Path) -> None:
    path = repository / "contracts" / "acme-inbound" / "v2.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("rate: ", "rte: ", 1), encoding="utf-8")
    git("add", "-A")
    done = run("slacontract-check")
    assert done.returncode == 1
    assert "contracts/acme-inbound/v2.yaml:" in done.stdout
    assert "C201 unknown-key" in done.stdout
    assert done.stdout.count("'rte' is not a key") == 1  # both versions were given, their contract was checked once


def test_a_version_that_was_altered_breaks_the_chain(repository: Path) -> None:
    path = repository / "contracts" / "acme-inbound" / "v1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: ", "title: New ", 1), encoding="utf-8")
    git("add", "-A")
    done = run("slacontract-seal")
    assert done.returncode == 1
    assert "C223 fingerprint" in done.stdout


def test_an_expected_figure_that_is_wrong_fails(repository: Path) -> None:
    path = next((repository / "contracts" / "acme-inbound" / "tests").glob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    assert "kpi.service_level" in text
    path.write_text(text.replace("-224.40", "-224.41").replace("-178.50", "-178.51"), encoding="utf-8")
    git("add", "-A")
    assert run("slacontract-test").returncode == 1


def test_other_files_start_no_hook(repository: Path) -> None:
    git("commit", "-qm", "Contracts", "--no-verify")
    (repository / "notes.yaml").write_text("a: 1\n", encoding="utf-8")
    git("add", "-A")
    done = run("slacontract-check")
    assert done.returncode == 0
    assert "no files to check" in done.stdout
