"""Every finding has its page, in both languages, and the page says what the fixture shows."""

from __future__ import annotations

import re

import pytest

from slacontract.codes import CODES, Code
from slacontract.languages import say
from slacontract.render.codes.compiled import COMPILED, EXAMPLED, pages, written
from slacontract.render.codes.listed import listed, search
from slacontract.render.codes.page import PHASES, as_markdown, as_text, codes_by_phase, page_of
from support.finding_examples import EXAMPLES, TESTS

each_code = pytest.mark.parametrize("code", CODES.values(), ids=str)


def test_the_pages_are_those_of_the_sentences_and_fixtures() -> None:
    assert COMPILED.read_text(encoding="utf-8") == written(TESTS), "run: python docs/generate.py"


@each_code
def test_a_code_has_its_sentences_in_both_languages(code: Code) -> None:
    page = page_of(code)
    english, spanish = (say(page.why, language) for language in ("en", "es"))
    assert 2 <= len(re.findall(r"[.:]( |$)", english)) <= 5
    assert english.endswith(".")
    assert spanish.endswith(".")
    assert english != spanish
    assert say(page.title, "en") == code.title
    assert say(page.title, "es") != code.title
    assert not say(page.title, "es").endswith(".")


@each_code
def test_words_of_the_language_stand_in_both_texts(code: Code) -> None:
    page = page_of(code)
    english, spanish = (sorted(re.findall(r"`[^`]+`", say(page.why, language))) for language in ("en", "es"))
    assert english == spanish


@each_code
def test_a_code_has_a_bad_example_and_what_mends_it(code: Code) -> None:
    page = page_of(code)
    assert f": {code}" in page.printed.partition("\n")[0]
    assert "  Remedy: " in page.printed
    assert re.search(r"^(\+(?!\+\+)|-(?!--)|deleted: )", page.mended, flags=re.MULTILINE)


def test_no_example_is_of_a_code_that_is_gone() -> None:
    assert set(pages()) == set(CODES)
    assert {folder.name for folder in EXAMPLES} >= {told["example"] for told in pages().values()}
    assert sum(map(len, codes_by_phase().values())) == len(CODES)
    assert {key for key, codes in codes_by_phase().items() if codes} == set(PHASES)


def test_the_page_of_a_gap_shows_the_edge_that_mends_it() -> None:
    text = as_markdown(page_of(CODES["C204"]), "en")
    assert text.startswith("# C204 band-gap\n\n**No band takes a value that the KPI can have.** Error: ")
    assert "No band of service_level takes exactly 80%." in text
    assert '-      - {when: "> 80% and < 90%", pay: 0%}\n+      - {when: ">= 80% and < 90%", pay: 0%}' in text
    assert "It cannot be accepted: mend what it finds." in text


def test_an_acceptable_code_says_how() -> None:
    english, spanish = (as_text(page_of(CODES["C220"]), language) for language in ("en", "es"))
    for text in (english, spanish):
        assert "    accept:\n      - {code: C220, why: …}" in text
    assert "Warning: it is printed" in english
    assert "Advertencia: se imprime" in spanish
    assert spanish.startswith("C220 minute-incentive: Facturación por minuto")


def test_a_heading_is_left_to_those_who_have_one() -> None:
    assert as_markdown(page_of(CODES["S101"]), "en", heading=False).startswith("**The file is not UTF-8 text.**")


def test_codes_are_found_by_code_name_and_word() -> None:
    assert [code.id for code in search("c204")] == ["C204"]
    assert [code.id for code in search("band-gap")] == ["C204"]
    assert {"C204", "C205"} <= {code.id for code in search("banda")}
    assert search("zzz") == []
    assert len(search(None)) == len(CODES)


def test_a_name_of_two_codes_gives_both() -> None:
    assert [code.id for code in search("limit")] == ["S104", "C213"]


def test_the_list_is_by_phase() -> None:
    text = listed(search(None), "es")
    assert text.startswith("S: El texto de un contrato\n  S101  encoding ")
    assert "\n\nC: El contrato\n  C201  unknown-key            Una clave que el lenguaje no conoce\n" in text


def test_new_files_of_a_twin_are_shown_by_their_first_lines() -> None:
    assert "more lines" in page_of(CODES["R636"]).mended
    assert max(len(line) for told in pages().values() for line in told["mended"].split("\n")) <= EXAMPLED
