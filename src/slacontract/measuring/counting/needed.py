"""Which canonical tables some fields are counted from: on an engine with many tables, only these are looked up."""

from __future__ import annotations

from collections.abc import Iterable

from slacontract.catalogue.counted import counted
from slacontract.measuring.counting.definitions import definition
from slacontract.measuring.counting.text import LOOKED_UP
from slacontract.measuring.counting.views import derived, views

_ALWAYS = frozenset({"exclusions", "interval_stats"})
"""What is taken out of any table, and sums that any field may come from."""


def tables_needed(fields: Iterable[str]) -> frozenset[str]:
    """The tables of the views of these fields, those that lend them scope, and those that their columns are looked up in."""
    found = set(_ALWAYS)
    for one in filter(None, (definition(name, counted) for name in fields)):
        view = views()[one.view]
        more = derived().get(view.name, {})
        found |= {view.of} | ({"interactions"} if view.from_contact else set()) | ({"tickets"} if view.from_ticket else set())
        for name in one.names() & more.keys():
            found |= set(LOOKED_UP.get(more[name].source, ()))
    return frozenset(found)
