"""The plan: which fields are counted together, and the one statement that counts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from slacontract.measuring.counting.apart import in_two_steps, shared_word
from slacontract.measuring.counting.definitions import ANSWERED, Counter, Definition, words
from slacontract.measuring.counting.in_intervals import in_intervals, number_within
from slacontract.measuring.counting.slots import Slot, as_table, even_clock, number_of
from slacontract.measuring.counting.text import chain, columns_of, scope_of, with_derived, with_queries
from slacontract.measuring.counting.views import Choices, View, derived, moment_of, views

Grain: TypeAlias = Literal["period", "day", "contact"]

NEVER_NULL: Final = frozenset({"handle_s", "legs", "transfers", "seconds", "logged_s", "open_for_s", "contact_id", "leg_no"})
"""Columns of views that always have a value."""


AT_END: Final = "{end}"
"""In place of a moment: what stands at the end of each period."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Fields that one statement counts: of one view, by one moment, at one grain, with the same dimensions."""

    view: str
    at: str
    grain: Grain
    dimensions: tuple[str, ...]
    fields: tuple[Definition, ...]
    doubts: tuple[Counter | None, ...]
    """For each field, the rows of which nobody can say whether they count; None where there are none."""
    length: int = 0
    """The seconds of an interval, where intervals are counted."""

    def counters(self) -> list[tuple[str, Counter]]:
        """The total of each field, and its doubt where there is one, each under its name."""
        found: list[tuple[str, Counter]] = []
        for number, (field, doubt) in enumerate(zip(self.fields, self.doubts, strict=True)):
            found += [(f"f{number}", field.total()), *([(f"u{number}", doubt)] if doubt else [])]
        return found


def folded(asked: Definition, choices: Choices) -> Definition:
    """A field of legs or entries, read from the contacts where these are the same rows: one pass less."""
    if asked.view == "entries" and not choices.several_legs:
        return replace(asked, view="contacts")
    if asked.view == "legs" and not choices.several_legs:
        when = asked.when if ANSWERED in asked.when else " AND ".join(filter(None, (ANSWERED, _whole(asked.when))))
        return replace(asked, view="contacts", when=when)
    return asked


def _whole(condition: str) -> str:
    return f"({condition})" if " OR " in condition.upper() else condition


def passes(
    fields: Iterable[tuple[Definition, Grain]],
    dimensions: Iterable[str],
    choices: Choices,
    empty: Mapping[str, frozenset[str]],
    of_intervals: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> tuple[Pass, ...]:
    """The fields, put together to as few statements as possible. ``empty`` are the columns of each table that have nulls.

    ``of_intervals`` are the dimensions by which the intervals of a field are told apart, where these are not all.
    """
    groups: dict[tuple[str, str, Grain, int, frozenset[str]], list[Definition]] = {}
    every = frozenset(dimensions)
    for asked, grain in fields:
        one = folded(asked, choices)
        at = AT_END if one.how == "snapshot" else one.at
        if one.judged is None:
            groups.setdefault((one.view, at, grain, 0, every), []).append(one)
        else:  # an interval has many contacts
            by = "day" if grain == "contact" else grain
            groups.setdefault((one.view, at, by, one.judged.length, of_intervals.get(one.field, every)), []).append(one)
    return tuple(
        Pass(view, at, grain, tuple(d for d in scope_of(views()[view], choices) if d in wanted), tuple(group),
             tuple(_doubt(one, choices, empty) for one in group), length)
        for (view, at, grain, length, wanted), group in groups.items()
    )  # fmt: skip


def _doubt(one: Definition, choices: Choices, empty: Mapping[str, frozenset[str]]) -> Counter | None:
    """Times of contacts that nobody answered are no gap."""
    view = views()[one.view]
    told = replace(one, when=ANSWERED) if view.of == "interactions" and one.how == "sum" and not one.when else one
    made = (view.columns | derived().get(view.name, {}).keys()) - NEVER_NULL - set(columns_of(view.of, choices))
    return None if one.how == "snapshot" else told.unknown(empty.get(view.of, frozenset()) | made)


def statement(one: Pass, slots: Sequence[Slot], choices: Choices) -> str:
    """The SQL of a pass: rows of slot, contact where asked, dimensions, rows counted, then for each field its total and doubt.

    Rows that lie in no period have no slot; they are counted too, so that it is known how many there are.
    """
    if one.length:
        return _interval_statement(one, slots, choices)
    view = views()[one.view]
    made = chain(one.view, choices)
    keys = [*(["contact_id"] if one.grain == "contact" else []), *one.dimensions]
    counters = one.counters()
    named = {name for field in one.fields for name in field.names()}
    named |= {name for _, counter in counters for name in words(f"{counter.what} {counter.when}")}
    source = with_derived(one.view, named, choices, made)
    word = shared_word(view, (counter for _, counter in counters), keys) if one.grain != "contact" else None
    names = sorted((named & _known(view, choices)) | set(keys))
    moment = one.at or moment_of(view, choices)
    rows = f"SELECT {', '.join([f'{number_of(moment, slots)} AS slot', *names])} FROM {source}"  # noqa: S608  # our own text
    by = ["slot", *keys]
    if word:
        return with_queries(made, in_two_steps(counters, by, word, rows))
    told = [f"{counter.text()} AS {name}" for name, counter in counters]
    last = (
        f"SELECT {', '.join([*by, 'COUNT(*) AS n', *told])}\nFROM (\n{rows}\n) r\n"  # our own text
        f"GROUP BY {', '.join(by)}"
    )
    return with_queries(made, last)


def _interval_statement(one: Pass, slots: Sequence[Slot], choices: Choices) -> str:
    """The same for intervals: contacts are counted in each, and then intervals by what was counted in them."""
    made = chain("contacts", choices)
    judged = [(field.judged, doubt) for field, doubt in zip(one.fields, one.doubts, strict=True) if field.judged]
    named = frozenset().union(*(field.names() for field in one.fields)) & views()[one.view].columns
    names = sorted((named - {one.at}) | set(one.dimensions))
    stretch = number_within(one.at, even_clock(slots[0].start, slots[-1].end, choices.zone), one.length)
    columns = ", ".join([f"{number_of(one.at, slots)} AS slot", f"{stretch} AS stretch", *names])
    return with_queries(made, in_intervals(judged, one.dimensions, f"SELECT {columns} FROM contacts"))  # noqa: S608  # our own text


def snapshot_statement(one: Pass, slots: Sequence[Slot], choices: Choices) -> str:
    """The SQL of what stands at the end of each slot: the same columns as ``statement``, without doubt."""
    made = chain(one.view, choices)
    source = with_derived(one.view, {name for field in one.fields for name in field.names()}, choices, made)
    made["slots"] = as_table(slots)
    keys = ["slot", *one.dimensions]
    counters = [f"SUM(CASE WHEN {_stands(field)} THEN 1 ELSE 0 END) AS f{n}" for n, field in enumerate(one.fields)]
    last = (
        f"SELECT {', '.join([*keys, 'COUNT(*) AS n', *counters])}\nFROM {source} CROSS JOIN slots\n"  # our own text
        f"GROUP BY {', '.join(keys)}"
    )
    return with_queries(made, last)


def _stands(field: Definition) -> str:
    condition = field.what.replace("{end}", "slot_end")
    return f"({condition}) AND ({field.when})" if field.when else condition


def _known(view: View, choices: Choices) -> set[str]:
    more = derived().get(view.name, {})
    return {*columns_of(view.of, choices), *view.columns, *scope_of(view, choices), *more}
