"""Everything the workbook and the words face say has its Spanish."""

from __future__ import annotations

import re

import pytest

from slacontract import languages
from slacontract.render import explanation, terminal
from slacontract.render.workbook import write_workbook
from slacontract.settlement.settlement import Settlement
from support.everything_contract import SOURCE, settlement

SAME_IN_BOTH = {"%"}


class Recording(dict[str, str]):
    """A catalogue that remembers what it did not have."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__(known)
        self.missing: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
        if key not in self:
            self.missing.add(key)
        return super().get(key, default or "")


def _say_everything(settled: Settlement) -> None:
    write_workbook(settled, "es")
    terminal.result_rows(settled, "es")
    terminal.line_rows(settled, "es")
    for period in settled.asked:
        for row in settled.calculation.rows:
            explanation.explain(settled, period, row, "es")


def test_every_sentence_has_its_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Recording(languages.translations("es"))
    monkeypatch.setattr(languages, "translations", lambda _language: catalogue)
    for mode in ("half_up", "half_even", "up", "down"):
        text = SOURCE.read_text(encoding="utf-8").replace("mode: half_up", f"mode: {mode}")
        _say_everything(settlement(seed=4, periods=3, text=text))
    real = {key for key in catalogue.missing if re.sub(r"\{\w+\}|[\W\d]", "", key)}
    assert real - SAME_IN_BOTH == set()


def test_places_are_the_same_in_both_languages() -> None:
    for english, spanish in languages.translations("es").items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", spanish)), english
