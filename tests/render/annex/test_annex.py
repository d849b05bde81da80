"""The annex of a contract: its sentences and tables as people read them, its pictures, its page."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from slacontract.languages import Language
from slacontract.model.contract import Contract
from slacontract.render.annex.annex import annex
from slacontract.render.annex.document import Document, Section
from slacontract.render.annex.html import html
from slacontract.render.annex.markdown import markdown
from slacontract.render.annex.svg import svg
from slacontract.workflow.front import load
from support.everything_contract import agreement
from support.settling import HEAD, agreed

ACME = Path(__file__).parents[3] / "contracts" / "acme-inbound"
LINE = "billing:\n  care: {model: fixed, clause: A 1, title: Customer care, amount: 10000}\n"


def section(document: Document, name: str) -> Section:
    return next(part for part in document.walk() if part.name == name)


def text_of(contract: Contract, name: str, language: Language = "en") -> str:
    """One section alone, as Markdown."""
    document = annex(contract, language)
    alone = Document("", "", (), (section(document, name),))
    return markdown(alone).partition("\n## ")[2]


def kpi(said: str, more: str = "limits: []\n") -> Contract:
    text = f"{HEAD}{LINE}kpis:\n  quality:\n    clause: B 1\n    title: Quality\n    formula: good / checked\n    unit: percent\n"
    return agreed(f"{text}    better: higher\n    base: billing.care\n    missing: neutral\n{said}{more}").latest


def test_who_owns_each_edge_of_a_band() -> None:
    text = text_of(load(ACME).latest, "kpi.aht")
    assert (
        "Target: at most 350 s. Only queue care or tech counts. Percentages are of the billing of Care and technical support."
        in text
    )
    rows = re.findall(r"\| (.*) \| ([^|]*) \|", text)
    assert rows[1:] == [
        ("below 320 s", "+2.5 %"),
        ("from 320 s to 350 s, both included", "0 %"),
        ("above 350 s, up to 390 s (included)", "−2 %"),
        ("above 390 s", "−4 %"),
    ]
    assert "In a period without a figure the worst of the scale is paid." in text


def test_the_same_in_spanish_with_spanish_figures() -> None:
    text = text_of(load(ACME).latest, "kpi.aht", "es")
    assert "Objetivo: como máximo 350 s." in text
    assert "| más de 350 s, hasta 390 s (incluido) | −2 % |" in text
    assert "| menos de 320 s | +2,5 % |" in text


def test_the_head_says_which_text_it_is() -> None:
    latest = load(ACME).latest
    text = markdown(annex(latest, "en"))
    assert "| Version | 2, in force from 1 July 2026 |" in text
    assert f"| Fingerprint | {latest.fingerprint} |" in text
    assert "| Replaces | version 1, fingerprint 68d292e859ecc9a6fbcc5e033be5ba83a6ecd487bd28f23104cf73ba8864708f |" in text


def test_a_formula_is_told_in_words_and_as_it_is_written() -> None:
    text = text_of(load(ACME).latest, "definition.service_level")
    assert "> Contacts answered within 20 s\n> ÷ Contacts answered + Contacts abandoned − Contacts abandoned within 5 s" in text
    assert "`answered_in_20s / (answered + abandoned - abandoned_in_5s)`" in text
    assert "| The time within which a contact must be answered | 20 s |" in text
    assert "Who hung up within 5 s is left out" in text  # the figure, not the name of its parameter


def test_a_price_list_says_to_which_tier_an_edge_belongs() -> None:
    text = text_of(load(ACME).latest, "billing.retention")
    assert "| at most 2,000 | 3.20 EUR |\n| above 2,000 | 2.75 EUR |" in text
    exclusive = text_of(agreement().latest, "billing.voice")
    assert "| from 1,000 min (included) to below 3,000 min | 0.40 EUR |" in exclusive


def mechanism(name: str) -> Contract:
    return load(ACME.parent / "mechanisms" / name).latest


def test_prices_are_in_the_currency_that_they_are_written_in() -> None:
    text = text_of(mechanism("price-in-another-currency"), "billing.care")
    assert "Price: 0.50 USD for each one." in text
    assert "| Exchange rate | 0.92 from 1 January 2026; 0.9135 from 1 April 2026 |" in text


def test_prices_by_member_and_date_are_a_table() -> None:
    text = text_of(mechanism("rate-by-language"), "billing.care")
    assert "| de | 1 January 2026 | 3.00 EUR |\n| de | 1 April 2026 | 3.20 EUR |" in text


def test_limits_stand_in_their_order_with_what_they_are_of() -> None:
    text = text_of(load(ACME).latest, "limits")
    first, second = re.findall(r"^[12]\. (.*)$", text, re.MULTILINE)
    assert first.startswith(
        "(Annex B 7.1) The penalties of Average speed of answer together are charged at most 4,000.00 EUR over"
    )
    assert second.startswith("(Annex B 7.2) The penalties of all KPIs together are charged at most 6 % of all billing over the")


def test_no_limit_is_said_openly() -> None:
    assert "No limit is agreed on what the KPIs may add or take." in text_of(kpi(BANDS), "limits")


def test_an_accepted_oddity_is_shown_with_its_reason() -> None:
    orion = load(ACME.parent / "orion-sales").latest
    assert "| C221 hour-incentive | The hours only cover the dialling;" in text_of(orion, "accepted")


def test_what_the_contract_writes_cannot_become_markdown_or_html() -> None:
    evil = HEAD.replace("title: Small", "title: '<b>|bold|</b> [x](y) `code` *it*'").replace("name: Vendor", "name: '<script>&'")
    contract = agreed(f"{evil}{LINE}").latest
    text = markdown(annex(contract, "en"))
    assert text.startswith(r"# \<b\>|bold|\</b\> \[x\](y) \`code\` \*it\*")
    assert r"| Vendor | \<script\>& |" in text
    page = html(annex(contract, "en"), "en")
    assert "<script>" not in page
    assert "<h1>&lt;b&gt;|bold|&lt;/b&gt; [x](y) `code` *it*</h1>" in page


CURVE = """    target: ">= 80%"
    curve: [{at: 70%, pay: -6%}, {at: 80%, pay: 0%}, {at: 90%, pay: 3%}]
    beyond: {below: flat, above: flat}
