"""The one query that reads a file: cells, texts, types, instants, what is computed, and a mark on rows not as they should be.

Each level reads the one below, so that no expression is written twice; DuckDB streams through all of them in one pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from slacontract.measuring.sources import columns
from slacontract.measuring.sources.columns import Target
from slacontract.measuring.sources.relations import Relation, cleaned
from slacontract.measuring.sources.sql import name
from slacontract.measuring.sources.times import Clock

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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

    ``years`` are those that the first rows speak of, with some around them; None is any year. ``trusted`` where every cell was
    looked at before, and none was amiss.
    """

    targets: tuple[Target, ...]
    reading: Reading
    salt: str
    years: tuple[int, int] | None = None
    trusted: bool = False

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


def figures_known(connection: DuckDBPyConnection, plan: Plan) -> Plan:
    """The plan with what the SQL of its columns gives: a text of the file, read as the file writes numbers, or a number."""
    import duckdb  # noqa: PLC0415  # loaded where records are read, and nowhere else

    made = []
    for target in plan.targets:
        kind = "VARCHAR"
        if target.said.sql is not None:
            cells = ", ".join(f"CAST(NULL AS VARCHAR) AS {name(h)}" for h in columns.headings_of(target.said)) or "1 AS _one"
            with suppress(duckdb.Error):  # what is wrong with it is told when the file is read
                row = connection.execute(f"SELECT typeof({target.said.sql}) FROM (SELECT {cells})").fetchone()
                kind = str(row[0]) if row else kind
        made.append(replace(target, figure=kind not in {"VARCHAR", '"NULL"'}))
    return replace(plan, targets=tuple(made))


def query(plan: Plan, there: Relation) -> str:
    """The query over one file: the columns of the plan and the mark."""
    read = {target.name: columns.as_text(target, there) for target in plan.targets}
    present = [target for target in plan.targets if read[target.name] is not None]
    rows = _Rows(plan, there, present)
    sql = _cells(rows)
    texts = [f"{read[t.name]} AS {name('x_' + t.name)}" for t in present if t.name not in {*rows.already, *rows.raw}]
    kept = [name(f"x_{n}") for n in (*rows.already, *rows.raw)]
    seen = [t for t in present if t.name in rows.raw]
    kept += [f"{columns.at_first_glance(t, plan.reading, name('x_' + t.name))} AS {name('v_' + t.name)}" for t in seen]
    days = [f"{name(str(t.said.date))} AS {name('d_' + t.name)}" for t in present if t.said.date]
    sql = f"SELECT {', '.join([*texts, *kept, *days, f'{_left_out(plan, there)} AS _out'])} FROM ({sql})"
    sql = _typed(rows, sql)
    for target in columns.in_order(t for t in present if t.kind == "instant" and t.said.after):
        sql = f"SELECT * REPLACE ({columns.not_before(target)} AS {name('l_' + target.name)}) FROM ({sql})"
    sql = _instants(rows, sql)
    for target in columns.computed(plan.targets):
        value = f"CAST(({target.said.computed}) AS {target.sql_type}) AS {name(target.name)}"
        sql = f"SELECT *, {value} FROM ({sql})"
    chosen = [_chosen(target, read[target.name] is not None) for target in plan.targets]
    return f"SELECT {', '.join(chosen)}, {_mark(rows)} AS {MARK} FROM ({sql})"


class _Rows:
    """What is known of the rows of one file: which columns it fills, which of them are typed already, which are read quickly."""

    def __init__(self, plan: Plan, there: Relation, present: Sequence[Target]) -> None:
        self.plan, self.there, self.present = plan, there, present
        self.already = {t.name: found for t in present if (found := _native(t, there, plan)) is not None}
        self.raw = {
            t.name: there.columns[str(columns.source_heading(t.said, there))]
            for t in present
            if t.name not in self.already and not there.types and columns.quick(t, plan.reading)
        }
        self.empty = [str(mark) for mark in plan.reading.empty]

    def text_of(self, target: Target) -> str:
        """The text of a column, cleaned: where it is read quickly, only the cells that are not as usual come to this."""
        x = name(f"x_{target.name}")
        return f"({cleaned(x, self.empty)})" if target.name in self.raw else x

    def headings(self) -> list[str]:
        """The headings whose cells must be cleaned."""
        plan = self.plan
        slow = [h for t in plan.targets if t.name not in self.raw for h in columns.headings_of(t.said)]
        return list(dict.fromkeys([*slow, *(h for rule in plan.reading.leave_out for h in columns.rule_headings(rule))]))


def _chosen(target: Target, present: bool) -> str:  # noqa: FBT001  # one of two ways to name a column
    known = present or target.said.computed is not None
    return name(target.name) if known else f"CAST(NULL AS {target.sql_type}) AS {name(target.name)}"


def _cells(rows: _Rows) -> str:
    """Cleaned cells under the profile's headings; what is typed already or read quickly goes along as ``x_name``."""
    made = [f"{_cell(rows.plan, rows.there, heading)} AS {name(heading)}" for heading in rows.headings()]
    own = [
        f"{rows.there.columns[str(columns.source_heading(t.said, rows.there))]} AS {name('x_' + t.name)}"
        for t in rows.present
        if t.name in rows.already
    ]
    own += [f"{raw} AS {name('x_' + target)}" for target, raw in rows.raw.items()]
    blank = f"COALESCE({', '.join(rows.there.columns.values())}) IS NULL AS _blank" if _may_be_blank(rows.there) else ""
    return f"SELECT {', '.join([*made, *own, *([blank] if blank else [])]) or '1 AS _one'} FROM {rows.there.sql}"


