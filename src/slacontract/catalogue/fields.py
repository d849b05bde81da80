"""The base fields: their names in both languages, what each counts by its name, and which names the catalogue knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from slacontract.catalogue.compiled import read_data
from slacontract.catalogue.counters import counter_name, counter_parts
from slacontract.catalogue.definitions import catalogue
from slacontract.catalogue.intervals import interval_counter, interval_name
from slacontract.languages import Message, bilingual, message
from slacontract.quantities.units import Unit

_ENDINGS: Final = (
    ("_s", Unit.SECONDS), ("_h", Unit.HOURS), ("_amount", Unit.MONEY), ("_price", Unit.RATE), ("_pct", Unit.RATIO),
    ("_index", Unit.NUMBER),
    ("_on", Unit.DATE),
    ("_at", Unit.MOMENT),
)  # fmt: skip
_IN_PARTS: Final = re.compile(r".*_(qty|min|days|kg|t|l|m2|m3|km|mi|kw|kva|kwh|mwh|mb|gb|tb)")
_FIGURE: Final = re.compile("[0-9]+")


@cache
def _data() -> Any:
    return read_data("fields.yaml")


def entries() -> Mapping[str, Mapping[str, Any]]:
    """What the catalogue's file says of each base field, by name; a name may hold ``{n}`` for a whole number."""
    found: Mapping[str, Mapping[str, Any]] = _data()["fields"]
    return found


def dimensions() -> frozenset[str]:
    """The names by which the trade tells parts of a service apart."""
    return frozenset(_data()["dimensions"])


def entry_of(field: str) -> tuple[Mapping[str, Any], str] | None:
    """What the catalogue's file says of a field, and the figure in its name (or nothing); None for a field it does not know."""
    if field in entries():
        return entries()[field], ""
    for figure in _FIGURE.finditer(field):
        name = f"{field[: figure.start()]}{{n}}{field[figure.end() :]}"
        if name in entries():
            return entries()[name], figure[0]
    return None


def field_unit(field: str) -> Unit:
    """What a base field counts, by its name: ``_s`` seconds, ``_h`` hours, ``_amount`` money, ``_price`` money for one, ``_pct``
    a percentage, ``_index`` a plain number, ``_on`` a day, ``_at`` a time, ``_fte`` FTE, ``_points`` points, or a count.
    """
    if field in catalogue():
        return catalogue()[field].unit
    for ending, unit in _ENDINGS:
        if field.endswith(ending):
            return unit
    if field == "fte" or field.endswith("_fte"):
        return Unit.FTE
    return Unit.POINTS if re.search(r"_points(_|$)", field) else Unit.COUNT


def in_parts(field: str) -> bool:
    """Whether a count may have decimals, because its name says what it is measured in: ``energy_kwh``, ``seats_qty``."""
    return _IN_PARTS.fullmatch(field) is not None


def field_name(field: str) -> Message:
    """The name of a base field in the languages of the catalogue; a field of the contract's own is said as it is."""
    if field in entries():
        return bilingual(entries()[field]["en"], entries()[field]["es"])
    if field in catalogue():
        return catalogue()[field].name
    if (found := entry_of(field)) is not None:
        entry, figure = found
        return bilingual(entry["en"], entry["es"], n=figure)
    return counter_name(field) or interval_name(field) or message("{field}", field=field)


def is_base_field(field: str) -> bool:
    """Whether the catalogue knows the field, as a base field or as a ready-made KPI."""
    known = field in catalogue() or entry_of(field) is not None
    return known or counter_parts(field) is not None or interval_counter(field) is not None


def base_fields() -> tuple[str, ...]:
    """The base fields that have no figure in their name, and the ready-made KPIs: what a column may be called."""
    return tuple(sorted(f for f in (*entries(), *catalogue()) if "{n}" not in f))