"""
BANDS = """    target: ">= 80%"
    bands: [{when: "< 80%", pay: -2%}, {when: ">= 80% and <= 90%", pay: 0%}, {when: "> 90%", pay: 1%}]
"""
SVG = "{http://www.w3.org/2000/svg}"


def drawing(contract: Contract, language: Language = "en") -> ET.Element:
    (drawn,) = annex(contract, language).pictures
    return ET.fromstring(svg(drawn.picture, alone=True))  # noqa: S314  # our own text


def test_dots_say_who_owns_an_edge() -> None:
    root = drawing(kpi(BANDS))
    dots = [(int(dot.attrib["cx"]), dot.attrib["fill"]) for dot in root.iter(f"{SVG}circle")]
    assert len(dots) == 4  # two edges, each with an owner and one that ends there
    by_edge: dict[int, list[str]] = {}
    for x, fill in dots:
        by_edge.setdefault(x, []).append(fill)
    assert all(sorted(fills) == ["#1f3a5f", "#ffffff"] for fills in by_edge.values())


def test_the_edges_and_payments_are_labelled_with_their_units() -> None:
    said = [text.text for text in drawing(kpi(CURVE)).iter(f"{SVG}text")]
    assert {"70 %", "80 %", "90 %", "−6 %", "0 %", "+3 %", "Quality", "Target: at least 80 %"} <= set(said)
    spanish = [text.text for text in drawing(kpi(CURVE), "es").iter(f"{SVG}text")]
    assert "Objetivo: al menos 80 %" in spanish
    assert "Pago, porcentaje de la base" in spanish


def test_a_line_is_where_its_values_are() -> None:
    """A fifth of the distance between the outer edges lies beyond each of them: 66 % to 94 % over 574 pixels from pixel 86."""
    lines = [path.attrib["d"] for path in drawing(kpi(CURVE)).iter(f"{SVG}path") if path.attrib.get("stroke-width") == "2.5"]
    points = [tuple(map(int, re.findall(r"\d+", line))) for line in lines]
    assert [(x0, x1) for x0, _, x1, _ in points] == [(86, 168), (168, 373), (373, 578), (578, 660)]
    heights = [(y0, y1) for _, y0, _, y1 in points]
    assert heights[0][0] == heights[0][1] > heights[1][1]  # flat at the bottom, then rising to zero
    assert heights[1][1] == heights[2][0] > heights[2][1] == heights[3][1]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_brings_everything_along_and_is_the_same_each_time(language: Language) -> None:
    page = html(annex(load(ACME).latest, language), language)
    assert page == html(annex(load(ACME).latest, language), language)
    assert page.count("<svg") == 4
    assert not re.search(r'(src|href)="(?!#)', page)
    assert f'<html lang="{language}">' in page
    assert "@page { size: A4;" in page
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))


def test_where_no_picture_can_be_shown_its_values_stand_in_a_table() -> None:
    text = text_of(kpi(CURVE), "kpi.quality")
    assert "| 75 % | −3 % |" in text
    assert "| 85 % | +1.5 % |" in text
    named = markdown(annex(kpi(CURVE), "en"), {"quality": "annex-quality.svg"})
    assert "(annex-quality.svg)" in named
    assert "| 75 % |" not in named


def test_another_kpi_or_variant_changes_its_definition() -> None:
    contract = load(ACME).latest
    aht = contract.kpis["aht"]  # type: ignore[index]  # a name is a text
    other = aht.model_copy(update={"variant": {**aht.variant, "wrap": "excluded"}})
    changed = contract.model_copy(update={"kpis": {**contract.kpis, "aht": other}})
    assert text_of(changed, "definition.aht") != text_of(contract, "definition.aht")
    assert "wrap_s" not in text_of(changed, "definition.aht")


def test_a_table_of_two_kpis_has_a_picture() -> None:
    """Three columns over 574 pixels from 86 and three rows over 208 from 40; the best value of both stands at the top right."""
    contract = load(ACME.parent / "mechanisms" / "matrix-of-two-kpis").latest
    (drawn,) = annex(contract, "en").pictures
    root = ET.fromstring(svg(drawn.picture, alone=True))  # noqa: S314  # our own text
    keys = ("x", "y", "fill", "fill-opacity")
    fields = [{key: rect.attrib.get(key, "") for key in keys} for rect in root.iter(f"{SVG}rect")][1:]
    assert len(fields) == 9
    says = [text.text for text in root.iter(f"{SVG}text")]
    assert says[:9] == ["−4 %", "−3 %", "−2 %", "−2 %", "0 %", "0 %", "0 %", "+1 %", "+3 %"]
    assert {"75 %", "85 %", "80 %", "90 %", "satisfaction", "Service level", "Payment, percentage of the base"} <= set(says)
    lowest, highest = fields[0], fields[8]
    assert (lowest["x"], highest["x"]) == ("86", "468")
    assert int(lowest["y"]) > int(highest["y"]) == 40
    assert lowest["fill-opacity"] == "1.00"  # the largest payment has the strongest colour
    assert fields[7]["fill-opacity"] == "0.44"  # a quarter and a quarter of the rest: 1 % of 4 %
    assert fields[4]["fill"] == "#eef1f4"
    spanish = annex(contract, "es").pictures[0]
    assert "Lo que paga" in spanish.caption
