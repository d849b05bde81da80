"""Counting: how raw records become the measures of this contract, where two readings of the same records differ."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.fields import Duration, Noun


class Longest(Noun):
    """What becomes of a record that lasts too long to be true, such as a call that was never hung up."""

    over: Duration = Field(description="the longest that is believed: 4 h")
    treat: Literal["cut", "left_out", "kept"] = Field(
        description="cut to that length, left out altogether, or kept as it is; each is listed in the data-quality report"
    )


class Counting(Noun):
    """How records are counted. ``slacontract measure`` asks for what its records make necessary; measures that arrive ready
    need none of it.
    """

    contacts: Literal["arrival", "end"] | None = Field(
        default=None, description="the moment that decides to which period a contact belongs, with all its time"
    )
    repeats_by: Literal["customer", "customer_and_reason"] | None = Field(
        default=None, description="what makes a later contact a repeat of an earlier one"
    )
    longest_contact: Longest | None = Field(default=None, description="contacts whose handle time is too long to be true")
    longest_state: Longest | None = Field(default=None, description="states of agents that are too long to be true")
    test_contacts: Literal["left_out", "counted"] | None = Field(
        default=None, description="contacts that the source marks as tests"
    )
