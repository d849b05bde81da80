"""Located tables to nouns: pydantic collects every fault of the text; here each becomes a finding at its own place."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from slacontract.findings import Finding, finding, in_reading_order, nearest
from slacontract.model.fields import Noun
from slacontract.model.texts import Table, Word
from slacontract.parse.faults import Fault, told
from slacontract.parse.paths import key_words, walk_values

if TYPE_CHECKING:
    from collections.abc import Iterator

N = TypeVar("N", bound=Noun)


def build(noun: type[N], table: Table) -> tuple[N | None, list[Finding]]:
    """Make the noun, or say everything that keeps it from being made."""
    blanks = {value.at: key for key, value in walk_values(table) if isinstance(value, Word) and not value.strip()}
    own = [*_reserved(noun, table), *(_no_value(key) for key in blanks.values())]
    try:
        made = noun.model_validate(table)
    except ValidationError as fault:
        faults = [Fault(noun, table, dict(error)) for error in fault.errors(include_url=False)]
        return None, in_reading_order([*own, *(f for f in _without_echoes(faults) if f.at not in blanks)])
    return (None, in_reading_order(own)) if own else (made, [])


def _reserved(noun: type[Noun], table: Table) -> Iterator[Finding]:
    """Keys that only this program sets; pydantic would take them for its own."""
    for key in (key for inner in key_words(table) for key in inner):
        if key.startswith("__"):
            yield finding("C201", key.at, f"'{key}' is not a key.", nearest(key, _names(noun)))


def _names(noun: type[Noun]) -> list[str]:
    aliases = (field.alias or name for name, field in noun.model_fields.items())
    return [name for name in aliases if not name.startswith("__")]


def _no_value(key: Word) -> Finding:
    """Nothing stands behind the colon: not a word, not zero, not an empty list."""
    remedy = "Write [] if none is meant." if key in {"limits", "gates", "accept"} else "Write it, or delete the key."
    return finding("C202", key.at, f"'{key}' has no value.", remedy)


def _without_echoes(faults: list[Fault]) -> list[Finding]:
    """Each fault once: a misspelt key is not missing as well, and a union complains once for each of its members."""
    missing: dict[tuple[object, ...], list[str]] = {}
    for fault in faults:
        if fault.kind == "missing":
            missing.setdefault(fault.path[:-1], []).append(fault.key)
    unknown = [fault for fault in faults if fault.kind == "extra_forbidden"]
    misspelt = {(fault.path[:-1], name) for fault in unknown for name in _meant(fault.key, missing.get(fault.path[:-1], []))}
    found: dict[object, Finding] = {}
    for fault in faults:
        if fault.kind == "missing" and (fault.path[:-1], fault.key) in misspelt:
            continue
        item = told(fault)
        found.setdefault((item.at, item.code.id, fault.key if fault.kind == "missing" else ""), item)
    return list(found.values())


def _meant(key: str, missing: list[str]) -> list[str]:
    """The missing key of the same mapping that an unknown key was probably meant to be."""
    return get_close_matches(key, missing, n=1, cutoff=0.6)
