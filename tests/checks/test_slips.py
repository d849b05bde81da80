"""Whatever is written in the place of any word of a contract: findings with exact places, or a contract; never a crash."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from slacontract.checks.contract import check_versions
from slacontract.findings import Finding, any_stops
from slacontract.model.texts import Series, Table, Word
from slacontract.parse.contract import read_contract
from slacontract.parse.yaml_tree import DEEPEST, MOST_NODES, read_yaml
from support.desk import DESK

ODD = (
    "", "''", "[]", "{}", "x", "-1", "0", "5%", "30 s", "1e3", "2026-01-15", "[[a]]", "{a: b}", "[a, b]", "billing", "~",
    "10% of billing", "'> 5%'", "'<> 5'", "answered / offered", "a-b", "care", "null", "C218", "neutral",
)  # fmt: skip


def words(here: object) -> Iterator[Word]:
    for item in (
        [part for pair in here.items() for part in pair] if isinstance(here, Table) else here if isinstance(here, Series) else []
    ):
        if isinstance(item, Word):
            yield item
        yield from words(item)


def written_instead(word: Word, text: str) -> str:
    lines = DESK.split("\n")
    line, start = lines[word.at.line - 1], word.at.column - 1
    end = start + word.at.width
    if line[start - 1 : start] == '"':
        start, end = start - 1, end + 1
    lines[word.at.line - 1] = line[:start] + text + line[end:]
    return "\n".join(lines)


def judged(text: str) -> list[Finding]:
    contract, findings = read_contract(text.encode(), "v1.yaml")
    if contract is None:
        assert any_stops(findings)
        return findings
    agreement, findings = check_versions([contract])
    assert (agreement is None) == any_stops(findings)
    return findings


TREE, _ = read_yaml(DESK.encode(), "v1.yaml")
WORDS = list(words(TREE))


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{word.at.line}-{word.at.column}-{word}")
def test_any_word_may_be_wrong(word: Word) -> None:
    for odd in ODD:
        text = written_instead(word, odd)
        lines = text.split("\n")
        for found in judged(text):
            assert found.at.file == "v1.yaml"
            assert lines[found.at.line - 1] == found.at.excerpt
            assert 1 <= found.at.column <= len(found.at.excerpt) + 1
            assert found.what
            assert found.remedy
            assert not {"pydantic", "Input", "mpq", "validation"} & set(found.what.split())


@pytest.mark.parametrize("line", range(1, len(DESK.splitlines()) + 1))
def test_any_line_may_be_missing(line: int) -> None:
    lines = DESK.splitlines(keepends=True)
    for found in judged("".join(lines[: line - 1] + lines[line:])):
        assert found.remedy


def test_a_text_that_no_contract_needs_is_not_read() -> None:
    for text in ("a: " + "x" * (1 << 20), "a: [" + "b, " * MOST_NODES + "]", "a: " + "[" * (DEEPEST + 1), "[" * 60_000):
        _, findings = read_contract(text.encode(), "v1.yaml")
        assert [found.code.id for found in findings] == ["S104"]
