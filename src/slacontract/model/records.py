"""The declaration of records: what the exports of a source mean. It stands beside the contract as ``records.yaml``.

A profile is the same said once for a kind of source, as a data file; what ``records.yaml`` says stands in place of it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.model.feed import Numbers
from slacontract.model.fields import Name, Noun, Whole, Words
from slacontract.model.forms import Scorecards
from slacontract.model.texts import Series, Table, Word

TableName = Literal["interactions", "agent_states", "tickets", "ticket_events", "surveys", "evaluations", "sales", "repairs",
                    "records", "schedules", "interval_stats", "exclusions"]  # fmt: skip
DurationForm = Literal["ms", "s", "min", "h", "days", "hh:mm:ss", "mm:ss", "hh:mm", "iso duration"]
"""``hh:mm:ss`` may pass 24 hours; ``1:02`` is a minute and two seconds as ``mm:ss``, an hour and two minutes as ``hh:mm``."""


def _from_text(key: str) -> BeforeValidator:
    """Take a text or a list of texts for the one key of a mapping that it says."""

    def widen(value: object) -> object:
        if not isinstance(value, (Word, Series)):
            return value
        table = Table({Word.placed(key, value.at): value})
        table.at = value.at
        return table

    return BeforeValidator(widen)


class Rule(Noun):
    """A case of rows: each heading of ``when`` has one of its texts (and ``sql`` holds, where it is said).

    ``(empty)`` is a cell without text, ``(any)`` one with some. Capital and small letters are the same.
    """

    when: dict[Word, Words] = Field(default={}, description="Heading of the file: the texts that fit.")
    sql: Word | None = Field(
        default=None, description="A condition in SQL over the headings, each in double quotes: `\"TALK\" = '0'`."
    )


class Case(Rule):
    """A text of ours for the rows that a rule fits; the first case that fits counts."""

    is_: Word = Field(alias="is", description="What the column then says.")


class LeaveOut(Rule):
    """Rows that are not part of the service, with the reason that the report gives."""

    because: Word = Field(description="Why: it stands in the report, with the number of rows.")


class RecordColumn(Noun):
    """Where a column of ours comes from. A text alone is its heading: ``talk_s: Talk Time``."""

    from_: Words = Field(default=(), alias="from", description="Heading in the file; of several, the first that is there.")
    join: Words = Field(default=(), description="Headings whose texts together make an id, such as date, line and call.")
    value: Word | None = Field(default=None, description="The same text in every row.")
    sql: Word | None = Field(default=None, description="An expression in SQL over the headings, each in double quotes.")
    cases: tuple[Case, ...] = Field(default=(), description="Rules that say a text, the first that fits.")
    otherwise: Word | None = Field(default=None, description="What `cases` or `map` say of everything else.")
    map: dict[Word, Word] = Field(default={}, description="Text of the file: what it means here.")
    empty: Words = Field(default=(), description="Texts of this column that say nothing, such as `0:00:00` for never.")
    unit: DurationForm | None = Field(default=None, description="How a duration is written.")
    time: Word | None = Field(
        default=None,
        description="How a time is written: `iso`, `epoch s`, `epoch ms`, or in letters such as `DD/MM/YYYY HH:mm:ss`",
    )
    timezone: Word | None = Field(default=None, description="The zone of this column, where it is another.")
    date: Word | None = Field(default=None, description="Heading of the day, where the column has a time of day only.")
    after: Words = Field(
        default=(), description="Columns of ours that come before it: a time of day half a day before them is of the next day."
    )
    computed: Word | None = Field(
        default=None, description="An expression in SQL over columns of ours that are read before it, such as `talk_s + hold_s`."
    )
    numbers: Numbers | None = Field(default=None, description="How numbers of this column are written.")


Said: TypeAlias = Annotated[RecordColumn, _from_text("from")]


class Reading(Noun):
    """How a file is read. What ``records.yaml`` says stands in place of what the profile says."""

    table: TableName | None = Field(default=None, description="Which table its rows belong to.")
    format: Literal["csv", "json", "parquet", "excel"] | None = Field(
        default=None, description="Where the ending of the name does not say it; `json` has one object in each line, or a list."
    )
    encoding: Literal["utf-8", "cp1252", "latin-1", "utf-16", "utf-8 twice"] = Field(
        default="utf-8", description="How the bytes are read; `utf-8 twice` mends texts such as `PeÃ±a`."
    )
    delimiter: Literal["comma", "semicolon", "tab", "pipe"] | None = Field(
        default=None, description="Without it, the one that divides the line of headings."
    )
    quotes: Literal["double", "none"] = Field(default="double", description="Whether cells may stand in double quotes.")
    heading_line: Whole = Field(default=1, description="The line of the headings; 0 where there is none.")
    headings: tuple[Word, ...] = Field(default=(), description="The headings of a file that has none.")
    sheet: Word | None = Field(default=None, description="Sheet of a workbook; needed when it has several.")
    timezone: Word | None = Field(default=None, description="The zone of times that name none, such as `Europe/Madrid`.")
    fold: Literal["first", "second", "refuse"] | None = Field(
        default=None, description="Which of the two hours is meant when clocks go back; required where such a time occurs."
    )
    time: Word = Field(default=Word("iso"), description="How times are written, where a column does not say it.")
    unit: DurationForm = Field(default="s", description="How durations are written, where a column does not say it.")
    numbers: Numbers | None = Field(default=None, description="How numbers are written.")
    currency: Word | None = Field(default=None, description="The currency of amounts, where no column says it.")
    empty: Words = Field(default=(), description="Texts that say nothing, such as `[None]` or `N/A`.")
    own_names: Literal["yes", "no"] = Field(
        default="no", description="Whether a heading that is the name of a column of ours is that column."
    )
    columns: dict[Name, Said] = Field(default={}, description="Our column, or one more that tells members apart: where it is.")
    measures: dict[Name, Word] = Field(default={}, description="Base field: its heading, where a row has sums of an interval.")
    leave_out: tuple[LeaveOut, ...] = Field(default=(), description="Rows that are no records.")
    key: Words = Field(default=(), description="Columns of ours that tell one row from another, where the table's own do not.")
    newest: Name | None = Field(default=None, description="Column of ours by which the newest of several versions is kept.")
    repeats: Literal["refuse", "first", "last"] = Field(
        default="refuse", description="Which counts of rows with one key and other contents, where `newest` does not decide."
    )
    reused_ids: Literal["refuse", "accept"] = Field(
        default="refuse", description="Whether a contact may have a leg a day and more after the one before it."
    )
    short_rows: Literal["refuse", "fill", "leave_out"] = Field(
        default="refuse", description="Rows that have fewer or more cells than the headings."
    )
    unreadable: Literal["refuse", "leave_out", "empty"] = Field(
        default="refuse", description="A row with a cell that cannot be read; each is counted and the first are shown."
    )
    prepare: Word | None = Field(
        default=None, description="A query in SQL over `source` whose columns are then the headings; for logs of events."
    )


class RecordSource(Reading):
    """One source: its files, and what they mean."""

    profile: Word = Field(description="A profile that comes with the program, or the path of your own beside this file.")
    export: Name | None = Field(default=None, description="Which export of the profile, where it has several.")
    files: Words = Field(description="File names in the folder `records`, with `*` for any text.")


class Records(Noun):
    """The file ``records.yaml``: name of a source to its declaration."""

    records: dict[Name, RecordSource] = Field(default={}, description="Name of a source to its declaration.")
    scorecards: dict[Name, Scorecards] = Field(
        default={}, description="Filled forms of quality evaluations and mystery calls; they become rows of `evaluations`."
    )
    tables: dict[TableName, Word] = Field(
        default={},
        description="For `--engine`: canonical table: what it is called there, or with a `/` the folder of its Parquet files.",
    )
    pseudonyms: Literal["required"] | None = Field(
        default=None, description="`required`: reports show codes for people and never their names, whatever is asked for."
    )


class Export(Reading):
    """One kind of file that a source writes."""

    title: Word = Field(description="What the export is, and how one gets it.")
    verified: Word = Field(description="What of this is documented by the vendor, and what is practice.")


class Profile(Noun):
    """A profile: what the exports of one kind of source mean."""

    profile: Word = Field(description="Its name.")
    title: Word = Field(description="What writes these exports.")
    exports: dict[Name, Export] = Field(description="Name of a kind of file to its declaration.")


def merged(export: Export, source: RecordSource) -> Reading:
    """The profile with what the source says in its stead; columns and measures are joined, left out is what either leaves out.

    >>> from slacontract.model.texts import Word
    >>> said = {"title": Word("x"), "verified": Word("x"), "table": "sales", "unit": "ms"}
    >>> merged(Export(**said), RecordSource(profile=Word("p"), files=(Word("a.csv"),))).unit
    'ms'
    """
    both: dict[str, Any] = {}
    names = [name for name in Reading.model_fields if name != "place"]
    for name in names:
        own, other = getattr(source, name), getattr(export, name)
        if isinstance(own, dict):
            both[name] = {**other, **own}
        elif name == "leave_out":
            both[name] = (*other, *own)
        else:
            both[name] = own if source.says(name) else other
    made = Reading.model_construct(**both, place=source.place)
    made._places = {**export._places, **source._places}  # noqa: SLF001  # both are nouns of this file
    return made
