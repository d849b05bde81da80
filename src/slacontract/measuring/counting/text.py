"""The text of a view: a chain of named queries, from the tables as they lie to the rows that are counted.

What the records do not need is not in it: without transfers no legs are joined, without overlaps no states are settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Final, TypeAlias

from slacontract.measuring.counting.slots import Slot, as_table, literal
from slacontract.measuring.counting.views import Choices, View, derived, query, views
from slacontract.measuring.tables import SQL_TYPES, tables

Chain: TypeAlias = dict[str, str]
"""Named queries in the order in which they are needed."""

RENAMED: Final[Mapping[str, str]] = {"evaluations": "evaluated_at", "sales": "sold_at"}
"""What the column ``at`` of a table is called in its view: ``at`` is a word of some dialects."""


def columns_of(table: str, choices: Choices) -> tuple[str, ...]:
    """The canonical columns of a table, and those that the source adds."""
    canonical = tables()[table].columns
    return (*canonical, *sorted(choices.columns.get(table, frozenset()) - canonical.keys()))


def scope_of(view: View, choices: Choices) -> tuple[str, ...]:
    """The columns by which the rows of a view can be told apart: its own, those its source adds, and those it inherits."""
    table = tables()[view.of]
    held = [name for name in view.scope if name in table.columns]
    own = (*held, *sorted(choices.columns.get(view.of, frozenset()) - table.columns.keys()))
    lenders = _lenders(view, choices)
    return tuple(dict.fromkeys((*own, *(name for lender in lenders for name in scope_of(views()[lender], choices)))))


def _lenders(view: View, choices: Choices) -> tuple[str, ...]:
    """The views that lend their scope to the rows of a view."""
    if view.name not in choices.inherited:
        return ()
    has = choices.columns.keys()
    contact = ("contacts",) if view.from_contact and "interactions" in has else ()
    return (*contact, *(("tickets",) if view.from_ticket and "tickets" in has else ()))


def chain(name: str, choices: Choices) -> Chain:
    """The queries that make a view; the last one is ``last_of`` it."""
    made: Chain = {}
    _VIEWS.get(name, _plain)(name, choices, made)
    return made


def last_of(name: str) -> str:
    """The name of the query that gives the rows of a view; not that of the table, which the chain begins with."""
    return name if name in _VIEWS else f"{name}_kept"


def with_queries(made: Chain, last: str) -> str:
    """One statement: the chain, then what is asked of it."""
    head = ",\n".join(f"{name} AS (\n{text}\n)" for name, text in made.items())
    return f"WITH {head}\n{last}"


def rows_of(table: str, choices: Choices) -> str:
    """A canonical table with all of its columns: null of the right type where the source has none."""
    has = choices.columns[table]
    kinds = {name: column.kind for name, column in tables()[table].columns.items()}
    listed = [
        f'"{name}"' if name in has else f'CAST(NULL AS {SQL_TYPES[kinds[name]]}) AS "{name}"'
        for name in columns_of(table, choices)
    ]
    return f"SELECT {', '.join(listed)} FROM {table}"  # noqa: S608  # names of our own tables and their columns


def _base(table: str, choices: Choices, made: Chain) -> str:
    made.setdefault(f"{table}_rows", rows_of(table, choices))
    return f"{table}_rows"


def _listed(names: Iterable[str], of: str) -> str:
    return ", ".join(f"{of}.{name}" for name in names)


def _contacts(_name: str, choices: Choices, made: Chain) -> None:
    """Contacts: from legs, without tests, as far as they are believed, and without what both parties take out."""
    if "contacts" in made:
        return
    _base("interactions", choices, made)
    scope = scope_of(views()["contacts"], choices)
    one = query("contacts_of_one_leg").format(
        scope=_listed(scope, "i"), where=_ONE_LEG if choices.several_legs else "", arrived=_arrived(choices)
    )
    several = query("contacts_of_several_legs").format(
        scope=", ".join(f"MAX(CASE WHEN n.entry = 1 THEN n.{name} END) AS {name}" for name in scope)
    )
    made["contacts_as_they_are"] = f"{one}\nUNION ALL\n{several}" if choices.several_legs else one
    made["contacts_met"] = _believed(choices, scope)
    made["contacts"] = _kept("contacts_met", "contacts", choices)


def _arrived(choices: Choices) -> str:
    """The arrival of a contact: its entry into the queue, which is one column less to read where every contact has it."""
    return "i.queued_at" if choices.all_queued else "COALESCE(i.queued_at, i.started_at)"


_ONE_LEG: Final = "WHERE NOT EXISTS (SELECT 1 FROM interactions_rows s WHERE s.leg_no <> 1 AND s.contact_id = i.contact_id)"


def _believed(choices: Choices, scope: tuple[str, ...]) -> str:
    longest = choices.longest_contact
    if longest and longest.treat == "cut":
        text = query("contacts_cut").format(scope=_listed(scope, "c"), over=longest.over)
    else:
        text = "SELECT c.* FROM contacts_as_they_are c"
    conditions = ["(c.is_test IS NULL OR NOT c.is_test)"] if choices.without_tests else []
    if longest and longest.treat == "left_out":
        conditions.append(f"c.handle_s <= {longest.over}")
    return f"{text}\nWHERE {' AND '.join(conditions)}" if conditions else text


def _kept(source: str, view: str, choices: Choices) -> str:
    out = choices.left_out.get(view)
    kept = f" WHERE CASE WHEN {out} THEN 0 ELSE 1 END = 1" if out else ""
    return f"SELECT v.* FROM {source} v{kept}"  # noqa: S608  # our own text


def _legs(name: str, choices: Choices, made: Chain) -> None:
    """Legs: those that were answered, those that entered a queue, or those that were offered to an agent."""
    _contacts("contacts", choices, made)
    made[name] = query("legs").format(scope=_listed(scope_of(views()[name], choices), "i"), which=WHICH_LEGS[name])


WHICH_LEGS: Final[Mapping[str, str]] = {
    "legs": "i.outcome = 'answered'",
    "entries": "(i.queued_at IS NOT NULL OR i.leg_no = 1)",
    "offers": "i.agent_key IS NOT NULL",
}
"""Which legs a view of legs has."""


def _until(table: str, choices: Choices) -> str:
    """The last moment that a table's records know of, as SQL."""
    return literal(choices.until[table]) if table in choices.until else "CAST(NULL AS TIMESTAMP)"


