"""Hours of a scope: what the hours that hold at a time are called in the measures, and the scope that has only these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from slacontract.model.clocks import CLOCK, When, has

if TYPE_CHECKING:
    from slacontract.settlement.service.scopes import Scope, Service

_NEVER: Final = "never"
"""What no hour is called."""


def hours_called(service: Service, field: str, scope: Scope, when: When, without: Sequence[When] = ()) -> tuple[str, ...]:
    """What the hours of a measure are called that are of a time, and not of any of the others."""
    names = sorted({value for member in service.within(field, scope) for dimension, value in member if dimension == CLOCK})
    return tuple(name for name in names if has(name, when) and not any(has(name, other) for other in without))


def in_hours(service: Service, field: str, scope: Scope, when: When) -> Scope:
    """The scope with the hours of a time only; each of them is a kind of its own, and all together are looked at as one."""
    called = hours_called(service, field, scope, when) or (_NEVER,)
    return replace(scope, where=tuple(sorted({**dict(scope.where), CLOCK: called}.items())))
