"""Bytes to text: UTF-8 without the characters that deceive a reader."""

from __future__ import annotations

import unicodedata

from slacontract.findings import Finding, Position, finding

_INVISIBLE = frozenset(
    {0x00AD, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)}
)
LARGEST_CONTRACT = 1 << 20
MOST_TOLD = 100
"""A file with more odd characters than this is no text; the rest of them need no finding each."""


def decode(data: bytes, name: str) -> tuple[str, list[Finding]]:
    """Decode UTF-8 (a byte order mark is taken off) and name each byte or character that has no business there."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        column = fault.start - data.rfind(b"\n", 0, fault.start)
        return "", [
            finding("S101", Position(name, line, column), f"Byte 0x{data[fault.start]:02X} is not UTF-8 text.",
                    "Save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8'; in Notepad: encoding UTF-8).")
        ]  # fmt: skip
    return text, _odd_characters(text, name)


def _odd_characters(text: str, name: str) -> list[Finding]:
    found: list[Finding] = []
    if text.isascii() and not any(ord(c) < 32 and c not in "\t\n\r" for c in text):
        return found
    for number, line in enumerate(text.split("\n"), 1):
        for column, char in enumerate(line.rstrip("\r"), 1):
            code = ord(char)
            if code in _INVISIBLE or (unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} and char != "\t"):
                label = unicodedata.name(char, "control character")
                found.append(
                    finding(
                        "S106",
                        Position(name, number, column, excerpt=line),
                        f"U+{code:04X} ({label}) cannot be seen.",
                        "Delete it, and type the text anew if it was pasted.",
                    )
                )
                if len(found) >= MOST_TOLD:
                    return found
    return found
