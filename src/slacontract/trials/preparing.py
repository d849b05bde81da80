"""The measures of a test: its rows, what they begin with, what is changed, and figures that it does not care about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from slacontract.findings import Finding, any_stops, finding, nearest
from slacontract.model.feed import Feed
from slacontract.model.measures import Cell, Figure, Measures
from slacontract.model.texts import Table, Word
from slacontract.model.trials import DATE, NOT_MEASURED, PERIOD, Rows, Trial
from slacontract.parse.measures import measures_of
from slacontract.parse.tables import SourceCell, SourceTable

if TYPE_CHECKING:
    from slacontract.model.contract import Agreement
    from slacontract.model.measures import Wanted
    from slacontract.settlement.draft import Compiled

Files: TypeAlias = "Callable[[Word], tuple[Measures | None, list[Finding]]]"
"""Measures by the name that a test gives them: ``history``, or a file."""

_WHEN: Final = (PERIOD, DATE)


@dataclass(frozen=True, slots=True)
class Ground:
    """What every test of a contract stands on: the contract, what it wants from measures, and the files beside it."""

    agreement: Agreement
    wanted: Wanted
    files: Files
    plans: dict[object, Mapping[int, Compiled]] = field(default_factory=dict)
    """The versions as they were compiled for measures of the same cells: of cases, only the figures differ."""

    @property
    def dimensions(self) -> frozenset[str]:
        """Names that tell rows apart."""
        return self.wanted.dimensions | {"contact"}


def prepared(ground: Ground, trial: Trial, when: Word | None, given: Table | None = None) -> tuple[Measures, list[Finding]]:
    """The measures of a test, or of a case that gives some figures more; ``when`` is the period of rows that say none."""
    rows = trial.measures.rows if isinstance(trial.measures, Rows) else ()
    changes = list(trial.change.rows) if trial.change else []
    findings: list[Finding] = []
    if given:
        rows, found = _with_given(ground, rows, given, changes)
        findings += found
    measures, found = _begun(ground, trial)
    findings += found
    if trial.others is not None and not rows:
        findings.append(finding("T705", trial.others.at, "'others:' completes the rows of 'measures:', and there are none here.",
                                "Write the rows, or put the figures under 'change:'."))  # fmt: skip
    rows = _completed(rows, trial.others.rows if trial.others else (), ground.dimensions)
    if rows:
        read, found = _read(ground, rows, when)
        findings += [*found, *_twice(measures, read)]
        measures = replace(measures, cells={**measures.cells, **read.cells}, sources=(*measures.sources, *read.sources),
                           undated=measures.undated | read.undated, numbers={**measures.numbers, **read.numbers})  # fmt: skip
    if changes and not any_stops(findings):
        measures, found = _changed(ground, measures, changes, when)
        findings += found
    return measures, findings


def _begun(ground: Ground, trial: Trial) -> tuple[Measures, list[Finding]]:
    named = [trial.from_, trial.measures if isinstance(trial.measures, Word) else None]
    both: list[Word] = [name for name in named if name is not None]
    if len(both) == 2:
        return Measures({}), [finding("T705", both[1].at, "Measures are named twice, by 'from:' and by 'measures:'.",
                                      "Name them once; rows may stand beside 'from:'.", both[0].at)]  # fmt: skip
    if not both:
        return Measures({}), []
    measures, findings = ground.files(both[0])
    return measures or Measures({}), findings


def _with_given(
    ground: Ground, rows: tuple[Table, ...], given: Table, changes: list[Table]
) -> tuple[tuple[Table, ...], list[Finding]]:
    """The rows with what a case gives: in the row that it is about, or as a change of what the test begins with."""
    if not rows:
        changes.append(given)
        return rows, []
    scope = {key: value for key, value in given.items() if key in ground.dimensions or key in _WHEN}
    matching = [number for number, row in enumerate(rows) if all(row.get(key) == value for key, value in scope.items())]
    if len(matching) != 1:
        count = "none" if not matching else str(len(matching))
        return rows, [finding("T707", given.at, f"The case gives figures of one row of the measures, and {count} of the "
                              f"{len(rows)} rows {'is' if count == '1' else 'are'} meant.",
                              "Name it by its dimensions, such as a column 'queue'.")]  # fmt: skip
    made = Table({**rows[matching[0]], **given})
    made.at = rows[matching[0]].at
    return (*rows[: matching[0]], made, *rows[matching[0] + 1 :]), []


def _completed(rows: tuple[Table, ...], others: Iterable[Table], dimensions: frozenset[str]) -> tuple[Table, ...]:
    """The rows with the figures that they lack, and for each period the rows of members that it lacks."""
    made = [Table(row) for row in rows]
    for new, row in zip(made, rows, strict=True):
        new.at = row.at
    moments = {tuple(row.get(key) for key in _WHEN): row for row in rows}
    for other in others:
        scope = {key: value for key, value in other.items() if key in dimensions}
        for moment, row in moments.items():
            meant = [m for m in made if tuple(m.get(k) for k in _WHEN) == moment and _is_of(m, scope)]
            for new in meant:
                new.update({key: value for key, value in other.items() if key not in new})
            if not meant:
                more = Table({**{key: value for key, value in row.items() if key in _WHEN}, **other})
                more.at = other.at
                made.append(more)
    return tuple(made)


def _is_of(row: Table, scope: Mapping[Word, object]) -> bool:
    return all(row.get(key) == value for key, value in scope.items())


def _read(ground: Ground, rows: Iterable[Table], when: Word | None) -> tuple[Measures, list[Finding]]:
    """Read rows on the way of every file of measures; those with the same names are one table."""
    shapes: dict[tuple[str, ...], list[Table]] = {}
    findings: list[Finding] = []
    for row in rows:
        if when is None and not any(key in row for key in _WHEN):
            findings.append(finding("T704", row.at, "The row does not say which period it is of.",
                                    f"Write 'period: {ground.wanted.schedule_periods[0]}' in the test, or name a day of it with "
                                    "'date:', or a 'version:'."))  # fmt: skip
            continue
        dated = row if any(key in row for key in _WHEN) else _dated(row, when)
        shapes.setdefault(tuple(map(str, dated)), []).append(dated)
    tables = [(SourceTable(here[0].at.file, _cells(here[0], heading=True), [_cells(row) for row in here]), Feed())
              for here in shapes.values()]  # fmt: skip
    measures, found = measures_of(tables, ground.wanted, ())
    return measures, [*findings, *found]


def _dated(row: Table, when: Word | None) -> Table:
    assert when is not None, "a row without a period has been told"
    new = Table({Word.placed(PERIOD, when.at): when, **row})
    new.at = row.at
    return new


def _cells(row: Table, *, heading: bool = False) -> tuple[SourceCell, ...]:
    texts = row.keys() if heading else row.values()
    return tuple(SourceCell(str(text), getattr(text, "at", row.at)) for text in texts)


def _twice(base: Measures, more: Measures) -> Iterator[Finding]:
    for cell in sorted(base.cells.keys() & more.cells.keys()):
        yield finding("T705", more.cells[cell].at, f"'{cell.field}' of {cell.period} is among the measures that the test begins "
                      "with already.", "Put it under 'change:', or leave it out.", base.cells[cell].at)  # fmt: skip


def _changed(ground: Ground, base: Measures, rows: Iterable[Table], when: Word | None) -> tuple[Measures, list[Finding]]:
    """The measures with some figures replaced or taken out; each must be there before."""
    out, kept = [], []
    for row in rows:
        gone = [key for key, value in row.items() if value == NOT_MEASURED]
        out += [(row, key) for key in gone]
        rest = Table({key: value for key, value in row.items() if key not in gone})
        rest.at = row.at
        if any(key not in ground.dimensions and key not in _WHEN for key in rest):
            kept.append(rest)
    read, findings = _read(ground, kept, when)
    cells = dict(base.cells)
    for cell, figure in read.cells.items():
        place, found = _one(base, cell, figure.at)
        findings += found
        if place is not None:
            cells[place] = Figure(figure.value, figure.at, figure.rows)
    for row, key in out:
        gone_cells = _named(ground, base, row, key, when)
        if not gone_cells:
            findings.append(_absent(base, key, str(row.get(PERIOD, when or "")), key))
        for place in gone_cells:
            cells.pop(place, None)
    return replace(base, cells=cells), findings


def _one(base: Measures, cell: Cell, at: object) -> tuple[Cell | None, list[Finding]]:
    """The figure of the base that a change is about."""
    if cell in base.cells:
        return cell, []
    wanted = set(cell.member)
    meant = [c for c in base.cells if (c.period, c.field) == (cell.period, cell.field) and wanted <= set(c.member)]
    if len(meant) == 1:
        return meant[0], []
    word = Word.placed(cell.field, at)  # type: ignore[arg-type]  # a position
    if not meant:
        return None, [_absent(base, word, cell.period, word, cell.member)]
    told = "; ".join(", ".join(value for _, value in c.member) for c in sorted(meant)[:4])
    return None, [finding("T706", word.at, f"'{cell.field}' of {cell.period} has {len(meant)} figures ({told}), and the test "
                          "changes one.", "Name the member in the row, such as queue: care.")]  # fmt: skip


def _absent(base: Measures, at: Word, period: str, field: str, member: tuple[tuple[str, str], ...] = ()) -> Finding:
    of = f" for {', '.join(f'{d} {v}' for d, v in member)}" if member else ""
    what = f"The measures that the test begins with have no '{field}'{of} in {period}, so it cannot be changed."
    if period not in base.periods():
        return finding("T706", at.at, what, nearest(period, base.periods()))
    there = sorted({cell.field for cell in base.cells if cell.period == period})
    if field not in there:
        return finding("T706", at.at, what, nearest(field, there))
    return finding("T706", at.at, what, "Name a member that is there, or write the row under 'measures:'.")


def _named(ground: Ground, base: Measures, row: Table, field: str, when: Word | None) -> list[Cell]:
    """The figures that a row takes out."""
    period = str(row.get(PERIOD) or when or "")
    wanted = {(str(key), str(value)) for key, value in row.items() if key in ground.dimensions}
    return [c for c in base.cells if (c.period, c.field) == (period, field) and wanted <= set(c.member)]