def _repeats(name: str, choices: Choices, made: Chain) -> None:
    _contacts("contacts", choices, made)
    by = "c.customer_key, c.reason" if choices.by_reason else "c.customer_key"
    made[name] = query("repeats").format(by=by, until=_until("interactions", choices))


def _cut(rows: str, names: tuple[str, ...], choices: Choices, made: Chain) -> str:
    slots = [Slot(start, end, "") for start, end in pairwise(choices.edges)]
    made.setdefault("cuts", as_table(slots))
    return query("cut_time").format(columns=_listed(names, "t"), rows=rows)


def _agent_time(name: str, choices: Choices, made: Chain) -> None:
    """Agent time: states that are believed, cut, settled where they overlap."""
    _base("agent_states", choices, made)
    names = _all_but(("start_at", "end_at", "last_update"), "agent_states", choices)
    longest = choices.longest_state
    lasts = "DATE_DIFF('second', b.start_at, b.end_at)"
    ends, believed = "b.end_at", "b.end_at > b.start_at"
    if longest and longest.treat == "cut":
        ends = f"CASE WHEN {lasts} > {longest.over} THEN b.start_at + INTERVAL '{longest.over}' SECOND ELSE b.end_at END"
    if longest and longest.treat == "left_out":
        believed += f" AND {lasts} <= {longest.over}"
    made["states_believed"] = query("states_believed").format(
        columns=_listed(names, "b"),
        columns_read=_listed(names, "r"),
        ends=ends,
        until=_until("agent_states", choices),
        believed=believed,
    )
    made["states_cut"] = _cut("states_believed", (*names, "lane", "place"), choices, made)
    if choices.overlaps:
        made["states_settled"] = query("states_settled").format(columns=_listed(names, "t"))
    logged = "t.class = 'session'" if choices.sessions else "t.class <> 'off'"
    rows = "states_settled" if choices.overlaps else "states_cut"
    made["agent_time_met"] = query("agent_time").format(columns=_listed(names, "t"), logged=logged, rows=rows)
    made[name] = _kept("agent_time_met", name, choices)


def _all_but(names: Iterable[str], table: str, choices: Choices) -> tuple[str, ...]:
    return tuple(column for column in columns_of(table, choices) if column not in set(names))


