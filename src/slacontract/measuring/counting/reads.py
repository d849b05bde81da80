"""Which columns of the contacts' records counting reads, so that large files are not read for what nobody asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from slacontract.catalogue.counted import counted
from slacontract.measuring.counting.definitions import Told, definition
from slacontract.measuring.counting.views import views
from slacontract.measuring.tables import tables

ALWAYS: Final = frozenset(
    {"talk_s", "hold_s", "wrap_s", "outcome", "is_test", "started_at", "queued_at", "answered_at", "ended_at"}
)
"""Columns that decide whether a contact is believed, whatever is asked."""
_MADE: Final[Mapping[str, frozenset[str]]] = {
    "transfers": frozenset({"transferred_to", "ended_by"}),
    "called_back_after_s": frozenset({"parent_id"}),
    "reached_back_after_s": frozenset({"parent_id"}),
}
"""Columns of views, and the columns of the table that they are made of beside those that are always read."""


def read_of_contacts(
    fields: Iterable[str], scope: Collection[str], told: Callable[[str], Told | None] = counted
) -> frozenset[str]:  # fmt: skip
    """The columns of ``interactions`` that fields and members need; what tells rows apart is not among them."""
    known = tables()["interactions"].columns.keys()
    named: set[str] = {*ALWAYS, *scope}
    for one in filter(None, (definition(field, told) for field in fields)):
        view = views()[one.view]
        if view.of == "interactions":
            named |= one.names()
        if view.name == "repeats" or any(name.startswith("next_") for name in one.names()):
            named |= {"customer_key", "reason"}
    made = frozenset().union(*(_MADE.get(name, frozenset()) for name in named))
    return frozenset((named | made) & {*known, *scope})
