"""Nouns with some values of another: what a version would be with a part of the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from slacontract.model.fields import Noun

N = TypeVar("N", bound=Noun)


def taking(noun: N, values: Mapping[str, object], other: Noun) -> N:
    """A noun with some values in the stead of its own, each said where ``other`` says it, if that says it at all."""
    made = noun.model_copy(update=dict(values))
    for cached in made.__dict__.keys() - type(noun).model_fields.keys():
        del made.__dict__[cached]  # computed from the values that were
    keys = {type(noun).model_fields[name].alias or name for name in values}
    places = {key: at for key, at in noun._places.items() if key not in keys}  # noqa: SLF001  # nouns keep where they are said
    places |= {key: at for key, at in other._places.items() if key in keys}  # noqa: SLF001
    made._places = places  # noqa: SLF001
    return made
