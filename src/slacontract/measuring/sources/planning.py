"""What is read of a source: its columns, checked against its files, its zone and the forms of its times."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.codes import Severity
from slacontract.findings import Finding, Position, finding, nearest
from slacontract.measuring.sources import columns, times
from slacontract.measuring.sources.columns import EXACT_UNITS, Target
from slacontract.measuring.sources.files import Opened
from slacontract.measuring.sources.relations import Relation, relation, same
from slacontract.measuring.sources.sql import MEASURE
from slacontract.measuring.sources.summary import WHEN
from slacontract.measuring.sources.titles import under_titles
from slacontract.measuring.sources.zones import zone_of
from slacontract.measuring.tables import Column, Kind, Table
from slacontract.model.records import RecordColumn
from slacontract.model.texts import Word
from slacontract.parse.tables import shown

if TYPE_CHECKING:
    from slacontract.model.records import Reading, RecordSource

_HELPERS: Final[Mapping[str, Kind]] = {"s": "seconds", "at": "instant"}
"""What a column that is not ours is by the end of its name: others are computed from it; the rest tells members apart."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The files of a source, as relations, and all headings that they have."""

    files: Sequence[Opened]
    relations: Sequence[Relation]

    def has(self, heading: str) -> bool:
        """Whether a file has the heading."""
        return any(there.has(heading) for there in self.relations)


def targets_of(table: Table, reading: Reading, files: Sequence[Opened], wanted: Collection[str] | None) -> list[Target]:
    """The columns of a table that a source fills, and one more for each that the declaration adds."""
    said = {str(key): value for key, value in reading.columns.items()}
    if reading.own_names == "yes":
        heads = {same(h) for file in files for h in file.headings}
        said = {**{c: _from(c) for c in table.columns if same(c) in heads}, **said}
    if reading.currency and "currency" in table.columns and "currency" not in said:
        said["currency"] = RecordColumn(value=reading.currency)
    order = {name: number for number, name in enumerate(table.columns)}
    chosen = _wanted(table, said, reading, wanted)
    made = [_target(table, name, said[name], reading, files) for name in sorted(chosen, key=lambda n: (order.get(n, 99), n))]
    measures = [Target(Column(f"{MEASURE}{name}", "amount"), _from(heading)) for name, heading in reading.measures.items()]
    return made + measures


def _from(heading: str) -> RecordColumn:
    return RecordColumn.model_validate({"from": (Word(heading),)})


def _wanted(table: Table, said: Iterable[str], reading: Reading, wanted: Collection[str] | None) -> set[str]:
    """All columns, or those that are asked for with what tells rows apart and what others are computed from."""
    names = set(said)
    if wanted is None:
        return names
    needed = {*wanted, *table.key, *WHEN[table.name], *map(str, reading.key), "leg_id", "last_update", str(reading.newest)}
    if table.name == "interactions":
        needed |= {"queued_at", "started_at", "ended_at", "answered_at", "agent_key", "queue", "channel"}
    while True:
        more = {
            other
            for name in needed & names
            for other in names
            if (column := reading.columns.get(Word(name))) is not None
            and ((column.computed and re.search(rf"\b{re.escape(other)}\b", column.computed)) or other in map(str, column.after))
        }
        if more <= needed:
            return needed & names
        needed |= more


def _target(table: Table, name: str, said: RecordColumn, reading: Reading, files: Sequence[Opened]) -> Target:
    column = table.columns.get(name) or Column(name, _HELPERS.get(name.rpartition("_")[2], "text"))
    exact = column.kind == "seconds" and _has_decimals(said, reading, files)
    return Target(column, said, exact)


def _has_decimals(said: RecordColumn, reading: Reading, files: Sequence[Opened]) -> bool:
    """Whether a duration has decimals of a second: by its unit, by the type in the file, or by its first rows."""
    if said.computed is not None or (said.unit or reading.unit) in EXACT_UNITS:
        return True
    heads = {same(str(h)) for h in said.from_}
    for file in files:
        places = [place for place, heading in enumerate(file.headings) if same(heading) in heads]
        if any(file.types.get(file.headings[p], "").partition("(")[0] in {"FLOAT", "DOUBLE", "DECIMAL"} for p in places):
            return True
        if any("." in row[p] or "," in row[p] for row in file.sample for p in places if p < len(row)):
            return True
    return False


