"""Intervals: contacts are counted in each quarter, half hour or hour; then the intervals that had enough and met their target.

An interval is a stretch of the local clock from the full hour on, of one member, within one day. The hour that comes twice when
clocks go back is two hours; the one that is left out when they go forward is none. One in which nothing counted is no row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.measuring.counting.slots import Edge, literal

if TYPE_CHECKING:
    from slacontract.catalogue.intervals import IntervalCounter
    from slacontract.measuring.counting.definitions import Counter


@dataclass(frozen=True, slots=True)
class Judged:
    """How intervals of ``length`` seconds are judged: contacts of ``base``, of which ``least`` make it count; and of these the
    share that is ``met``, which must reach ``target``, a numerator and a divisor, where there is one.
    """

    length: int
    least: int
    base: str
    met: str = ""
    target: tuple[int, int] = (0, 1)

    @property
    def conditions(self) -> tuple[str, ...]:
        """What is asked of each contact, as SQL."""
        return (self.base, self.met) if self.met else (self.base,)

    def text(self, columns: Mapping[str, str]) -> str:
        """1 for an interval that counts, else 0, as SQL over the column of each condition. Nothing is divided."""
        base, (share, whole) = columns[self.base], self.target
        met = f" AND {columns[self.met]} * {whole} >= {base} * {share}" if self.met else ""
        return f"CASE WHEN {base} >= {self.least}{met} THEN 1 ELSE 0 END"


_LEFT: Final = {
    "answered": ("answered",),
    "answered_abandoned": ("answered", "abandoned"),
    "answered_abandoned_flow_out": ("answered", "abandoned", "flow_out", "callback"),
    "answered_abandoned_ivr": ("answered", "abandoned", "ivr"),
}
"""The outcomes of the contacts that a service level is divided by."""
_SIDES: Final = {"in": "<=", "under": "<", "after": ">", "lasting": ">="}


def judged(asked: IntervalCounter) -> Judged:
    """The conditions that the name of a counter says."""
    base, beyond = asked.base, ""
    for word in ("after", "lasting"):
        if asked.base.endswith(f"_{word}"):
            base, beyond = asked.base.removesuffix(f"_{word}"), word
    outcomes = ", ".join(f"'{one}'" for one in _LEFT[base])
    counted = f"outcome IN ({outcomes})"
    if beyond:
        counted = f"outcome = 'answered' OR (outcome = 'abandoned' AND wait_s {_SIDES[beyond]} {asked.base_s})"
    if asked.target is None:
        return Judged(asked.length, asked.least, counted)
    left, _, side = asked.met.rpartition("_")
    in_time = f"wait_s {_SIDES[side]} {asked.met_s}"
    met = f"({counted}) AND {in_time}" if left else f"outcome = 'answered' AND {in_time}"
    return Judged(asked.length, asked.least, counted, met, asked.target.as_integer_ratio())


def number_within(moment: str, edges: Sequence[Edge], length: int) -> str:
    """SQL for the interval that a moment lies in: the seconds from the first edge to its beginning.

    Where the local clock is set by whole intervals they go on as before, and one expression does; else they begin anew.
    """
    first = edges[0]
    phases: list[tuple[Edge, int]] = []
    for edge in edges:
        phase = int((edge.begins - first.begins).total_seconds() - edge.second) % length
        if not phases or phases[-1][1] != phase:
            phases.append((edge, phase))
    since = f"DATE_DIFF('second', {literal(first.begins)}, {moment})"
    *earlier, (_, last) = phases
    ends = [edge.begins for edge, _ in phases[1:]]
    whens = " ".join(f"WHEN {moment} < {literal(end)} THEN {_begin(since, phase, length)}"
                     for end, (_, phase) in zip(ends, earlier, strict=True))  # fmt: skip
    return f"CASE {whens} ELSE {_begin(since, last, length)} END" if whens else _begin(since, last, length)


def _begin(since: str, phase: int, length: int) -> str:
    """The remainder is that of a number that is not below 0, for engines say that of others in different ways."""
    shifted = f"{since} + {length - phase}" if phase else since
    return f"{since} - MOD({shifted}, {length})"


def in_intervals(fields: Sequence[tuple[Judged, Counter | None]], keys: Sequence[str], rows: str) -> str:
    """One statement over ``rows``, which have ``slot`` and ``stretch``: by slot and ``keys``, the rows counted, then for each
    field its intervals and the contacts in doubt. Conditions and doubts that are alike are counted once.
    """
    conditions: dict[str, str] = {}
    doubts: dict[str, str] = {}
    for field, doubt in fields:
        for condition in field.conditions:
            conditions.setdefault(condition, f"c{len(conditions)}")
        if doubt:
            doubts.setdefault(doubt.text(), f"d{len(doubts)}")
    inner = [
        "COUNT(*) AS n",
        *(f"COUNT(CASE WHEN {condition} THEN 1 END) AS {name}" for condition, name in conditions.items()),
        *(f"{text} AS {name}" for text, name in doubts.items()),
    ]
    told = []
    for number, (field, doubt) in enumerate(fields):
        told += [f"SUM({field.text(conditions)}) AS f{number}"]
        told += [f"SUM({doubts[doubt.text()]}) AS u{number}"] if doubt else []
    by = ", ".join(["slot", *keys])
    return (
        f"SELECT {', '.join([by, 'SUM(n) AS n', *told])}\nFROM (\n"  # our own text
        f"SELECT stretch, {', '.join([by, *inner])}\nFROM (\n{rows}\n) r\nGROUP BY stretch, {by}\n) w\nGROUP BY {by}"
    )
