"""The schemas take every sample of ours, refuse slips of shape and spelling, and say what each key and word means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from slacontract.catalogue.definitions import catalogue
from slacontract.checks.contract import check_versions
from slacontract.findings import any_stops
from slacontract.languages import LANGUAGES
from slacontract.parse.contract import read_contract
from slacontract.render.schema.documents import DOCUMENTS, NAMES, Document, read_schema, sentences, written
from support.yaml_for_editors import texts, typed

ROOT = Path(__file__).parents[3]
FAULTS = ROOT / "tests" / "faults"
SAMPLES: dict[Document, list[Path]] = {
    "contract": [*ROOT.glob("contracts/**/v?.yaml"), *ROOT.glob("tests/cases/**/v?.yaml"), *ROOT.glob("tests/support/**/v?.yaml"),
                 *FAULTS.glob("*/good/v?.yaml")],
    "feed": [*ROOT.glob("contracts/**/feed.yaml"), *ROOT.glob("tests/cases/**/feed.yaml")],
    "records": [*ROOT.glob("contracts/**/records.yaml")],
    "form": [*ROOT.glob("contracts/**/forms/*.yaml")],
    "profile": [*ROOT.glob("src/slacontract/measuring/profiles/*.yaml")],
    "test": [*ROOT.glob("contracts/**/tests/*.yaml")],
}  # fmt: skip


@cache
def schema(document: Document) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(read_schema(document, "en"))
    return made


@cache
def validator(document: Document) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(schema(document))


def slips(document: Document, text: str) -> list[str]:
    """What the schema refuses of a text, read with the types of an editor and as plain texts."""
    return [error.message for read in (typed, texts) for error in validator(document).iter_errors(read(text))]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_sample_passes(document: Document) -> None:
    assert SAMPLES[document]
    for path in SAMPLES[document]:
        assert not slips(document, path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_schema_is_one(document: Document, language: Any) -> None:
    jsonschema.Draft7Validator.check_schema(json.loads(read_schema(document, language)))


def test_the_schemas_are_those_of_the_models() -> None:
    pages = yaml.safe_load((ROOT / "docs" / "texts.yaml").read_text(encoding="utf-8"))
    for path, text in written(sentences(pages))[0].items():
        assert path.read_text(encoding="utf-8") == text, "run: python docs/generate.py"


# slips of shape: what the reader refuses by the models alone

REFUSED = {"C201": 7, "C202": 10, "C203": 9, "C206": 9, "C207": 6, "C208": 6, "C217": 5}
"""How many of our fixtures of these codes an editor underlines; the others need more than one place, the unit of a
KPI or a clause that is asked for by another one, or are typed by YAML."""


@pytest.mark.parametrize(("code", "least"), REFUSED.items())
def test_most_slips_of_shape_are_underlined(code: str, least: int) -> None:
    folders = sorted(FAULTS.glob(f"{code}-*"))
    refused = [folder.name for folder in folders if any(_is_refused(path) for path in folder.glob("v*.yaml"))]
    assert len(refused) >= least, sorted({folder.name for folder in folders} - set(refused))


def _is_refused(path: Path) -> bool:
    """Refused as an editor types it; YAML that no JSON can be is underlined by its reader."""
    try:
        document = typed(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, TypeError):
        return True
    return not validator("contract").is_valid(document)


SOUND = (FAULTS / "C204-band-gap-edge" / "good" / "v1.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    count: answered\n", ""),
        ("clause: A 1", "claus: A 1"),
        ("rate: 2.50", "rate: 2.50 EUR"),
        ("rate: 2.50", "rate: 2,50"),
        ("rate: 21%", "rate: 0.21"),
        ("within: 20 s", "within: twenty"),
        ("bound: inclusive", "bound: inclusiv"),
        ("bound: inclusive, ", ""),
        ("kpi: service_level", "kpi: servicelevel"),
        ('">= 90%"', '"90% or more"'),
        ("pay: -2%", "pay: -2 s"),
        ("every: month", "every: monthly"),
        ("2026-12-31", "31/12/2026"),
        ("missing: worst", "missing: worse"),
        (" of billing, every", ", every"),
        ("model: per_contact", "model: by_contact"),
        ("mode: half_up", "mode: nearest"),
    ],
)
def test_a_slip_is_underlined(old: str, new: str) -> None:
    assert SOUND.count(old) == 1 or old == "clause: A 1"
    assert not slips("contract", SOUND)
    assert slips("contract", SOUND.replace(old, new, 1))


# what is said


def keys(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    whole = schema(document)
    for name, noun in {"": whole, **whole["definitions"]}.items():
        for key, value in noun.get("properties", {}).items():
            yield f"{name}.{key}", value


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_key_is_explained(document: Document) -> None:
    for name, value in keys(document):
        assert value["description"].endswith("."), name
        assert "`" not in value["description"], name
        assert value["markdownDescription"].replace("`", "") == value["description"], name


def test_every_sentence_has_its_spanish_and_nothing_more() -> None:
    said = sentences(yaml.safe_load((ROOT / "docs" / "texts.yaml").read_text(encoding="utf-8")))
    assert written(said)[1] == []
    told = {text for document in DOCUMENTS for text in _told(schema(document))}
    assert set(said.spanish) <= told


def _told(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value[key] for key in ("title", "markdownDescription", "errorMessage") if isinstance(value.get(key), str))
        for item in value.values():
            yield from _told(item)
    elif isinstance(value, list):
        for item in value:
            yield from _told(item)


def enumerations(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "enum" in value:
            yield value
        for item in value.values():
            yield from enumerations(item)
    elif isinstance(value, list):
        for item in value:
            yield from enumerations(item)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_word_that_can_be_chosen_is_explained(document: Document) -> None:
    for name, value in keys(document):
        for choices in enumerations(value):
            if len(choices["enum"]) > 1:
                meanings = dict(zip(choices["enum"], choices.get("enumDescriptions", []), strict=False))
                assert all(meanings.get(word) for word in choices["enum"]), (
                    name,
                    [w for w in choices["enum"] if not meanings.get(w)],
                )


def test_a_noun_has_the_heading_of_the_reference() -> None:
    band = schema("contract")["definitions"]["Band"]
    assert band["title"] == "A band"
    assert band["properties"]["pay"]["markdownDescription"] == "What they pay; above 0 a bonus, below 0 a penalty."
    assert band["properties"]["pay"]["examples"][0] == "+2%"
    assert band["required"] == ["when", "pay"]


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _parts(item)


@pytest.mark.parametrize(("language", "begun"), [("en", ("Write ",)), ("es", ("Escriba ", "Escríbalo "))])
def test_a_text_that_does_not_fit_is_told_what_to_write(language: Any, begun: tuple[str, ...]) -> None:
    said = [part for part in _parts(json.loads(read_schema("contract", language))) if "errorMessage" in part]
    assert len(said) > 100
    for part in said:
        assert part["errorMessage"] == part["patternErrorMessage"]
        assert part["errorMessage"].startswith(begun)
        assert part["errorMessage"].endswith(".")


def test_kpis_of_the_catalogue_are_offered_with_their_variants() -> None:
    kpi = schema("contract")["definitions"]["Kpi"]
    assert kpi["properties"]["kpi"]["enum"] == list(catalogue())
    said = next(rule["then"] for rule in kpi["allOf"] if rule["if"]["properties"]["kpi"]["const"] == "service_level")
    parameters = said["properties"]["variant"]["anyOf"][1]
    assert {"within", "bound", "abandons"} <= set(parameters["properties"])
    assert parameters["properties"]["bound"]["enum"] == ["inclusive", "strict"]
    assert all(parameters["properties"]["bound"]["enumDescriptions"])


def test_every_kind_of_file_has_a_pattern_of_names() -> None:
    assert set(NAMES) == set(DOCUMENTS)


def test_nothing_is_underlined_that_check_takes() -> None:
    """Over all contracts with faults: where the schema refuses a text, reading or checking it stops the run too."""
    for path in sorted((*FAULTS.glob("*/v?.yaml"), *(ROOT / "tests").glob("*/faults/**/v?.yaml"))):
        contract, findings = read_contract(path.read_bytes(), path.name)
        if contract is None or any_stops([*findings, *check_versions([contract])[1]]):
            continue
        assert not slips("contract", path.read_text(encoding="utf-8")), path
