"""``records.yaml`` and profile files: located texts to nouns, with every fault of the text at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from slacontract.findings import Finding, finding
from slacontract.model.fields import Noun
from slacontract.model.records import Profile, Records
from slacontract.parse.nouns import build
from slacontract.parse.yaml_tree import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from slacontract.model.records import Reading, RecordColumn
    from slacontract.model.texts import Word

N = TypeVar("N", bound=Noun)


def read_records(data: bytes, name: str) -> tuple[Records | None, list[Finding]]:
    """Read ``records.yaml``; None when it cannot be trusted, with the findings that say why."""
    records, findings = _read(Records, data, name)
    faults = [fault for source in records.records.values() for fault in _contradictions(source)] if records else []
    return (None, faults) if faults else (records, findings)


def read_profile(data: bytes, name: str) -> tuple[Profile | None, list[Finding]]:
    """Read a profile; None when it cannot be trusted, with the findings that say why."""
    profile, findings = _read(Profile, data, name)
    faults = [fault for export in profile.exports.values() for fault in _contradictions(export)] if profile else []
    return (None, faults) if faults else (profile, findings)


def _read(noun: type[N], data: bytes, name: str) -> tuple[N | None, list[Finding]]:
    table, findings = read_yaml(data, name)
    return (None, findings) if table is None else build(noun, table)


_FORBIDDEN: Final = re.compile(
    r"(?i);|--|/\*|\b(?:attach|copy|create|delete|drop|export|getenv|glob|import|insert|install|load|pragma|query|query_table|set|update"
    r"|read_[a-z_]+|[a-z_]+_scan|sniff_csv|which_secret)\b"
)
_OF_A_TABLE: Final = re.compile(r"(?i)\b(?:select|with|from)\b")
_OF_A_FILE: Final = re.compile(r"(?i)\b(?:from|join)\s+'")


def _statements(reading: Reading) -> Iterator[tuple[Word, bool]]:
    """Every SQL of a declaration, and whether it is a whole query."""
    if reading.prepare is not None:
        yield reading.prepare, True
    columns = reading.columns.values()
    rules = (*reading.leave_out, *(case for said in columns for case in said.cases))
    for sql in (*(rule.sql for rule in rules), *(said.sql for said in columns), *(said.computed for said in columns)):
        if sql is not None:
            yield sql, False


def _reaching_out(reading: Reading) -> Iterator[Finding]:
    """SQL of a declaration computes with the row before it: it opens no file, changes nothing and asks no other table."""
    for sql, whole in _statements(reading):
        bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", sql)
        found = _FORBIDDEN.search(bare) or (_OF_A_FILE if whole else _OF_A_TABLE).search(bare)
        if found:
            remedy = "Compute with the headings, in double quotes, and with functions of numbers, texts and times."
            yield finding("R601", sql.at, f"'{found[0].strip()}' does not belong into an expression over the row.", remedy)


def _contradictions(reading: Reading) -> Iterator[Finding]:
    """What the nouns cannot see one by one: two ways to fill a column, marks of numbers, rules that fit nothing."""
    yield from _reaching_out(reading)
    for column, said in reading.columns.items():
        yield from _two_ways(column, said)
    for numbers in (reading.numbers, *(said.numbers for said in reading.columns.values())):
        if numbers is not None and numbers.decimal == numbers.thousands:
            yield finding("R601", numbers.place, f"The {numbers.decimal} cannot begin the decimals and divide thousands.",
                          "Correct one of 'decimal' and 'thousands'.")  # fmt: skip
    for rule in (*reading.leave_out, *(case for said in reading.columns.values() for case in said.cases)):
        if not rule.when and rule.sql is None:
            yield finding("R601", rule.place, "The rule does not say which rows it fits.", "Add 'when:' or 'sql:'.")


_WAYS = {"from_": "from", "join": "join", "value": "value", "sql": "sql", "cases": "cases", "computed": "computed"}


def _two_ways(column: Word, said: RecordColumn) -> Iterator[Finding]:
    """A column is filled in one way."""
    ways: Mapping[str, object] = {word: getattr(said, key) for key, word in _WAYS.items()}
    given = [word for word, value in ways.items() if value]
    remedy = "Write 'from:' with its heading, or one of 'join', 'value', 'sql', 'cases' and 'computed'."
    if not given:
        yield finding("R601", said.place, f"'{column}' does not say where it comes from.", remedy)
    if len(given) > 1:
        what = f"'{column}' is said in two ways, by '{given[0]}' and '{given[1]}'."
        yield finding("R601", said.place_of(given[1]), what, "Delete one of them.")
