"""The line that seals a version, put into its YAML text: nothing else changes, not a comment and not a line ending."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from slacontract.model.texts import Table, Word
from slacontract.parse.yaml_tree import read_yaml

if TYPE_CHECKING:
    from slacontract.findings import Position

_MARK = b"\xef\xbb\xbf"


def sealed(data: bytes, name: str, number: int, fingerprint: str) -> bytes | None:
    """The text with ``replaces:`` behind ``effective:``; None where that cannot be a line of its own, as between braces."""
    table, _ = read_yaml(data, name)
    assert table is not None, "the caller has read it"
    at = table.place_of("effective")
    value = next((item for key, item in table.items() if key == "effective"), None)
    text = data.removeprefix(_MARK).decode("utf-8")
    if not isinstance(value, Word) or not _own_line(text, at):
        return None
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    line = lines[value.at.line - 1]
    ending = line[len(line.rstrip("\r\n")) :]
    seal = f"{' ' * (at.column - 1)}replaces: {{version: {number}, fingerprint: {fingerprint}}}"
    before, after = lines[: value.at.line], lines[value.at.line :]
    if not ending:  # the last line of a file that does not end with one
        ending = "\r\n" if "\r\n" in text else "\n"
        before[-1] += ending
        ending = ""
    made = "".join([*before, seal + ending, *after])
    result = data[: len(data) - len(data.removeprefix(_MARK))] + made.encode()
    return result if _only_that(table, result, name, number, fingerprint) else None


def _own_line(text: str, at: Position) -> bool:
    """Whether a key stands at the beginning of its line."""
    return not text.split("\n")[at.line - 1][: at.column - 1].strip()


def _only_that(table: Table, data: bytes, name: str, number: int, fingerprint: str) -> bool:
    """Whether the new text says what the old one said, and what it replaces."""
    made, _ = read_yaml(data, name)
    whole: dict[str, object] = {str(key): value for key, value in table.items()}
    whole["replaces"] = {"version": str(number), "fingerprint": fingerprint}
    return made == whole
