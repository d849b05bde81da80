"""Bytes to text: UTF-8 without the characters that deceive a reader."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

_INVISIBLE = frozenset({0x00AD, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)})
_SUSPECT = re.compile(r"[^\t\n\r -~]")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKALIKE = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
LARGEST_CONTRACT: Final = 1 << 20
MOST_TOLD: Final = 100
"""A file with more odd characters than this is no text; the rest of them need no finding each."""


def decode(data: bytes, name: str) -> tuple[str, list[Finding]]:
    """Decode UTF-8 (a byte order mark is taken off) and name each byte or character that has no business there."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "", [finding("S101", Position(name, 1, 1), "The file is UTF-16, which some programs call 'Unicode text'.",
                                "Save it as UTF-8 (in a spreadsheet: 'CSV UTF-8').")]  # fmt: skip
        line = data.count(b"\n", 0, fault.start) + 1
        begins = data.rfind(b"\n", 0, fault.start) + 1
        excerpt = data[begins:].partition(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
        column = len(data[begins : fault.start].decode("utf-8", "replace")) + 1
        return "", [
            finding("S101", Position(name, line, column, excerpt=excerpt), f"Byte 0x{data[fault.start]:02X} is not UTF-8 text.",
                    "Save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8'; in Notepad: encoding UTF-8).")
        ]  # fmt: skip
    return text, list(islice(_odd_characters(text, name), MOST_TOLD))


def _odd_characters(text: str, name: str) -> Iterator[Finding]:
    if not _SUSPECT.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if _SUSPECT.search(line.rstrip("\r")):
            yield from _unseen(line.rstrip("\r"), name, number)
            yield from _mixed(line, name, number)


def _unseen(line: str, name: str, number: int) -> Iterator[Finding]:
    for column, char in enumerate(line, 1):
        code = ord(char)
        if code in _INVISIBLE or (unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} and char != "\t"):
            label = unicodedata.name(char, "control character")
            yield finding("S106", Position(name, number, column, excerpt=line), f"U+{code:04X} ({label}) cannot be seen.",
                          "Delete it, and type the text anew if it was pasted.")  # fmt: skip


def _mixed(line: str, name: str, number: int) -> Iterator[Finding]:
    """Words in which a letter of another alphabet passes for a Latin one."""
    for word in _WORD.finditer(line):
        strange = next((place for place, char in enumerate(word[0]) if _alphabet(char) in _LOOKALIKE), None)
        if strange is not None and any(_alphabet(char) == "LATIN" for char in word[0]):
            char = word[0][strange]
            at = Position(name, number, word.start() + strange + 1, excerpt=line)
            yield finding("S106", at, f"U+{ord(char):04X} ({unicodedata.name(char)}) looks like a Latin letter in '{word[0]}'.",
                          "Type the word anew.")  # fmt: skip


def _alphabet(char: str) -> str:
    return "LATIN" if char.isascii() else unicodedata.name(char, "").partition(" ")[0]
