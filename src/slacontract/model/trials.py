"""Tests of a contract, as a file beside it says them: measures in, and what the settlement is expected to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.findings import NOWHERE, Position
from slacontract.model.fields import Date, Name, Noun, Whole, Words, as_pydantic
from slacontract.model.instances import InstanceOf
from slacontract.model.texts import Series, Table, Word, word_of
from slacontract.quantities.numbers import TextFault

PERIOD: Final = Word("period")
DATE: Final = Word("date")
NOT_MEASURED: Final = "not measured"
"""What stands for a figure that is not there, as in files of measures."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One figure that a test expects: in a period (nothing where the test has one only), of a line, row or KPI."""

    period: Word
    name: Word
    value: Word


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of measures as a test writes them, name to value; ``period`` and ``date`` are names like others."""

    rows: tuple[Table, ...] = ()
    at: Position = NOWHERE


def is_period(text: str) -> bool:
    """Whether a key is meant as a period: names of lines and measures begin with a letter.

    >>> is_period("2026-03"), is_period("kpi.aht")
    (True, False)
    """
    return bool(re.match(r"[0-9]", text))


def _fault(what: str, remedy: str, value: object) -> Exception:
    return as_pydantic(TextFault("C203", what, remedy), getattr(value, "at", NOWHERE))


def _row(value: object, period: Word | None = None) -> Table:
    if not isinstance(value, Table):
        raise _fault("Here stands no row of figures.", "Write a row such as {queue: care, answered: 950}.", value)
    row = Table({key: word_of(item) for key, item in value.items()})
    row.at = value.at
    if period is not None:
        row[Word.placed(PERIOD, period.at)] = period
    return row


def _rows(value: object, period: Word | None = None) -> Iterator[Table]:
    for item in value if isinstance(value, Series) else [value]:
        yield _row(item, period)


def read_rows(value: object) -> object:
    """Take one row, a list of rows, or rows by period; a single word stays one and names a file."""
    if isinstance(value, (Word, Rows)):
        return value
    at = getattr(value, "at", NOWHERE)
    if isinstance(value, Table) and value and all(is_period(key) for key in value):
        return Rows(tuple(row for key, rows in value.items() for row in _rows(rows, key)), at)
    return Rows(tuple(_rows(value)), at)


def _only_rows(value: object) -> object:
    if isinstance(value, Word):
        raise _fault(f"Here stands '{value}', and no rows.", "Write rows such as {queue: care, answered: 950}.", value)
    return read_rows(value)


def read_expected(value: object) -> object:
    """Take figures by name, or by period and name; ``{kpi.aht: {band: 2}}`` is ``kpi.aht.band``."""
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Table):
        raise _fault("Here stand no expected figures.", "Write names and figures, such as {kpi.aht: -1930.04}.", value)
    found: list[Expected] = []
    for key, item in value.items():
        if is_period(key):
            if not isinstance(item, Table):
                raise _fault(f"Nothing is expected by name in {key}.", "Write {name: figure} after the period.", item)
            found += (Expected(key, name, text) for name, text in _flat(item, ""))
        else:
            part = Table({key: item})
            found += (Expected(Word.placed("", key.at), name, text) for name, text in _flat(part, ""))
    return tuple(found)


def _flat(table: Table, stem: str) -> Iterator[tuple[Word, Word]]:
    for key, item in table.items():
        name = Word.placed(f"{stem}{key}", key.at)
        if isinstance(item, Table):
            yield from _flat(item, f"{name}.")
        else:
            yield name, word_of(item)


def _by(value: object) -> object:
    """The figure by which a KPI is reached: its field, or a mapping with the member too."""
    if isinstance(value, Word):
        return Table({Word.placed("field", value.at): value})
    return _row(value)


Measured: TypeAlias = Annotated[InstanceOf[Rows] | InstanceOf[Word] | None, BeforeValidator(read_rows)]
RowsOnly: TypeAlias = Annotated[InstanceOf[Rows] | None, BeforeValidator(_only_rows)]
By: TypeAlias = Annotated[InstanceOf[Table], BeforeValidator(_by)]


class Setting(Noun):
    """What a test has in common with others of its file: said for all of them, or by the test itself."""

    period: Word | None = Field(default=None, description="the period that rows without one are of, such as 2026-07")
    date: Date | None = Field(default=None, description="a day of that period, instead of its name")
    version: Whole | None = Field(
        default=None, description="the version that must be in force then; alone, its first whole period is meant"
    )
    from_: Word | None = Field(
        default=None, alias="from", description="measures to begin with: history (those beside the contract), or a file"
    )
    measures: Measured = Field(default=None, description="rows of measures, or a file of them")
    others: RowsOnly = Field(
        default=None, description="figures that the test does not care about: for each period, where its rows lack them"
    )
    events: RowsOnly = Field(default=None, description="excused events, claims and overrides, with the columns of events.csv")
    earlier: Literal["nothing"] | None = Field(
        default=None, description="nothing: what a clause remembers begins with the test's first period"
    )
    by: dict[Word, By] = Field(default={}, description="the figure that is moved until a KPI has the value of a case")


class Trial(Setting):
    """One test: measures in, figures, findings or warnings out."""

    why: Word = Field(description="what it shows, with the clause or the arithmetic by hand")
    change: RowsOnly = Field(default=None, description="figures that replace those of `from`; `not measured` takes one out")
    cases: RowsOnly = Field(
        default=None, description="a table: each row gives figures or values of KPIs, and what is expected for them"
    )
    expected: Annotated[tuple[InstanceOf[Expected], ...], BeforeValidator(read_expected)] = Field(
        default=(), description="names and figures, by period where there are several"
    )
    refused: Words = Field(default=(), description="codes of the findings that must stop the settlement, and no others")
    warned: Words = Field(default=(), description="codes of warnings that must be told")
    confirmed: Literal["no"] | None = Field(
        default=None, description="no: the figures are the engine's own, and no person has confirmed them yet"
    )


class TrialFile(Setting):
    """A file of tests."""

    tests: dict[Name, Trial] = Field(description="name of a test to the test")

    def trials(self) -> Iterator[tuple[Word, Trial]]:
        """The tests, each with what the file says for all of them and the test does not say itself."""
        for name, trial in self.tests.items():
            own = {key for group in _TOGETHER for key in group if any(trial.says(_KEYS.get(k, k)) for k in group)}
            if trial.says("from") and not trial.says("measures"):
                own.add("others")
            said = [key for key in _SHARED if key not in own and not trial.says(key) and getattr(self, key)]
            made = trial.model_copy(update={key: getattr(self, key) for key in said})
            made.places_from(self)
            made.places_from(trial)
            yield name, made


_SHARED: Final = tuple(name for name in Setting.model_fields if name != "place")
_KEYS: Final = {"from_": "from"}
_TOGETHER: Final = (("period", "date", "version"), ("from_", "measures"))
"""What is said together: a test that says one of them takes none of the others from its file."""
