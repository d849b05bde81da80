"""Counted lines: what a quantity is counted of, less what, and what of it is billed."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from slacontract.model.agreed import Agreed
from slacontract.model.billing.lines import Priced
from slacontract.model.billing.rollover import Rollover
from slacontract.model.fields import AllowanceOrFigure, Name, Names
from slacontract.model.kpis.kpi import ValueRounding

COMPONENTS = {
    "talk": ("talk_s",),
    "hold": ("hold_s",),
    "wrap": ("wrap_s",),
    "ring": ("ring_s",),
    "queue": ("wait_answered_s",),
    "connected": ("connected_s",),
    "talk_and_hold": ("talk_s", "hold_s"),
    "handle": ("talk_s", "hold_s", "wrap_s"),
    "agent_legs": ("leg_s",),
}
"""Components of time, and the measures they are read from."""

HOURS = {
    "paid": ("paid_h",),
    "scheduled": ("scheduled_h",),
    "logged": ("logged_h",),
    "productive": ("productive_h",),
    "busy": ("busy_h",),
    "ready": ("ready_h",),
    "offphone": ("offphone_h",),
    "training": ("training_h",),
    "productive_without_ready": ("productive_h",),
}
"""Components of hours, and the measures they are read from."""

LESS = {"productive_without_ready": ("ready_h",)}
"""What is taken off for some of them."""


def measures_of(names: tuple[Name, ...], known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The measures that some components are read from; a name that is no component is a measure itself."""
    return tuple(field for name in names for field in known.get(str(name), (str(name),)))


class Counted(Priced):
    """A line that counts something: less what does not count, less what is included, then rounded and priced."""

    deduct: Names = Field(default=(), description="measures that are taken off before anything else")
    included: Agreed[AllowanceOrFigure] | None = Field(
        default=None, description="what each period has without a price: `1000 min`, `20 h`, or a count"
    )
    rollover: Rollover | None = Field(default=None, description="what becomes of included units that a period does not use")
    rounded: ValueRounding | None = Field(
        default=None, description="rounds the quantity before it is priced; without it the exact quantity is priced"
    )
