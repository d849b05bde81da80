"""Reports: what is told in tables beside the figures, in either language, before it is drawn on any page."""

from __future__ import annotations

from dataclasses import dataclass

from slacontract.languages import Argument, Message


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a report. ``attention`` marks what somebody has to look at; figures stand in the columns from ``texts`` on."""

    title: Message
    says: Message
    heads: tuple[Message, ...]
    rows: tuple[tuple[Argument, ...], ...]
    texts: int = 1
    attention: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report: what it is about, and its sections in the order in which they are read."""

    title: Message
    facts: tuple[tuple[Message, Argument], ...]
    sections: tuple[Section, ...]
