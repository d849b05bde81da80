"""How base fields are counted from raw records: a view, a condition, and what is added up of the rows that meet it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from slacontract.catalogue.fields import entry_of
from slacontract.languages import Message, bilingual

VIEWS: Final = (
    "contacts", "entries", "legs", "offers", "repeats", "agent_time", "schedule_time", "tickets", "ticket_steps", "surveys",
    "evaluations", "sales", "repairs", "records",
)  # fmt: skip
"""The views that fields are counted from. What the sources give as sums (the view ``stats``) has a row for any field."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How a field is counted: rows of a view that meet a condition, or what is added up of them.

    ``when`` is an SQL condition over the columns of the view; ``sum`` an expression that is added up, ``distinct`` one of which
    different values are counted, and without either rows are counted. ``snapshot`` is a condition for what stands at the end of a
    period, with ``{end}`` for that instant. ``at`` is the moment that decides the period, where it is not the view's own.
    ``per`` divides the sum, exactly and outside of SQL: hours are added up as seconds.
    """

    view: str
    when: str = ""
    sum: str = ""
    distinct: str = ""
    snapshot: str = ""
    at: str = ""
    per: int = 1


def counted(field: str) -> Counted | None:
    """How a base field is counted from records, with the figure of its name put in; None where records cannot say it.

    >>> counted("answered_in_20s")
    Counted(view='contacts', when="outcome = 'answered' AND wait_s <= 20", sum='', distinct='', snapshot='', at='', per=1)
    """
    found = entry_of(field)
    if found is None or "counted" not in found[0]:
        return None
    entry, figure = found
    told: Mapping[str, Any] = entry["counted"]
    parts = {name: str(text).replace("{n}", figure) for name, text in told.items() if name not in {"from", "per"}}
    return Counted(view=told["from"], per=int(told.get("per", 1)), **parts)


def not_counted(field: str) -> Message | None:
    """Why a base field cannot be counted from records; None where it can, or where the catalogue does not know the field."""
    found = entry_of(field)
    if found is None or "ready" not in found[0]:
        return None
    return bilingual(found[0]["ready"]["en"], found[0]["ready"]["es"])
