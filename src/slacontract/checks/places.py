"""Places inside one text of a contract: the column of a name or figure within a formula, condition or share."""

from __future__ import annotations

import re

from slacontract.findings import Position


def within(text: str, at: Position, part: str, nth: int = 0) -> Position:
    """The place of a part of a text, counted from the place of the text; the text itself where the part is not in it."""
    found = [match.start() for match in re.finditer(rf"(?<![\w.]){re.escape(part)}(?![\w])", text)]
    if nth >= len(found):
        return at
    return Position(at.file, at.line, at.column + found[nth], excerpt=at.excerpt, width=len(part))
