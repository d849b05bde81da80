"""The one query that reads a file: cells, texts, types, instants, what is computed, and a mark on rows not as they should be.

Each level reads the one below, so that no expression is written twice; DuckDB streams through all of them in one pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.measuring.sources import columns
from slacontract.measuring.sources.columns import Target
from slacontract.measuring.sources.relations import Relation, cleaned
from slacontract.measuring.sources.sql import name

if TYPE_CHECKING:
    from slacontract.measuring.sources.zones import Fold
    from slacontract.model.records import Reading

MARK: Final = "_mark"
"""0 for a row that counts; below 0 the number of the rule that leaves it out; above 0 bits of the columns not understood."""
BLANK_ROW: Final = -1
"""The mark of a row without any text; rules of the declaration go on from -2."""
MOST_TARGETS: Final = 62


@dataclass(frozen=True, slots=True)
class Plan:
    """How a source becomes a table: its columns in order, how it is read, the salt of its private columns.

    ``years`` are those that the first rows speak of, with some around them; None is any year.
    """

    targets: tuple[Target, ...]
    reading: Reading
    salt: str
    years: tuple[int, int] | None = None

    @property
    def fold(self) -> Fold:
        """Which of two equal hours is meant; a time within them is not read where it is not said."""
        return self.reading.fold or "refuse"

    def headings(self) -> list[str]:
        """All headings that the columns and rules read."""
        rules = [heading for rule in self.reading.leave_out for heading in columns.rule_headings(rule)]
        return list(dict.fromkeys([*(h for target in self.targets for h in columns.headings_of(target.said)), *rules]))

    def marked(self) -> list[Target]:
        """The columns whose cells may be unreadable; their place is their bit."""
        return [target for target in self.targets if target.said.computed is None][:MOST_TARGETS]


def query(plan: Plan, there: Relation) -> str:
    """The query over one file: the columns of the plan and the mark."""
    read = {target.name: columns.as_text(target, there) for target in plan.targets}
    present = [target for target in plan.targets if read[target.name] is not None]
    already = {t.name: found for t in present if (found := _native(t, there, plan.reading)) is not None}
    sql = _cells(plan, there, present)
    texts = [f"{read[t.name]} AS {name('x_' + t.name)}" for t in present if t.name not in already]
    kept = [name("x_" + n) for n in already]
    days = [f"{name(str(t.said.date))} AS {name('d_' + t.name)}" for t in present if t.said.date]
    sql = f"SELECT {', '.join([*texts, *kept, *days, f'{_left_out(plan, there)} AS _out'])} FROM ({sql})"
    sql = _typed(plan, present, already, sql)
    for target in columns.in_order(t for t in present if t.kind == "instant" and t.said.after):
        sql = f"SELECT * REPLACE ({columns.not_before(target)} AS {name('l_' + target.name)}) FROM ({sql})"
    sql = _instants(plan, present, already, sql)
    for target in columns.computed(plan.targets):
        value = f"CAST(({target.said.computed}) AS {target.sql_type}) AS {name(target.name)}"
        sql = f"SELECT *, {value} FROM ({sql})"
    chosen = [_chosen(target, read[target.name] is not None) for target in plan.targets]
    return f"SELECT {', '.join(chosen)}, {_mark(plan, present)} AS {MARK} FROM ({sql})"


def _chosen(target: Target, present: bool) -> str:  # noqa: FBT001  # one of two ways to name a column
    known = present or target.said.computed is not None
    return name(target.name) if known else f"CAST(NULL AS {target.sql_type}) AS {name(target.name)}"


def _cells(plan: Plan, there: Relation, present: Sequence[Target]) -> str:
    """Cleaned cells under the profile's headings; what the file already has in its type goes along as ``x_name``."""
    made = [f"{_cell(plan, there, heading)} AS {name(heading)}" for heading in plan.headings()]
    own = [
        f"{there.columns[heading]} AS {name('x_' + target.name)}"
        for target in present
        if (heading := columns.source_heading(target.said, there)) and _native(target, there, plan.reading)
    ]
    return f"SELECT {', '.join([*made, *own]) or '1 AS _one'} FROM {there.sql}"


