"""``slacontract check``: findings to standard error, fingerprints to standard output, exit code 1 when something stops."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from support.commands import process, run, tree

KEYS = {"code", "slug", "severity", "file", "line", "column", "cell", "message", "remedy", "also"}
ACME = Path("contracts") / "acme-inbound"


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_folder_of_contracts_prints_versions_and_fingerprints(desk: Path) -> None:
    before = tree(desk)
    result = run("check", "contracts")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "contracts/acme-inbound/v1.yaml", "contracts/acme-inbound/v2.yaml", "contracts/nova-backoffice/v1.yaml",
        "contracts/orion-sales/v1.yaml",
    ]  # fmt: skip
    assert all(re.fullmatch(r".*: \S+ version \d+, in force from \d{4}-\d\d-\d\d, fingerprint [0-9a-f]{64}", s) for s in lines)
    assert tree(desk) == before


def test_the_fingerprint_is_the_one_that_the_next_version_replaces(desk: Path) -> None:
    first = run("check", ACME).stdout.splitlines()[0].rpartition(" ")[2]
    assert first in (ACME / "v2.yaml").read_text(encoding="utf-8")


def test_layout_and_comments_leave_the_fingerprint(desk: Path) -> None:
    before = run("check", ACME).stdout
    version = ACME / "v2.yaml"
    version.write_bytes(b"\xef\xbb\xbf# A remark.\r\n" + version.read_bytes().replace(b"\n", b"\r\n"))
    assert run("check", ACME).stdout == before


@pytest.mark.parametrize("name", ["contracts/acme-inbound/v2.yaml", "contracts/acme-inbound/", "./contracts/acme-inbound"])
def test_a_version_file_a_slash_or_a_dot_name_the_same_contract(desk: Path, name: str) -> None:
    result = run("check", name)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2


def test_an_absolute_path_from_another_folder(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    done = process("check", desk / ACME, cwd=elsewhere)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{desk / ACME / 'v1.yaml'}: acme-inbound version 1")
    assert list(elsewhere.iterdir()) == []


def test_every_fault_of_all_versions_is_told_at_once(desk: Path) -> None:
    spoil(ACME / "v1.yaml", "rate: 0.42", "rte: 0.42")
    spoil(ACME / "v2.yaml", "currency: EUR", "curency: EUR")
    result = run("check", "contracts")
    assert result.exit_code == 1
    assert "v1.yaml:20:5: C201 unknown-key" in result.stderr
    assert "Did you mean 'rate'?" in result.stderr
    assert "Did you mean 'currency'?" in result.stderr
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "contracts/nova-backoffice/v1.yaml", "contracts/orion-sales/v1.yaml",
    ]  # fmt: skip


def test_json_is_a_list_with_the_same_findings(desk: Path) -> None:
    spoil(ACME / "v1.yaml", "rate: 0.42", "rte: 0.42")
    result = run("check", ACME, "--format", "json")
    assert result.exit_code == 1
    assert not result.stderr
    records = json.loads(result.stdout)
    assert {frozenset(record) for record in records} == {frozenset(KEYS)}
    first = next(record for record in records if record["code"] == "C201")
    assert first == {
        "code": "C201", "slug": "unknown-key", "severity": "error", "file": "contracts/acme-inbound/v1.yaml", "line": 20,
        "column": 5, "cell": None, "message": "'rte' is not a key in billing.care.", "remedy": "Did you mean 'rate'?", "also": [],
    }  # fmt: skip


def test_json_of_a_sound_contract_is_an_empty_list(desk: Path) -> None:
    result = run("check", ACME, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_a_warning_is_printed_and_stops_nothing(desk: Path) -> None:
    version = Path("contracts/orion-sales/v1.yaml")
    text = version.read_text(encoding="utf-8")
    version.write_text(text.partition("accept:")[0], encoding="utf-8")
    result = run("check", version)
    assert result.exit_code == 0
    assert "(warning)" in result.stderr
    assert "fingerprint" in result.stdout


def test_a_folder_that_looks_like_a_contract_is_not_passed_over_in_silence(desk: Path) -> None:
    shutil.copytree(ACME, "contracts/zeta")
    for number in (1, 2):
        Path(f"contracts/zeta/v{number}.yaml").rename(f"contracts/zeta/contract-{number}.yaml")
    result = run("check", "contracts")
    assert result.exit_code == 0
    assert "contracts/zeta: E501 not-found (warning)" in result.stderr
    assert "there is contract-1.yaml" in result.stderr


def test_fifty_findings_are_printed_and_the_rest_counted(desk: Path) -> None:
    version = ACME / "v1.yaml"
    surplus = "".join(f"surplus-{number}: 1\n" for number in range(60))
    version.write_text(version.read_text(encoding="utf-8") + surplus, encoding="utf-8")
    result = run("check", ACME)
    assert result.exit_code == 1
    assert result.stderr.count(": C201 unknown-key") == 50
    assert result.stderr.endswith("... and 10 more findings.\n")
    assert len(json.loads(run("check", ACME, "--format", "json").stdout)) == 60