def _schedule_time(name: str, choices: Choices, made: Chain) -> None:
    """Planned or paid time: cut where it has an end."""
    rows = _base("schedules", choices, made)
    names = _all_but(("start_at", "end_at", "hours"), "schedules", choices)
    made["schedules_cut"] = _cut(rows, names, choices, made)
    made["schedule_time_met"] = query("schedule_time").format(columns=_listed(names, "t"))
    made[name] = _kept("schedule_time_met", name, choices)


def _plain(name: str, choices: Choices, made: Chain) -> None:
    """A table as it is, with the scope of its contacts or tickets where its rows name one."""
    view = views()[name]
    rows = _base(view.of, choices, made)
    lenders = _lenders(view, choices)
    for lender in lenders:
        _VIEWS.get(lender, _plain)(lender, choices, made)
    scope = scope_of(view, choices)
    own = columns_of(view.of, choices)
    told = query(name if name in _OWN_QUERY else "plain").format(
        columns=_columns(view, [column for column in own if column not in scope]),
        scope="".join(f", {_inherited(column, own, lenders, choices)}" for column in scope),
        joins="\n".join(_join(lender, own) for lender in lenders),
        rows=rows,
        until=_until(view.of, choices),
    )  # fmt: skip
    made[f"{name}_met"] = told
    made[last_of(name)] = _kept(f"{name}_met", name, choices)


_OWN_QUERY: Final = frozenset({"ticket_steps", "repairs"})


def _columns(view: View, names: list[str]) -> str:
    new = RENAMED.get(view.of)
    return ", ".join(f't."at" AS {new}' if name == "at" and new else f"t.{name}" for name in names)


def _inherited(column: str, own: tuple[str, ...], lenders: tuple[str, ...], choices: Choices) -> str:
    """A column of scope: the row's own, else that of what it names."""
    lent = [f"{_LENT[lender][0]}.{column}" for lender in lenders if column in scope_of(views()[lender], choices)]
    found = [f"t.{column}", *lent] if column in own else lent
    return f"t.{column}" if found == [f"t.{column}"] else f"{_first(found)} AS {column}"


def _first(found: list[str]) -> str:
    return f"COALESCE({', '.join(found)})" if len(found) > 1 else found[0]


_LENT: Final = {"contacts": ("c", "contact_id", "contacts_met"), "tickets": ("k", "ticket_id", "tickets_met")}
"""Who lends scope: its short name, by which id, and the query that still has what both parties take out."""


def _join(lender: str, own: tuple[str, ...]) -> str:
    short, key, source = _LENT[lender]
    return f"LEFT JOIN {source} {short} ON {short}.{key} = t.{key}" if key in own else ""


def with_derived(name: str, names: Iterable[str], choices: Choices, made: Chain) -> str:
    """Put the derived columns that are asked for beside the rows of a view; the name of the query that has them."""
    asked = {column: derived()[name][column] for column in sorted(names) if column in derived().get(name, {})}
    if not asked:
        return last_of(name)
    joins: dict[str, str] = {}
    for one in asked.values():
        if one.source:
            _look_up(one.source, choices, made)
            joins[one.source] = f"LEFT JOIN {one.source} {one.join.split('.')[0]} ON {one.join}"
    columns = ", ".join(f"{one.sql.format(until=_until(views()[name].of, choices))} AS {column}" for column, one in asked.items())
    made[f"{name}_told"] = f"SELECT v.*, {columns} FROM {last_of(name)} v {' '.join(joins.values())}"  # noqa: S608  # our own text
    return f"{name}_told"


def _look_up(source: str, choices: Choices, made: Chain) -> None:
    for table in LOOKED_UP[source]:
        _base(table, choices, made)
    if source == "adherent":
        _agent_time("agent_time", choices, made)
        made["worked"] = query("worked").format(rows="states_settled" if choices.overlaps else "states_cut")
    made[source] = query(source)


LOOKED_UP: Final[Mapping[str, tuple[str, ...]]] = {
    "call_backs": ("interactions",),
    "sent_in": ("repairs",),
    "reopened": ("ticket_events",),
    "placed": ("sales",),
    "adherent": ("schedules", "agent_states"),
}
"""The tables that a looked-up query reads."""


_VIEWS: Final[Mapping[str, Callable[[str, Choices, Chain], None]]] = {
    "contacts": _contacts,
    "entries": _legs,
    "legs": _legs,
    "offers": _legs,
    "repeats": _repeats,
    "agent_time": _agent_time,
    "schedule_time": _schedule_time,
}