def _cell(plan: Plan, there: Relation, heading: str) -> str:
    if not there.has(heading):
        return "CAST(NULL AS VARCHAR)"
    return cleaned(there.columns[heading], [str(mark) for mark in plan.reading.empty], there.types.get(heading, "VARCHAR"))


def _native(target: Target, there: Relation, reading: Reading) -> str | None:
    """SQL for a column whose file has its type already, as Parquet does; None where its text must be read."""
    heading = columns.source_heading(target.said, there)
    kind = there.types.get(heading or "", "VARCHAR")
    unit = target.said.unit or reading.unit
    if target.kind == "seconds" and columns.is_number(kind) and not target.said.empty and unit in {"s", *columns.EXACT_UNITS}:
        return columns.native_seconds(target, reading)
    return columns.native(target, kind) if heading else None


def _left_out(plan: Plan, there: Relation) -> str:
    """The rule that leaves a row out, as a number below 0."""
    heads = [name(h) for h in plan.headings() if there.has(h)]
    blank = [f"WHEN COALESCE({', '.join(heads)}) IS NULL THEN {BLANK_ROW}"] if len(heads) > 1 else []
    rules = [f"WHEN {columns.condition(rule)} THEN {-2 - n}" for n, rule in enumerate(plan.reading.leave_out)]
    return f"CASE {' '.join([*blank, *rules])} ELSE 0 END" if blank or rules else "0"


def _typed(plan: Plan, present: Sequence[Target], already: dict[str, str], sql: str) -> str:
    made = []
    for target in present:
        if target.kind == "instant":
            made += _clocks(plan, target, already)
        else:
            value = already.get(target.name) or columns.typed(target, plan.reading, plan.salt)
            made.append(f"{value} AS {name(target.name)}")
    return f"SELECT *, {', '.join(made)} FROM ({sql})" if made else f"SELECT * FROM ({sql})"


def _clocks(plan: Plan, target: Target, already: dict[str, str]) -> list[str]:
    local, utc = name(f"l_{target.name}"), name(f"u_{target.name}")
    if target.name in already:
        return [f"{already[target.name]} AS {utc if _is_utc(already[target.name]) else local}"]
    clock = columns.wall_clock(target, plan.reading)
    return [f"{said} AS {into}" for said, into in ((clock.local, local), (clock.utc, utc)) if said]


def _is_utc(expression: str) -> bool:
    return expression.startswith("timezone(")


def _instants(plan: Plan, present: Sequence[Target], already: dict[str, str], sql: str) -> str:
    made = []
    for target in (t for t in present if t.kind == "instant"):
        clock = columns.wall_clock(target, plan.reading)
        if target.name in already:
            clock = columns.CLOCK_UTC if _is_utc(already[target.name]) else columns.CLOCK_LOCAL
        zone = target.said.timezone or plan.reading.timezone
        made.append(
            f"{columns.instant(target, clock, str(zone) if zone else None, plan.fold, plan.years)} AS {name(target.name)}"
        )
    return f"SELECT *, {', '.join(made)} FROM ({sql})" if made else sql


def _mark(plan: Plan, present: Sequence[Target]) -> str:
    """One number for what is wrong with a row, or why it is left out."""
    there = {target.name for target in present}
    bits = [
        (1 << place, f"({_given(target)} IS NOT NULL AND {name(target.name)} IS NULL)")
        for place, target in enumerate(plan.marked())
        if target.name in there and target.said.value is None
    ]
    if not bits:
        return "CAST(_out AS BIGINT)"
    anything = " OR ".join(test for _, test in bits)
    total = " + ".join(f"CASE WHEN {test} THEN CAST({bit} AS BIGINT) ELSE 0 END" for bit, test in bits)
    return f"CASE WHEN _out < 0 THEN CAST(_out AS BIGINT) WHEN {anything} THEN {total} ELSE CAST(0 AS BIGINT) END"


def _given(target: Target) -> str:
    return name(f"x_{target.name}")
