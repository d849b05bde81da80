"""What a field needs that the source does not have: a column that must be filled for a row to count cannot be absent."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from slacontract.measuring.counting.definitions import Definition


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


def lacks(one: Definition, lacking: Collection[str]) -> bool:
    """Whether a field asks if a column is filled that the source does not have at all.

    A count of nothing would say that no agent ever marked a contact, where nobody was asked. A column that is there and
    empty throughout does say it.
    """
    if any(_MADE_OF[name] <= set(lacking) for name in one.names() if name in _MADE_OF):
        return True
    either = re.search(r"\bOR\b", one.when)
    asked = () if either else re.findall(r"\b([a-z_]+) IS (?:NOT )?NULL\b", one.when)
    return any(name in lacking for name in asked)
