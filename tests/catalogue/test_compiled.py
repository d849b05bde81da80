"""The catalogue's JSON is what its YAML files say."""

from __future__ import annotations

from slacontract.catalogue.compiled import COMPILED, written


def test_the_compiled_catalogue_is_fresh() -> None:
    assert COMPILED.read_text(encoding="utf-8") == written(), "run: python -m slacontract.catalogue.compiled"
