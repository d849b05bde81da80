"""What a comparison says, to people in both languages and to programs."""

from __future__ import annotations

import html
import json
import re
from decimal import Decimal

import pytest

from slacontract.comparison.compare import Comparison, compare
from slacontract.languages import Message, say
from slacontract.render.comparison.data import write_json
from slacontract.render.comparison.markdown import write_markdown
from slacontract.render.comparison.page import write_page
from slacontract.render.comparison.report import report_of
from slacontract.render.comparison.text import write_text
from slacontract.workflow.comparison import Over, compare_versions
from support.commands import CONTRACTS
from support.desk import DESK, patched, read


@pytest.fixture(scope="module")
def acme() -> Comparison:
    comparison, findings = compare_versions(str(CONTRACTS / "acme-inbound"), None, None, Over())
    assert comparison is not None, findings
    return comparison


def test_a_term_is_told_with_clause_places_and_both_sides(acme: Comparison) -> None:
    text = write_text(acme, "en")
    assert (
        """\
  Annex A 2.1 · Care and technical support: price
    0.42 -> 0.44    (v1.yaml:20 -> v2.yaml:22)
    better for the vendor, worse for the client, whatever is measured. A price counts for every unit.
    alone: +49,053.83 EUR
"""
        in text
    )
    assert re.search(r"Net +1,091,337\.78 +1,128,416\.85 +\+37,079\.07", text)
    assert re.search(r"Together +\+755\.94\nNet, new less old +\+37,079\.07", text)


def test_the_same_in_spanish(acme: Comparison) -> None:
    text = write_text(acme, "es")
    assert "mejor para el proveedor, peor para el cliente" in text
    assert "por sí solo: +49.053,83 EUR" in text
    assert re.search(r"Neto +1\.091\.337,78 +1\.128\.416,85 +\+37\.079,07", text)


def test_every_sentence_has_its_spanish(acme: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    same_in_both = {"{name}", "{text}", "Bonus", "Total", "Gross", "KPI"}

    def spoken(what: object, language: str) -> str:
        if isinstance(what, Message) and language == "es" and not what.spanish and say(Message(what.text), "es") == what.text:
            asked.add(what.text)
        return say(what, language)  # type: ignore[arg-type]

    for module in ("text", "markdown", "data", "page"):
        monkeypatch.setattr(f"slacontract.render.comparison.{module}.say", spoken)
    draft = compare(
        read(DESK),
        read(patched(DESK, ("clause: B 1", "clause: B 7"), ("  care:", "  voice:"), ("billing.care", "billing.voice"))),
    )
    for comparison in (acme, draft, compare(read(DESK), read(DESK))):
        write_text(comparison, "es")
        write_markdown(report_of(comparison, "es"), "es")
        write_json(comparison, "es")
        write_page(comparison, "es")
    assert {text for text in asked if re.sub(r"\{\w+\}|[\W\d]", "", text)} - same_in_both == set()


def test_json_has_everything_and_its_parts_sum(acme: Comparison) -> None:
    told = json.loads(write_json(acme, "en"))
    assert told["equal"] is False
    assert len(told["changes"]) == 12
    rate = told["changes"][0]
    assert rate["differences"][0]["path"] == "billing.care.rate"
    assert (rate["direction"], rate["always"], rate["worth"]["alone"]) == ("better", True, "49053.83")
    money = told["money"]
    alone = sum(Decimal(change["worth"]["alone"]) for change in told["changes"])
    assert alone + Decimal(money["together"]) == Decimal(money["net"]) == Decimal("37079.07")
    for line in money["lines"]:
        assert sum(map(Decimal, line["new_by_period"])) == Decimal(line["new"])
        assert Decimal(line["new"]) - Decimal(line["old"]) == Decimal(line["difference"])


def test_texts_from_outside_are_no_markup() -> None:
    new = patched(DESK, ("title: Help desk", 'title: "<script>alert(1)</script> | *x*"'))
    comparison = compare(read(DESK), read(new))
    page = write_page(comparison, "en")
    assert "<script>alert" not in page
    assert html.escape("<script>alert(1)</script>") in page
    assert "\\<script>" in write_markdown(report_of(comparison, "en"), "en")


def test_markdown_has_a_row_for_each_term(acme: Comparison) -> None:
    text = write_markdown(report_of(acme, "en"), "en")
    assert "| Annex A 2.1 | Care and technical support: price | 0.42 (v1.yaml:20) | 0.44 (v2.yaml:22) | better | worse |" in text
    tables = re.findall(r"(?m)^\|.*\|$", text)
    assert all(row.count(" | ") >= 2 for row in tables)


def test_versions_that_mean_the_same() -> None:
    comparison = compare(read(DESK), read(patched(DESK, ("rate: 2.50", "rate: 2.5"))))
    assert write_text(comparison, "en").endswith("Both mean the same.")
    assert write_text(comparison, "es").endswith("Ambas significan lo mismo.")


def test_words_are_told_apart_from_terms() -> None:
    new = patched(DESK, ("clause: B 1", "clause: B 7"), ("  care:", "  voice:"), ("billing.care", "billing.voice"))
    text = write_text(compare(read(DESK), read(new)), "en")
    assert "Changed terms" not in text
    assert "billing.care is now called billing.voice    (v1.yaml:12 -> v1.yaml:12)" in text
    assert "B 1 -> B 7" in text
