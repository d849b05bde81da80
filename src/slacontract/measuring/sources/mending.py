"""Texts that were encoded twice: UTF-8 read as Windows-1252 and written as UTF-8 again, so that Peña became PeÃ±a."""

from __future__ import annotations

import re
from typing import Final

TWICE: Final = "[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â(?:€|‚|ˆ|„)"
"""What a letter beyond ASCII looks like after it."""
_TWICE = re.compile(TWICE)


def mended(text: str) -> str:
    """The text as it was before; a text that was not encoded twice stays as it is.

    >>> mended("PeÃ±a; EspaÃ±ol; 5 â‚¬"), mended("Peña")
    ('Peña; Español; 5 €', 'Peña')
    """
    if not _TWICE.search(text):
        return text
    try:
        return bytes(_byte(c) for c in text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return text


def looks_twice(text: str) -> bool:
    """Whether a text was probably encoded twice.

    >>> looks_twice("AtenciÃ³n"), looks_twice("Atención Âme")
    (True, False)
    """
    return mended(text) != text


def _byte(char: str) -> int:
    """The byte that Windows-1252 reads as a letter; the five that it does not have are those of Latin-1."""
    try:
        return char.encode("cp1252")[0]
    except UnicodeEncodeError:
        return char.encode("latin-1")[0]
