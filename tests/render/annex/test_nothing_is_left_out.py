"""The law of the annex: whatever a contract says stands in it. Every key of every mechanism, changed, changes the annex."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from slacontract import languages
from slacontract.languages import Language
from slacontract.model.contract import Contract
from slacontract.render.annex import choices
from slacontract.render.annex.annex import annex
from slacontract.render.annex.html import html
from slacontract.render.annex.markdown import markdown
from slacontract.workflow.front import load
from support.changed_contract import changes, literals, nouns
from support.everything_contract import SOURCE

ROOT = Path(__file__).parents[3]
MECHANISMS = sorted(path.parent.name for path in (ROOT / "contracts" / "mechanisms").glob("*/v1.yaml"))
SAMPLES = ("acme-inbound", "care-from-records", "nova-backoffice", "orion-sales")
OFTEN = 2
"""How often a key is changed in all contracts together."""
CHOSEN_TOGETHER = {("Kpi", "kpi"), ("Kpi", "variant")}
"""Another KPI of the catalogue has other parameters: tests/render/annex/test_annex.py looks at these."""


@cache
def versions(name: str) -> tuple[Contract, ...]:
    if name == "everything":
        return load(SOURCE).versions
    folder = ROOT / "contracts"
    return load(folder / name if name in SAMPLES else folder / "mechanisms" / name).versions


def terms(contract: Contract, language: Language = "en") -> str:
    """The annex without its list of measures, in which every name of a formula stands once more."""
    document = annex(contract, language)
    first = document.sections[0]
    measures = replace(first.parts[0], blocks=first.parts[0].blocks[2:])
    return markdown(replace(document, sections=(replace(first, parts=(measures, *first.parts[1:])), *document.sections[1:])))


NAMES = ("everything", *SAMPLES, *MECHANISMS)


@pytest.fixture(scope="module")
def seen() -> Counter[tuple[str, str, str]]:
    return Counter()


@pytest.mark.parametrize("name", NAMES)
def test_every_key_that_changes_changes_the_annex(name: str, seen: Counter[tuple[str, str, str]]) -> None:
    left_out = []
    for contract in versions(name):
        before = terms(contract)
        for noun, key, value, changed in changes(contract):
            told = (noun, key, str(value) if isinstance(value, str) else "")
            if (noun, key) in CHOSEN_TOGETHER or seen[told] >= OFTEN:
                continue
            seen[told] += 1
            if terms(changed) == before:
                left_out.append(f"{noun}.{key} = {value}")
    assert left_out == []


def test_every_choice_of_the_language_has_its_words() -> None:
    for kind in nouns().values():
        for key, field in kind.model_fields.items():
            for choice in literals(field.annotation):
                asked = f"{key}={choice}"
                assert any(name in choices.CHOICES for name in (*(f"{k.__name__}.{asked}" for k in generic(kind)), asked)), asked


def generic(kind: type) -> list[type]:
    return list(kind.__mro__)


class Recording(dict[str, str]):
    """A catalogue that remembers what it did not have."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__(known)
        self.missing: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
        if key not in self:
            self.missing.add(key)
        return super().get(key, default or "")


def test_every_sentence_has_its_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Recording(languages.translations("es"))
    monkeypatch.setattr(languages, "translations", lambda _language: catalogue)
    for name in NAMES:
        for contract in versions(name):
            html(annex(contract, "es"), "es")
    said = {key for key in catalogue.missing if re.sub(r"\{\w+\}|[\W\d]", "", key)}
    assert said == set()


def test_every_choice_has_its_spanish() -> None:
    known = languages.translations("es")
    assert {text for text in choices.CHOICES.values() if text not in known} == set()
