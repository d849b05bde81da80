"""The kinds of files that have a schema, and the schema of each as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from slacontract.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from slacontract.model.fields import Noun

HERE: Final = Path(__file__).parent
FILES: Final = HERE / "files"
Document: TypeAlias = Literal["contract", "feed", "records", "form", "profile", "test"]
DOCUMENTS: Final[tuple[Document, ...]] = get_args(Document)
NAMES: Final[Mapping[Document, str]] = {
    "contract": "contracts/*/v*.yaml",
    "feed": "contracts/*/feed.yaml",
    "records": "contracts/*/records.yaml",
    "form": "contracts/*/forms/*.yaml",
    "profile": "contracts/*/profiles/*.yaml",
    "test": "contracts/*/tests/*.yaml",
}
"""Which files an editor takes it for, as a pattern of its settings."""


@dataclass(frozen=True)
class Sentences:
    """What the reference pages say beside the models, and what it is in Spanish."""

    pages: Mapping[str, Any]
    spanish: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]


def file_of(document: Document, language: Language) -> Path:
    """Where the schema of a kind of file lies."""
    return FILES / (f"{document}.schema.json" if language == "en" else f"{document}.{language}.schema.json")


def read_schema(document: Document, language: Language) -> str:
    """The schema of a kind of file, as it was made."""
    return file_of(document, language).read_text(encoding="utf-8")


def sentences(pages: Mapping[str, Any]) -> Sentences:
    """The sentences of the pages, with those that lie beside this file."""
    import yaml  # noqa: PLC0415  # nobody who reads a schema needs it

    told = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (HERE / "texts").glob("*.yaml")}
    return Sentences(pages, told["spanish"], told["words"])


def written(said: Sentences) -> tuple[dict[Path, str], list[str]]:
    """Every schema as its sources have it now, by its path; and what is said in no Spanish."""
    made, missing = {}, []
    for document in DOCUMENTS:
        for language in LANGUAGES:
            schema, lacking = schema_of(document, language, said)
            made[file_of(document, language)] = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
            missing += lacking
    return made, list(dict.fromkeys(missing))


def schema_of(document: Document, language: Language, said: Sentences) -> tuple[dict[str, Any], list[str]]:
    """The schema of a kind of file, and what of it is said in no Spanish."""
    from slacontract.model import contract, feed, forms, records, trials  # noqa: PLC0415  # who reads a schema needs no models
    from slacontract.render.schema.generator import OfTheLanguage  # noqa: PLC0415
    from slacontract.render.schema.texts import Texts  # noqa: PLC0415
    from slacontract.render.schema.variants import with_variants  # noqa: PLC0415

    roots: dict[Document, type[Noun]] = {
        "contract": contract.Contract, "feed": feed.Feeds, "records": records.Records, "form": forms.Form,
        "profile": records.Profile, "test": trials.TrialFile,
    }  # fmt: skip
    texts = Texts(language, said.pages, said.spanish, said.words)
    generator = type("Generator", (OfTheLanguage,), {"texts": texts})
    made = roots[document].model_json_schema(schema_generator=generator, ref_template="#/definitions/{model}")
    return with_variants(made, language) if document == "contract" else made, texts.missing
