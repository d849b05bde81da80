"""The records.yaml of a sample: which file is an export of which source, so that it can be measured as it lies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from slacontract.measuring.sample.quality import FORMS

_SOURCES: Final = {
    "interactions": ("calls", "generic", "interactions"),
    "conversations": ("calls", "genesys-cloud", "interactions-csv"),
    "calls": ("calls", "five9", "call-log"),
    "agent_states": ("agent-states", "generic", "agent-states"),
    "agent-states": ("agent-states", "five9", "agent-states"),
    "schedules": ("schedules", "generic", "schedules"),
    "tickets": ("cases", "generic", "tickets"),
    "surveys": ("surveys", "generic", "surveys"),
    "sales": ("sales", "generic", "sales"),
    "exclusions": ("excused", "generic", "exclusions"),
    "chats": ("chats", "generic", "interactions"),
    "chat_states": ("chat-states", "generic", "agent-states"),
    "chat_schedules": ("chat-schedules", "generic", "schedules"),
    "dials": ("dials", "generic", "interactions"),
    "dialler_states": ("dialler-states", "generic", "agent-states"),
    "dialler_schedules": ("dialler-schedules", "generic", "schedules"),
    "records": ("lists", "generic", "records"),
    "offers": ("offers", "generic", "sales"),
}
"""By the name of a file: the source, its profile and export."""
_CARDS: Final = {"quality": (FORMS[0], "wide"), "mystery": (FORMS[1], "long")}
_WITHOUT_ZONE: Final = frozenset({"five9"})
"""Profiles whose exports write local times that name no zone."""


def declaration(files: Iterable[str], zone: str, forms: str) -> str:
    """The text of records.yaml for files of these names; ``forms`` is the folder of the forms of scorecards, seen from it."""
    names = sorted({match[1]: match[0] for name in files if (match := re.match(r"([a-z_-]+?)(?:-[0-9].*)?\.csv$", name))})
    lines = ["# What the files in the folder records/ are. Invented records: see truth.csv for the figures they were made from.",
             "records:"]  # fmt: skip
    lines += [_source(name, zone) for name in names if name in _SOURCES]
    cards = [name for name in names if name in _CARDS]
    if cards:
        lines += ["", "scorecards:", *(_card(name, zone, forms) for name in cards)]
    return "\n".join(lines) + "\n"


def _pattern(name: str) -> str:
    return f"{name}.csv" if name == "exclusions" else f"{name}-2*.csv"


def _source(name: str, zone: str) -> str:
    source, profile, export = _SOURCES[name]
    local = f", timezone: {zone}, fold: first" if profile in _WITHOUT_ZONE else ""
    return f'  {source}: {{profile: {profile}, export: {export}, files: "{_pattern(name)}"{local}}}'


def _card(name: str, zone: str, forms: str) -> str:
    form, layout = _CARDS[name]
    return f'  {name}: {{forms: {forms}/{form}.yaml, files: "{_pattern(name)}", layout: {layout}, timezone: {zone}}}'
