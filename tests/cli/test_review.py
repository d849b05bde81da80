"""``slacontract review``: the report card on standard output or in a file, in two languages and three formats."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from slacontract import languages
from slacontract.languages import say
from slacontract.render.review.smart import LETTERS, VERDICTS
from support.commands import run, tree

ACME = Path("contracts") / "acme-inbound"
SMART = ("--section", "smart")


def test_the_card_has_a_row_for_each_kpi_and_tells_what_could_be_better(desk: Path) -> None:
    before = tree(desk)
    result = run("review", ACME, *SMART)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "acme-inbound · Inbound customer care · version 2 · 12 periods, 2026-01 to 2026-12" in result.stdout
    rows = [re.split(r"\s{2,}", line.strip()) for line in result.stdout.splitlines() if re.match(r"\w+: .*Annex B \d", line)]
    assert [row[0].partition(":")[0] for row in rows] == ["aht", "service_level", "answer_speed", "csat", "fcr"]
    assert all(len(row) == 7 for row in rows)
    assert "Measurable: csat, fcr (weak)\n  It is measured on a sample, and no smallest sample is agreed." in result.stdout
    assert tree(desk) == before


def test_json_has_every_letter_with_its_points(desk: Path) -> None:
    told = json.loads(run("review", ACME, *SMART, "--format", "json").stdout)
    assert (told["contract"], told["version"], len(told["periods"])) == ("acme-inbound", 2, 12)
    assert [kpi["kpi"] for kpi in told["smart"]["kpis"]] == ["aht", "service_level", "answer_speed", "csat", "fcr"]
    for kpi in told["smart"]["kpis"]:
        assert list(kpi["letters"]) == ["S", "M", "A", "R", "T"]
        for letter in kpi["letters"].values():
            assert letter["verdict"] in {"good", "weak", "poor", "open"}
            assert all(point["reason"] for point in letter["points"])


def test_the_page_needs_nothing_beside_it(desk: Path) -> None:
    page = run("review", ACME, *SMART, "--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "<script" not in page
    assert page.count('class="chip') >= 25


def test_names_from_the_contract_are_no_markup(desk: Path) -> None:
    version = ACME / "v2.yaml"
    text = version.read_text(encoding="utf-8").replace("title: Inbound customer care", "title: <b>Inbound</b> & care")
    version.write_text(text, encoding="utf-8")
    page = run("review", ACME, *SMART, "--format", "html").stdout
    assert "<b>Inbound" not in page
    assert "&lt;b&gt;Inbound&lt;/b&gt; &amp; care" in page


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_everything_it_says_has_its_spanish(desk: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    missing: set[str] = set()

    class Recording(dict[str, str]):
        def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
            if key not in self and re.sub(r"\{\w+\}|[\W\d]", "", key):
                missing.add(key)
            return super().get(key, default or "")

    catalogue = Recording(languages.translations("es"))
    monkeypatch.setattr(languages, "translations", lambda _language: catalogue)
    for name in ("acme-inbound", "nova-backoffice", "orion-sales"):
        assert run("review", Path("contracts") / name, *SMART, "--format", form, "--language", "es").exit_code == 0
    assert missing == set()


def test_words_of_the_heads_are_translated() -> None:
    for words in (*LETTERS.values(), *VERDICTS.values()):
        assert say(words, "es") != say(words, "en")


def test_fewer_periods_are_looked_at(desk: Path) -> None:
    result = run("review", ACME, *SMART, "--last", "3")
    assert "3 periods, 2026-10 to 2026-12" in result.stdout


def test_without_measures_the_contract_alone_is_reviewed(desk: Path) -> None:
    (ACME / "measures.csv").unlink()
    result = run("review", ACME, *SMART)
    assert result.exit_code == 0
    assert "no measures" in result.stdout
    assert "There is no history to judge the target by." in result.stdout


def test_measures_that_cannot_be_read_are_told_and_nothing_is_reviewed(desk: Path) -> None:
    (ACME / "measures.csv").write_text("period,offered\n2026-01,many\n", encoding="utf-8")
    result = run("review", ACME)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "M305" in result.stderr


def test_check_says_nothing_of_measures(desk: Path) -> None:
    """They are the settlement's business; a contract is sound or not whatever a month brings."""
    (ACME / "measures.csv").write_text("period,offered\n2026-01,many\n", encoding="utf-8")
    result = run("check", ACME)
    assert result.exit_code == 0
    assert result.stderr == ""


def test_a_file_is_written_once_and_never_over_another(desk: Path) -> None:
    first = run("review", ACME, *SMART, "--format", "html", "--output", "card.html")
    assert (first.exit_code, first.stdout) == (0, "Written: card.html\n")
    assert Path("card.html").read_bytes() == run("review", ACME, *SMART, "--format", "html").stdout.rstrip("\n").encode() + b"\n"
    Path("card.html").write_text("mine", encoding="utf-8")
    again = run("review", ACME, *SMART, "--format", "html", "--output", "card.html")
    assert again.exit_code == 1
    assert "E502" in again.stderr
    assert Path("card.html").read_text(encoding="utf-8") == "mine"


def test_slips_of_the_command_line(desk: Path) -> None:
    unknown = run("review", ACME, "--section", "clever")
    assert unknown.exit_code == 2
    assert "'clever' is no section. Choices: smart" in unknown.stderr
    several = run("review", "contracts")
    assert several.exit_code == 2
    assert "Name one contract" in several.stderr
    nowhere = run("review", "contracts/acme")
    assert nowhere.exit_code == 1
    assert "E501" in nowhere.stderr


def test_the_same_files_give_the_same_review(desk: Path) -> None:
    one, other = (run("review", ACME, *SMART, "--format", "html").stdout_bytes for _ in range(2))
    assert one == other
