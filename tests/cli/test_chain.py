"""``slacontract fingerprint`` and ``slacontract seal``: the chain shown and closed, and nothing else touched."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support.commands import run, tree

ACME = Path("contracts") / "acme-inbound"
V1, V2 = ACME / "v1.yaml", ACME / "v2.yaml"


def unsealed() -> bytes:
    """Take the seal out of the second version; the bytes as they were."""
    before = V2.read_bytes()
    V2.write_bytes(re.sub(rb"(?m)^replaces:.*\r?\n", b"", before))
    return before


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_chain_as_a_table(desk: Path) -> None:
    before = tree(desk)
    result = run("fingerprint", ACME)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [re.split(r"  +", line) for line in result.stdout.splitlines()]
    assert rows[0] == ["acme-inbound · Inbound customer care"]
    assert [row[:3] for row in rows[3:]] == [["1", "2026-01-01", "2026-06-30"], ["2", "2026-07-01", "2027-12-31"]]
    assert rows[3][3] == "the first"
    assert rows[4][3:5] == ["1", "sealed"]
    assert rows[3][-1] in V2.read_text(encoding="utf-8")
    assert tree(desk) == before


def test_the_chain_of_every_contract_as_json(desk: Path) -> None:
    told = json.loads(run("fingerprint", "contracts", "--format", "json").stdout)
    assert [chain["contract"] for chain in told] == ["acme-inbound", "nova-backoffice", "orion-sales"]
    last = told[0]["versions"][1]
    assert (last["version"], last["from"], last["to"], last["state"]) == (2, "2026-07-01", "2027-12-31", "sealed")
    assert last["replaces"] == {"version": 1, "fingerprint": told[0]["versions"][0]["fingerprint"]}


@pytest.mark.parametrize(("language", "state"), [("en", "not sealed"), ("es", "sin sellar")])
def test_an_open_chain_is_shown_and_told(desk: Path, language: str, state: str) -> None:
    unsealed()
    result = run("fingerprint", ACME, "--language", language)
    assert result.exit_code == 1
    assert state in result.stdout
    assert "C210 version" in result.stderr


def test_an_altered_version_is_shown_and_told(desk: Path) -> None:
    spoil(V1, "rate: 0.42", "rate: 0.43")
    result = run("fingerprint", ACME)
    assert result.exit_code == 1
    assert "the version before was altered" in result.stdout
    assert "C223 fingerprint" in result.stderr


def test_a_seal_is_the_line_that_was_there(desk: Path) -> None:
    before = unsealed()
    result = run("seal", V2)
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.fullmatch(
        r"contracts/acme-inbound/v2\.yaml: version 2 now replaces version 1, fingerprint [0-9a-f]{64}\.\n", result.stdout
    )
    assert V2.read_bytes() == before
    assert run("check", ACME).exit_code == 0


def test_a_folder_is_sealed_at_its_last_version_and_line_endings_stay(desk: Path) -> None:
    V2.write_bytes(b"\xef\xbb\xbf" + V2.read_bytes().replace(b"\n", b"\r\n"))
    before = unsealed()
    assert run("seal", ACME).exit_code == 0
    assert V2.read_bytes() == before


def test_rights_and_links_stay(desk: Path) -> None:
    before = unsealed()
    kept = desk / "kept.yaml"
    V2.rename(kept)
    kept.chmod(0o640)
    V2.symlink_to(kept)
    assert run("seal", V2).exit_code == 0
    assert V2.is_symlink()
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (before, 0o640)


def test_a_sealed_version_stays_as_it_is(desk: Path) -> None:
    before = tree(desk)
    result = run("seal", V2)
    assert result.exit_code == 0
    assert "is sealed: it replaces version 1 as that stands" in result.stdout
    assert "is the first and replaces none" in run("seal", V1).stdout
    assert "is the first" in run("seal", "contracts/orion-sales").stdout
    assert tree(desk) == before


def test_check_writes_nothing(desk: Path) -> None:
    assert run("seal", "--check", ACME).exit_code == 0
    assert "is sealed" in run("seal", "--check", V2).stdout
    unsealed()
    before = tree(desk)
    result = run("seal", "--check", ACME)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "C210" in result.stderr
    assert tree(desk) == before


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        (V1, "rate: 0.42", "rate: 0.43", "C223"),  # sealed with another text
        (V2, "version: 2\n", "version: 1\n", "C210"),
        (V2, "effective: 2026-07-01", "effective: 2025-07-01", "C210"),
        (V2, "currency: EUR", "currency: USD", "C210"),
        (V2, "rate: 0.44", "rte: 0.44", "C201"),
    ],
    ids=["altered", "number", "date", "currency", "unreadable"],
)
def test_a_broken_chain_is_not_sealed(desk: Path, path: Path, old: str, new: str, code: str) -> None:
    if code != "C223":
        unsealed()
    spoil(path, old, new)
    before = tree(desk)
    result = run("seal", V2)
    assert (result.exit_code, result.stdout) == (1, "")
    assert code in result.stderr
    assert tree(desk) == before


def test_a_version_that_another_one_replaces_is_not_sealed_afterwards(desk: Path) -> None:
    sealed = unsealed()
    third = sealed.replace(b"version: 2\n", b"version: 3\n").replace(b"effective: 2026-07-01", b"effective: 2026-10-01")
    open_text = run("fingerprint", ACME).stdout
    print_of_second = open_text.splitlines()[-1].split()[-1].encode()
    link = b"replaces: {version: 2, fingerprint: " + print_of_second + b"}"
    (ACME / "v3.yaml").write_bytes(re.sub(rb"replaces: .*", link, third))
    before = tree(desk)
    result = run("seal", V2)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "E508 cannot-seal" in result.stderr
    assert tree(desk) == before


def test_a_draft_that_comes_after_is_sealed_after(desk: Path) -> None:
    draft = re.sub(rb"(?m)^replaces:.*\n", b"", V2.read_bytes()).replace(b"version: 2\n", b"version: 3\n")
    third = ACME / "v3.yaml"
    third.write_bytes(draft.replace(b"effective: 2026-07-01", b"effective: 2026-10-01"))
    before = unsealed()
    assert run("seal", V2).exit_code == 0
    assert V2.read_bytes() == before
    assert run("seal", "--check", ACME).exit_code == 1
    assert run("seal", third).exit_code == 0
    assert run("seal", "--check", ACME).exit_code == 0


def test_a_file_that_is_not_there(desk: Path) -> None:
    result = run("seal", ACME / "v9.yaml")
    assert result.exit_code == 1
    assert "E501" in result.stderr
