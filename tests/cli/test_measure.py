"""``slacontract measure`` as a user runs it: from records to a settled workbook, again, in place of, and refused."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from slacontract import languages
from slacontract.languages import LANGUAGES
from slacontract.measuring.quality import quality_report
from slacontract.render.pages.report import report_page
from slacontract.workflow.files import find_contracts
from slacontract.workflow.measuring import Wish, measure_folder
from support.commands import CONTRACTS, run, tree

SAMPLE = CONTRACTS / "care-from-records"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return shutil.copytree(SAMPLE, tmp_path / "desk", ignore=shutil.ignore_patterns("measures", "settlements"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_from_records_to_a_settled_workbook(desk: Path, tmp_path: Path) -> None:
    measured = run("measure", desk)
    assert measured.exit_code == 0, measured.output
    settled = run("settle", desk, "--output", tmp_path / "out")
    assert settled.exit_code == 0, settled.output
    book = openpyxl.load_workbook(next((tmp_path / "out").glob("*.xlsx")))
    facts = [str(row[1].value) for row in book["About"].iter_rows() if row[0].value == "Counted from"]
    files = sorted(path for path in (desk / "records").iterdir() if path.is_file())
    assert sorted(facts) == sorted(f"{path.name} — SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)


def test_calls_are_counted_as_plain_python_counts_them(desk: Path) -> None:
    """Calls that arrive in March in Madrid, with all their legs; the contract leaves tests out."""
    assert run("measure", desk, "--period", "2026-03").exit_code == 0
    contacts: dict[str, list[dict[str, str]]] = {}
    for path in (desk / "records").glob("interactions-*.csv"):
        for row in rows(path):
            contacts.setdefault(row["contact_id"], []).append(row)
    answered = talk = 0
    for legs in contacts.values():
        legs.sort(key=lambda leg: int(leg["leg_no"]))
        first = next((leg for leg in legs if leg["queued_at"]), None)
        if first is None or first["is_test"] == "true" or first["queue"] != "care":
            continue
        arrived = first["queued_at"]
        if not "2026-02-28T23:00:00Z" <= arrived < "2026-03-31T22:00:00Z":  # Madrid, clocks forward on 29 March
            continue
        answered += any(leg["outcome"] == "answered" for leg in legs)
        talk += sum(int(leg["talk_s"] or 0) for leg in legs)
    (care,) = [row for row in rows(desk / "measures" / "2026-03_contacts.csv") if row["queue"] == "care"]
    assert (int(care["answered"]), int(care["talk_s"])) == (answered, talk)


def test_the_same_records_give_the_same_bytes(desk: Path) -> None:
    run("measure", desk)
    before = tree(desk)
    again = run("measure", desk)
    assert again.exit_code == 0
    assert tree(desk) == before


def test_what_was_measured_before_is_replaced_only_when_asked(desk: Path) -> None:
    run("measure", desk)
    calls = next((desk / "records").glob("interactions-*.csv"))
    lines = calls.read_text(encoding="utf-8").splitlines(keepends=True)
    calls.write_text("".join(lines[:-40]), encoding="utf-8")
    before = tree(desk)
    refused = run("measure", desk)
    assert refused.exit_code == 1
    assert "E502" in refused.stderr
    assert tree(desk) == before
    assert run("measure", desk, "--replace").exit_code == 0
    manifest = json.loads((desk / "measures" / "2026-03.manifest.json").read_text(encoding="utf-8"))
    by_name = {entry["name"]: entry for entry in manifest["records"]}
    assert by_name[calls.name]["sha256"] == hashlib.sha256(calls.read_bytes()).hexdigest()
    assert by_name[calls.name]["rows"] == len(lines) - 41
    assert not [path for path in (desk / "measures").iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_other_forms_settle_alike(desk: Path, tmp_path: Path, form: str) -> None:
    run("measure", desk)
    plain = run("settle", desk, "--output", tmp_path / "csv")
    shutil.rmtree(desk / "measures")
    assert run("measure", desk, "--format", form).exit_code == 0
    told = run("settle", desk, "--output", tmp_path / form)
    assert told.exit_code == 0, told.output
    assert told.stdout.replace(str(tmp_path / form), "") == plain.stdout.replace(str(tmp_path / "csv"), "")


def test_a_refused_run_leaves_everything_as_it_was(desk: Path) -> None:
    calls = next((desk / "records").glob("interactions-*.csv"))
    calls.write_text(calls.read_text(encoding="utf-8").replace("2026-03-10T", "10/03/2026 ", 1), encoding="utf-8")
    before = tree(desk)
    refused = run("measure", desk)
    assert refused.exit_code == 1
    assert calls.name in refused.stderr
    assert not refused.stdout
    assert tree(desk) == before


def test_the_report_is_said_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    (folder,), _ = find_contracts(SAMPLE)
    told, findings = measure_folder(folder, Wish())
    assert told is not None, findings
    missing: set[str] = set()

    class Recording(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
            if key not in self:
                missing.add(key)
            return super().get(key, default or "")

    catalogue = Recording(languages.translations("es"))
    monkeypatch.setattr(languages, "translations", lambda _language: catalogue)
    for language in LANGUAGES:
        page = report_page(quality_report(told, language), language).decode()
        assert f'<html lang="{language}">' in page
        assert "<script" not in page
    assert missing == {"SHA-256"}