_YEAR: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


def years_of(targets: Sequence[Target], files: Sequence[Opened]) -> tuple[int, int] | None:
    """The years that the first rows of text files speak of, one before them and two after; None where they name none."""
    found: list[int] = []
    for file in files:
        heads = {same(h) for t in targets if t.kind == "instant" for h in columns.headings_of(t.said)}
        places = [place for place, heading in enumerate(file.headings) if same(heading) in heads]
        own = [int(y) for row in file.sample[:50] for p in places if p < len(row) for y in _YEAR.findall(row[p])]
        if not own:
            return None
        found += own
    return (max(1971, min(found) - 1), min(2058, max(found) + 2)) if found and min(found) > 1970 else None


def check(source: RecordSource, table: Table, reading: Reading, targets: Sequence[Target], sight: Sight) -> list[Finding]:
    """What keeps a source from being read: headings, zones, forms of times."""
    found = [
        *_headings(source, table, reading, targets, sight),
        *_zones(source, reading, targets),
        *_forms(source, reading, targets),
        *_naive(source, reading, targets, sight),
        *_names(source, reading, targets),
    ]
    return list(dict.fromkeys(found))


def sight(files: Sequence[Opened], headings: Iterable[str]) -> Sight:
    """Look for headings in files."""
    asked = list(headings)
    return Sight(files, [_relation(file, asked) for file in files])


def _relation(file: Opened, asked: list[str]) -> Relation:
    if file.format == "prepared":
        return Relation(str(file.path), {h: h for h in asked if h in file.types}, file.types)
    return relation(file, asked)


def _headings(
    source: RecordSource, table: Table, reading: Reading, targets: Sequence[Target], sight: Sight
) -> Iterable[Finding]:  # fmt: skip
    """A column needs its heading where records.yaml names it, or where it tells rows apart; files must agree on it."""
    wanted = [h for t in targets for h in columns.headings_of(t.said)] + list(table.columns if reading.own_names == "yes" else ())
    for file in (file for file, there in zip(sight.files, sight.relations, strict=True) if not there.columns):
        if found := under_titles(file, wanted, source.place):
            yield from found
            return
    for file in sight.files:
        yield from _doubled(file, wanted)
    key = {name for name in table.key if name not in {"leg_no", "measure"}}
    for name in sorted(key - {t.name for t in targets}, key=table.key.index):
        if not _optional(table, name) and sight.files:
            yield _absent(Target(table.columns[name], _from(name)), [name], sight.files[0], Severity.ERROR)
    for target in targets:
        heads = [str(h) for h in target.said.from_]
        lacking = [file for file, there in zip(sight.files, sight.relations, strict=True) if not any(map(there.has, heads))]
        if heads and len(lacking) == len(sight.files):
            declared = any(str(k) == target.name for k in source.columns) or target.name.startswith(MEASURE)
            if declared or (target.name in key and not _optional(table, target.name)):
                yield _absent(target, heads, sight.files[0], Severity.ERROR)
        elif heads and lacking:
            yield _absent(target, heads, lacking[0], Severity.WARNING)
        for heading in map(str, target.said.join):
            if not sight.has(heading):
                yield _absent(target, [heading], sight.files[0], Severity.ERROR)


def _doubled(file: Opened, wanted: Iterable[str]) -> Iterable[Finding]:
    """A heading that is read and stands over two columns."""
    there = [same(heading) for heading in file.headings]
    for heading in dict.fromkeys(wanted):
        places = [number for number, one in enumerate(there, 1) if one == same(heading)]
        if len(places) > 1:
            what = f"{file.name} has the heading '{heading}' over columns {' and '.join(map(str, places))}: which one is read?"
            at = Position(file.name, file.first_line - 1 or 1)
            yield finding("R604", at, what, "Give each column a heading of its own in the export.")


