"""Scorecard files to cards: columns, versions, times and answers, each fault at its own cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, get_args

from slacontract.findings import Finding, Position, any_stops, finding, nearest
from slacontract.measuring.scorecards.answers import read_answer
from slacontract.measuring.scorecards.scored import Answer, Card
from slacontract.measuring.sources.times import read_here
from slacontract.model.feed import Feed
from slacontract.model.forms import ColumnName, Form, Scorecards
from slacontract.parse.csv_table import read_csv
from slacontract.parse.excel_table import read_excel
from slacontract.parse.instants import read_instant
from slacontract.parse.tables import Kind, Row, SourceCell, SourceTable, shown
from slacontract.quantities.numbers import TextFault
from slacontract.quantities.units import Unit

_LONG: Final = ("item", "answer", "item_comment")
OWN: Final = tuple(name for name in get_args(ColumnName) if name not in _LONG)
_PLAIN: Final = (
    "contact_id",
    "evaluator",
    "queue",
    "site",
    "campaign",
    "team",
    "agent_key",
    "agent_name",
    "double_of",
    "comment",
)
_SIDES: Final = ("client", "vendor", "third")
_EXCEL: Final = (".xlsx", ".xlsm")


def read_cards(
    said: Scorecards, forms: Sequence[Form], contents: Sequence[tuple[str, bytes]]
) -> tuple[list[Card], list[Finding]]:
    """Read all files of a source; the cards are in the order of the files."""
    feed = Feed(sheet=said.sheet, encoding=said.encoding, delimiter=said.delimiter, numbers=said.numbers)
    cards: list[Card] = []
    findings: list[Finding] = []
    for name, data in contents:
        read = read_excel if name.lower().endswith(_EXCEL) else read_csv
        table, faults = read(data, name, feed)
        findings += faults
        if table is not None:
            found, faults = _Table(said, forms, table).cards()
            cards += found
            findings += faults
    return cards, findings


class _Table:
    """One file in the reading."""

    def __init__(self, said: Scorecards, forms: Sequence[Form], table: SourceTable) -> None:
        self.said, self.forms, self.table = said, {str(form.version): form for form in forms}, table
        self.findings: list[Finding] = []
        self.places = {cell.text.strip(): number for number, cell in enumerate(table.header)}
        self.names = {item: str(said.items.get(item, item)) for form in forms for item in form.items}  # type: ignore[call-overload]

    def cards(self) -> tuple[list[Card], list[Finding]]:
        self.findings += self._headings()
        if any_stops(self.findings):
            return [], self.findings
        rows = []
        for row in self.table.rows:
            if isinstance(row, Finding):
                self.findings.append(row)
            else:
                rows.append(row)
        cards = list(self._wide(rows) if self.said.layout == "wide" else self._long(rows))
        return cards, self.findings

    # headings -------------------------------------------------------------------------------------------------------------------

    def _heading(self, column: str) -> str:
        return str(self.said.columns.get(column, column))  # type: ignore[call-overload]

    def _headings(self) -> Iterator[Finding]:
        """Every heading is known, and what cannot be missed is there."""
        at = self.table.header[0].at
        needed = ["evaluation_id", "at", *(("item", "answer") if self.said.layout == "long" else ())]
        needed += [column for column in self.said.columns if column not in needed]
        for column in needed:
            if self._heading(column) not in self.places:
                yield finding(
                    "R651",
                    at,
                    f"There is no column '{self._heading(column)}' for {column}.",
                    f"{nearest(self._heading(column), self.places)} Say its heading under columns: {{{column}: ...}}.",
                )
        known = {self._heading(column) for column in (*OWN, *(_LONG if self.said.layout == "long" else ()))}
        if self.said.layout == "wide":
            asked = set.intersection(*(set(form.items) for form in self.forms.values()))
            for item in sorted(asked):
                if self.names[item] not in self.places:
                    yield finding(
                        "R651",
                        at,
                        f"The item '{item}' has no column.",
                        f"{nearest(self.names[item], self.places)} Say its heading under items: {{{item}: ...}}.",
                    )
            known |= {*self.names.values(), *self._comments().values()}
        if self.said.ignore == "others":
            return
        for cell in self.table.header:
            if cell.text.strip() not in known | set(self.said.ignore):
                yield finding("R651", cell.at, f"'{shown(cell.text)}' is neither an item of the form nor a column of scorecards.",
                              f"{nearest(cell.text.strip(), known)} Or list it under ignore.")  # fmt: skip

    def _comments(self) -> dict[str, str]:
        return {item: str(self.said.comments.get(item, f"{item} comment")) for item in self.names}  # type: ignore[call-overload]

    def _cell(self, row: Row, heading: str) -> SourceCell | None:
        place = self.places.get(heading)
        return None if place is None else row[place]

    def _text(self, row: Row, column: str) -> str:
        cell = self._cell(row, self._heading(column))
        return "" if cell is None or cell.blank else cell.text.strip()

    # cards ----------------------------------------------------------------------------------------------------------------------

    def _wide(self, rows: Sequence[Row]) -> Iterator[Card]:
        comments = self._comments()
        for row in rows:
            card = self._card(row)
            if card is None:
                continue
            given = {}
            for item in card.form.items:
                cell, said = self._cell(row, self.names[item]), self._cell(row, comments[item])
                if cell is not None:
                    given[item] = (cell, "" if said is None else said.text.strip())
            yield replace(card, answers=tuple(self._answers(card, given)))

    def _long(self, rows: Sequence[Row]) -> Iterator[Card]:
        """Rows of one evaluation belong together wherever they stand."""
        by_call: dict[str, list[Row]] = {}
        for row in rows:
            by_call.setdefault(self._text(row, "evaluation_id"), []).append(row)
        names = {heading: item for item, heading in self.names.items()}
        for together in by_call.values():
            card = self._card(together[0])
            if card is None:
                continue
            self.findings += self._disagreeing(together)
            given: dict[str, tuple[SourceCell, str]] = {}
            for row in together:
                item = names.get(self._text(row, "item"))
                answer = self._cell(row, self._heading("answer"))
                assert answer is not None, "the heading was looked for"
                if item is None or item not in card.form.items:
                    cell = self._cell(row, self._heading("item"))
                    assert cell is not None, "the heading was looked for"
                    self._say("R651", cell.at, f"The form '{card.form.form}' version {card.form.version} has no item "
                              f"'{shown(cell.text)}'.", nearest(cell.text.strip(), names))  # fmt: skip
                elif item in given:
                    self._say(
                        "R655",
                        answer.at,
                        f"'{item}' is answered twice in evaluation '{card.evaluation_id}'.",
                        "Delete one.",
                        given[item][0].at,
                    )
                else:
                    given[item] = (answer, self._text(row, "item_comment"))
            yield replace(card, answers=tuple(self._answers(card, given)))

    def _disagreeing(self, rows: Sequence[Row]) -> Iterator[Finding]:
        """What is said of the call is the same in all its rows."""
        for column in OWN:
            cells = [cell for row in rows if (cell := self._cell(row, self._heading(column))) is not None]
            other = next((cell for cell in cells if cell.text.strip() != cells[0].text.strip()), None)
            if other is not None and column != "comment":
                yield finding(
                    "R658",
                    other.at,
                    f"'{shown(other.text)}' is not what another row of the evaluation says of {column}.",
                    f"Write '{shown(cells[0].text)}' in all its rows, or give the calls ids of their own.",
                    cells[0].at,
                )

    def _answers(self, card: Card, given: Mapping[str, tuple[SourceCell, str]]) -> Iterator[Answer]:
        if not card.valid:
            return
        for name, (_, item) in card.form.items.items():
            if name not in given or given[name][0].blank:
                at = given[name][0].at if name in given else card.at
                self._say(
                    "R653",
                    at,
                    f"'{name}' has no answer in evaluation '{card.evaluation_id}'.",
                    "Write its points, or the answer that the form has for what does not apply.",
                )
                continue
            cell, comment = given[name]
            try:
                share = read_answer(cell, name, item, card.form, self.said.numbers)
            except TextFault as fault:
                self._say(fault.code, cell.at, fault.what, fault.remedy)
            else:
                yield Answer(name, share, comment, cell.at)

    def _card(self, row: Row) -> Card | None:
        before = len(self.findings)
        cell = self._cell(row, self._heading("evaluation_id"))
        assert cell is not None, "the heading was looked for"
        if cell.blank:
            self._say("R658", cell.at, "The evaluation has no id.", "Give each evaluation its own.")
        form, when = self._form(row, cell.at), self._when(row)
        status, side, scenario = self._status(row), self._side(row), self._scenario(row, form)
        if len(self.findings) > before or form is None or when is None:
            return None
        plain: dict[str, Any] = {column: self._text(row, column) for column in _PLAIN}
        return Card(cell.text.strip(), form, when, status, scenario=scenario, evaluator_side=side, at=cell.at, **plain)

    def _form(self, row: Row, at: Position) -> Form | None:
        version = self._text(row, "form_version")
        if not version and len(self.forms) == 1:
            return next(iter(self.forms.values()))
        if version not in self.forms:
            cell = self._cell(row, self._heading("form_version"))
            self._say("R654", cell.at if cell else at, f"There is no form of version '{shown(version)}'." if version else
                      "The scorecard does not say which version of the form it was filled in on.",
                      f"Versions: {', '.join(sorted(self.forms))}. Add the version's file under forms.")  # fmt: skip
        return self.forms.get(version)

    def _when(self, row: Row) -> datetime | None:
        cell = self._cell(row, self._heading("at"))
        assert cell is not None, "the heading was looked for"
        form = str(self.said.time)
        if form != "iso" and cell.kind in {Kind.WRITTEN, Kind.TEXT} and cell.text.strip():
            local = read_here(cell.text, form)
            if local is None:
                self._say("R658", cell.at, f"'{shown(cell.text)}' is not a time written as '{form}'.", "Check 'time:' beside it.")
                return None
            cell = replace(cell, text=local.isoformat(sep=" "))
        try:
            moment = read_instant(cell, "at", Unit.MOMENT, str(self.said.timezone))
        except TextFault as fault:
            self._say("R658", cell.at, fault.what, fault.remedy)
            return None
        if moment is None:
            self._say("R658", cell.at, "The evaluation has no time, so it belongs to no period.", "Write it as 2026-05-31 14:20.")
            return None
        return datetime.fromtimestamp(int(moment), tz=UTC)

    def _status(self, row: Row) -> str:
        text = self._text(row, "status")
        said = str(self.said.statuses.get(text, text or "released"))  # type: ignore[call-overload]
        known = {"released", "disputed", *(str(reason) for form in self.forms.values() for reason in form.invalid)}
        return self._one_of(row, "status", said, known)

    def _side(self, row: Row) -> str:
        text = self._text(row, "evaluator_side")
        said = str(self.said.sides.get(text, text))  # type: ignore[call-overload]
        return self._one_of(row, "evaluator_side", said, {"", *_SIDES})

    def _scenario(self, row: Row, form: Form | None) -> str:
        text = self._text(row, "scenario")
        said = str(self.said.scenarios.get(text, text))  # type: ignore[call-overload]
        if form is None or not form.scenarios:
            return said
        return self._one_of(row, "scenario", said, {str(name) for name in form.scenarios})

    def _one_of(self, row: Row, column: str, said: str, known: set[str]) -> str:
        if said not in known:
            cell = self._cell(row, self._heading(column))
            at = cell.at if cell is not None else row[0].at
            self._say("R658", at, f"'{shown(said)}' is no {column.replace('_', ' ')}.", nearest(said, known - {""}))
        return said

    def _say(self, code: str, at: Position, what: str, remedy: str, *also: Position) -> None:
        self.findings.append(finding(code, at, what, remedy, *also))
