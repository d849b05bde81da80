"""What ``slacontract review`` prints of exposure and incentives, as text, page and data, in both languages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from slacontract import languages
from support.commands import CONTRACTS, run

ACME = CONTRACTS / "acme-inbound"
SECTIONS = ("--section", "exposure", "--section", "incentives")


def test_text_has_the_limits_of_the_contract() -> None:
    """The bonus of a month is limited to 4 % of its billing, the penalty to 6 %; the year to 11,000 and 28,000."""
    text = run("review", ACME, *SECTIONS).stdout
    month = next(line for line in text.splitlines() if line.startswith("2026-12 "))
    assert re.split(r"\s{2,}", month) == ["2026-12", "proven", "106,609.08", "4,264.36", "4.00 %", "-6,396.54", "-6.00 %"]
    year = next(line for line in text.splitlines() if line.startswith("2026-01 – 2026-12"))
    assert "11,000.00" in year
    assert "-28,000.00" in year
    assert "C280 (Annex B 1, Annex A 2.1)" in text


def test_data_is_plain_and_exact() -> None:
    data = json.loads(run("review", ACME, *SECTIONS, "--format", "json").stdout)
    exposure = data["exposure"]
    assert exposure["period"]["won"] == {
        "amount": "4264.36",
        "certainty": "proven",
        "results": exposure["period"]["won"]["results"],
    }
    assert exposure["year"]["lost"]["amount"] == "-28000"
    assert {one["kpi"] for one in exposure["kpis"]} == {"aht", "service_level", "answer_speed", "csat", "fcr"}
    assert {one["code"] for one in data["incentives"]} == {"C280", "C283", "C284", "C285", "C287"}
    assert all(re.fullmatch(r"[0-9]+(\.[0-9]+)?", one["amount"]) for one in data["incentives"])


def test_page_needs_nothing_beside_it() -> None:
    page = run("review", ACME, *SECTIONS, "--format", "html").stdout
    assert "<script" not in page
    assert "src=" not in page
    assert page.count("<table>") == 4


def test_everything_is_said_in_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sentence of both sections has its Spanish, in the samples and in every contract with an incentive."""
    known = languages.translations("es")
    missing: set[str] = set()

    class Recording(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
            if key not in self:
                missing.add(key)
            return super().get(key, default or "")

    monkeypatch.setattr(languages, "translations", lambda _language: Recording(known))
    faults = sorted((Path(__file__).parents[1] / "review" / "faults").glob("C28*"))
    for path in [ACME, CONTRACTS / "nova-backoffice", CONTRACTS / "orion-sales", CONTRACTS / "care-from-records", *faults]:
        assert run("review", path, *SECTIONS, "--language", "es").exit_code == 0
    assert {key for key in missing if re.sub(r"\{\w+\}|[\W\d]", "", key)} == set()


def test_without_measures_it_says_so(tmp_path: Path) -> None:
    shutil.copy(ACME / "v1.yaml", tmp_path / "v1.yaml")
    result = run("review", tmp_path, *SECTIONS)
    assert result.exit_code == 0
    assert "There are no measures" in result.stdout
    assert json.loads(run("review", tmp_path, *SECTIONS, "--format", "json").stdout)["incentives"] is None


def test_the_last_periods_alone() -> None:
    data = json.loads(run("review", ACME, *SECTIONS, "--format", "json", "--last", "3").stdout)
    assert data["exposure"]["periods"] == ["2026-10", "2026-11", "2026-12"]
    assert data["exposure"]["year"]["periods"] == data["exposure"]["periods"]