def _optional(table: Table, column: str) -> bool:
    """Parts of a key that a source may lack: a whole is told apart by the others."""
    return column in {"queue", "site", "channel", "state", "agent_key", "campaign", "kind"} and table.key[0] != column


def _absent(target: Target, heads: list[str], file: Opened, severity: Severity) -> Finding:
    asked = " or ".join(f"'{h}'" for h in heads)
    near = nearest(heads[0], (shown(h) for h in file.headings if h))
    known, key = target.name.removeprefix(MEASURE), "measures" if target.name.startswith(MEASURE) else "columns"
    made = finding("R604", target.said.place if target.said.place.file else Position(file.name, file.first_line - 1 or 1),
                   f"{file.name} has no heading {asked}, which {known} is read from.",
                   f"Write '{key}: {{{known}: …}}' for the source with the heading it has. {near}")  # fmt: skip
    return Finding(code=made.code, at=made.at, what=made.what, remedy=made.remedy, severity=severity)


def _zones(source: RecordSource, reading: Reading, targets: Sequence[Target]) -> Iterable[Finding]:
    for zone in {str(z): z for z in (reading.timezone, *(t.said.timezone for t in targets)) if z is not None}.values():
        if zone_of(str(zone)) is None:
            at = zone.at if zone.at.file else source.place
            yield finding("R601", at, f"'{zone}' is not a time zone.", "Write a name such as Europe/Madrid or UTC.")


def _forms(source: RecordSource, reading: Reading, targets: Sequence[Target]) -> Iterable[Finding]:
    for form in (reading.time, *(t.said.time for t in targets)):
        if form is not None and not times.is_form(str(form)):
            at = form.at if form.at.file else source.place
            remedy = "Write iso, epoch s, epoch ms, or letters such as 'DD/MM/YYYY HH:mm:ss' or 'ddd, DD MMM YYYY HH:mm:ss'."
            yield finding("R601", at, f"'{form}' is not a form of time.", remedy)


def _naive(source: RecordSource, reading: Reading, targets: Sequence[Target], sight: Sight) -> Iterable[Finding]:
    """Times that name no zone need one declared."""
    for target in (t for t in targets if t.kind == "instant" and t.said.computed is None):
        form = str(target.said.time or reading.time)
        if target.said.timezone or reading.timezone:
            continue
        heading = next((h for h in map(str, target.said.from_) if sight.has(h)), None)
        types = {there.types.get(heading or "", "VARCHAR") for there in sight.relations}
        bare = any(kind.startswith("TIMESTAMP") and "ZONE" not in kind for kind in types)
        textual = types == {"VARCHAR"} and (target.said.date or (form != "iso" and not times.names_zone(form)))
        if (heading or target.said.join) and (bare or textual):
            remedy = "Add 'timezone:' to the source in records.yaml, such as Europe/Madrid."
            at = Position(sight.files[0].name) if sight.files else source.place
            yield finding("R607", at, f"The times under '{heading}' name no zone, and none is declared.", remedy)


def _names(source: RecordSource, reading: Reading, targets: Sequence[Target]) -> Iterable[Finding]:
    """Columns of ours that a declaration names must be there."""
    names = [t.name for t in targets]
    for word in (*reading.key, *([reading.newest] if reading.newest else [])):
        if str(word) not in names:
            at = word.at if word.at.file else source.place
            yield finding("R601", at, f"'{word}' is not a column that this source fills.", nearest(str(word), names))


def absent(targets: Sequence[Target], sight: Sight) -> tuple[str, ...]:
    """Headings that a profile would read and no file has."""
    return tuple(str(t.said.from_[0]) for t in targets if t.said.from_ and not any(sight.has(str(h)) for h in t.said.from_))


def unused(headings: Collection[str], targets: Sequence[Target], files: Sequence[Opened]) -> tuple[str, ...]:
    """Headings that the files have and nothing reads."""
    read = {same(h) for h in headings} | {same(h) for t in targets for h in columns.headings_of(t.said)}
    return tuple(dict.fromkeys(h for file in files if file.format != "json" for h in file.headings if h and same(h) not in read))
