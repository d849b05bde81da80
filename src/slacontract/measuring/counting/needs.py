"""What a field needs that the source does not have: a column that must be filled for a row to count cannot be absent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from slacontract.measuring.counting.definitions import Definition
    from slacontract.measuring.counting.look import Look


_MADE_OF: Final[Mapping[str, frozenset[str]]] = {
    "transfers": frozenset({"transferred_to", "ended_by"}),
    "called_back_after_s": frozenset({"parent_id"}),
    "reached_back_after_s": frozenset({"parent_id"}),
    "back_after_s": frozenset({"serial"}),
    "back_same_after_s": frozenset({"symptom"}),
    "since_last_s": frozenset({"customer_key"}),
    "reversed_after_s": frozenset({"reversed_at"}),
}
"""Columns that views make, and those of which each is made: any one of them will do."""


def lacks(one: Definition, look: Look) -> bool:
    """Whether a field asks if a column is filled that the source does not have at all, or compares one that no row fills.

    A count of nothing would say that no agent ever marked a contact, where nobody was asked, or that none was answered in
    time, where nobody wrote down who waited how long.
    """
    lacking = look.lacking
    if any(_MADE_OF[name] <= lacking for name in one.names() if name in _MADE_OF):
        return True
    if re.search(r"\bOR\b", one.when):
        return False
    asked = re.findall(r"\b([a-z_]+) IS (?:NOT )?NULL\b", one.when)
    compared = re.findall(r"\b([a-z_]+) (?:[<>=]|IN\b)", re.sub(r"'[^']*'", "", one.when))
    return any(name in lacking for name in asked) or any(look.nulls.get(name, 0) >= look.rows > 0 for name in compared)