def _may_be_blank(there: Relation) -> bool:
    """Text files have rows of delimiters only; files with types have none."""
    return len(there.columns) > 1 and not there.types


def _cell(plan: Plan, there: Relation, heading: str) -> str:
    if not there.has(heading):
        return "CAST(NULL AS VARCHAR)"
    return cleaned(there.columns[heading], [str(mark) for mark in plan.reading.empty], there.types.get(heading, "VARCHAR"))


def _native(target: Target, there: Relation, plan: Plan) -> str | None:
    """SQL for a column whose file has its type already, as Parquet does; None where its text must be read."""
    reading = plan.reading
    heading = columns.source_heading(target.said, there)
    kind = there.types.get(heading or "", "VARCHAR")
    unit = target.said.unit or reading.unit
    if target.kind == "seconds" and columns.is_number(kind) and not target.said.empty and unit in {"s", *columns.EXACT_UNITS}:
        return columns.native_seconds(target, reading, trusted=plan.trusted)
    return columns.native(target, kind) if heading else None


def _left_out(plan: Plan, there: Relation) -> str:
    """The rule that leaves a row out, as a number below 0."""
    blank = [f"WHEN _blank THEN {BLANK_ROW}"] if _may_be_blank(there) else []
    rules = [f"WHEN {columns.condition(rule)} THEN {-2 - n}" for n, rule in enumerate(plan.reading.leave_out)]
    return f"CASE {' '.join([*blank, *rules])} ELSE 0 END" if blank or rules else "0"


def _typed(rows: _Rows, sql: str) -> str:
    made = []
    for target in rows.present:
        if target.kind == "instant":
            made += _clocks(rows, target)
        else:
            made.append(f"{_value(rows, target)} AS {name(target.name)}")
    return f"SELECT *, {', '.join(made)} FROM ({sql})" if made else f"SELECT * FROM ({sql})"


def _value(rows: _Rows, target: Target) -> str:
    if target.name in rows.already:
        return rows.already[target.name]
    if target.name in rows.raw:
        return columns.typed_quickly(target, rows.plan.reading, name(f"x_{target.name}"), rows.text_of(target))
    return columns.typed(target, rows.plan.reading, rows.plan.salt, rows.text_of(target))


def _clock_of(rows: _Rows, target: Target) -> Clock:
    if target.name in rows.already:
        return columns.CLOCK_UTC if _is_utc(rows.already[target.name]) else columns.CLOCK_LOCAL
    if target.name in rows.raw:
        return columns.wall_clock_quickly(target, rows.plan.reading, name(f"x_{target.name}"), rows.text_of(target))
    return columns.wall_clock(target, rows.plan.reading, rows.text_of(target))


def _clocks(rows: _Rows, target: Target) -> list[str]:
    local, utc = name(f"l_{target.name}"), name(f"u_{target.name}")
    if target.name in rows.already:
        return [f"{rows.already[target.name]} AS {utc if _is_utc(rows.already[target.name]) else local}"]
    clock = _clock_of(rows, target)
    return [f"{said} AS {into}" for said, into in ((clock.local, local), (clock.utc, utc)) if said]


def _is_utc(expression: str) -> bool:
    return expression.startswith("timezone(")


def _instants(rows: _Rows, sql: str) -> str:
    made = []
    for target in (t for t in rows.present if t.kind == "instant"):
        said = target.said.timezone or rows.plan.reading.timezone
        zone = str(said) if said else None
        value = columns.instant(target, _clock_of(rows, target), zone, rows.plan.fold, rows.plan.years)
        made.append(f"{value} AS {name(target.name)}")
    return f"SELECT *, {', '.join(made)} FROM ({sql})" if made else sql


def _said(rows: _Rows, target: Target) -> str:
    """Whether a cell says something, as SQL; a cell without any text is known before it is cleaned."""
    text = f"{rows.text_of(target)} IS NOT NULL"
    raw = name(f"x_{target.name}")
    return f"CASE WHEN {raw} IS NULL THEN FALSE ELSE {text} END" if target.name in rows.raw else text


def _is_any_text(target: Target) -> bool:
    """Whether any text is a value of a column, so that none is amiss."""
    return target.kind == "text" and not target.column.one_of and not target.said.map


def _mark(rows: _Rows) -> str:
    """One number for what is wrong with a row, or why it is left out; cells are looked at again only where nothing was read."""
    there = {target.name for target in rows.present}
    bits = [
        (1 << place, f"{name(target.name)} IS NULL AND {_said(rows, target)}")
        for place, target in enumerate(rows.plan.marked())
        if target.name in there and target.said.value is None and not _is_any_text(target)
    ]
    if not bits or rows.plan.trusted:
        return "CAST(_out AS BIGINT)"
    anything = " OR ".join(f"({test})" for _, test in bits)
    total = " + ".join(f"CASE WHEN {test} THEN CAST({bit} AS BIGINT) ELSE 0 END" for bit, test in bits)
    return f"CASE WHEN _out < 0 THEN CAST(_out AS BIGINT) WHEN {anything} THEN {total} ELSE CAST(0 AS BIGINT) END"
