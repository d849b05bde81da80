"""Forms of quality evaluations and mystery calls, and the declaration of the scorecards that were filled in on them.

A form stands in a file of its own, such as ``forms/care-quality.yaml``: it decides what a call is worth, so it is agreed like a
contract and has a version.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from slacontract.model.feed import Numbers
from slacontract.model.fields import Name, Noun, Number, Percent, Words
from slacontract.model.texts import Word
from slacontract.quantities.numbers import Rounding

FatalKind = Literal["user", "business", "compliance"]
ColumnName = Literal[
    "evaluation_id",
    "contact_id",
    "form_version",
    "scenario",
    "evaluator",
    "evaluator_side",
    "queue",
    "site",
    "campaign",
    "team",
    "agent_key",
    "agent_name",
    "at",
    "status",
    "double_of",
    "comment",
    "item",
    "answer",
    "item_comment",
]


class FormItem(Noun):
    """One question of a form."""

    title: Word = Field(description="What is asked, as reports print it.")
    points: Number = Field(description="What it is worth when it is met in full; 0 for an item that only can be fatal.")
    fatal: FatalKind | None = Field(
        default=None, description="The kind of critical error that missing it is: for the customer, the business, or compliance."
    )


class Section(Noun):
    """Items that belong together."""

    title: Word = Field(description="What the items have in common.")
    weight: Percent | None = Field(default=None, description="Its share of the whole, where the form is scored by weights.")
    items: dict[Name, FormItem] = Field(description="Name of an item, by which scorecards call it, to the item.")


class ScoreRounding(Noun):
    """How the score of one call is rounded."""

    mode: Rounding = Field(description="What becomes of a score between two steps.")
    to: Number = Field(description="0.01, 0.1, 1 or another power of ten, in points of a hundred")


class FatalEffect(Noun):
    """What a critical error does to the score of the call; it never passes."""

    user: Literal["zero", "stands"] | None = Field(default=None, description="Score becomes zero, or stands.")
    business: Literal["zero", "stands"] | None = Field(default=None, description="Score becomes zero, or stands.")
    compliance: Literal["zero", "stands"] | None = Field(default=None, description="Score becomes zero, or stands.")


class Scenario(Noun):
    """A situation that mystery callers play."""

    title: Word = Field(description="What the caller plays, as reports print it.")
    share: Percent | None = Field(default=None, description="Its agreed share of the valid calls.")


class Form(Noun):
    """One version of a form."""

    form: Name = Field(description="Name of the form, the same in all its versions.")
    version: Word = Field(description="Version, as scorecards name it.")
    title: Word = Field(description="What reports call it.")
    kind: Literal["qa", "mystery"] = Field(description="Evaluations of real contacts, or calls of mystery callers.")
    score: Literal["points", "weights"] = Field(
        description="`points`: earned points over those that apply. `weights`: the same within each section, then by its weight."
    )
    empty_section: Literal["left_out", "spread"] | None = Field(
        default=None,
        description="With weights, a section of which no item applies: its weight is `left_out`, so that the call counts less in "
        "the sum of all calls, or `spread` over the others, so that all calls count the same.",
    )
    rounding: ScoreRounding | None = Field(
        default=None, description="How the score of a call is rounded, before it meets the pass mark or another score."
    )
    pass_mark: Percent = Field(description="The least score with which a call passes, if no critical error was made.")
    fatal: FatalEffect = Field(default=FatalEffect(), description="What critical errors do to the score, by kind.")
    answers: dict[Word, Word] = Field(
        default={},
        description="Text of a scorecard to what it means: `met`, `missed`, `not_applicable`, or a share such as `50%`.",
    )
    sections: dict[Name, Section] = Field(description="Name of a section to the section.")
    scenarios: dict[Name, Scenario] = Field(default={}, description="Situations that mystery callers play, by name.")
    invalid: dict[Name, Word] = Field(
        default={}, description="Reasons for which a call does not count, such as `detected`, and what each means."
    )

    @property
    def items(self) -> dict[str, tuple[str, FormItem]]:
        """All items by name, each with the name of its section."""
        return {str(name): (str(part), item) for part, section in self.sections.items() for name, item in section.items.items()}


class Scorecards(Noun):
    """One source of filled scorecards: the form, the files, and how they are read."""

    forms: Words = Field(description="Files of the form, one for each version, relative to `records.yaml`.")
    files: Words = Field(description="File names in the folder `records`, with `*` for any text.")
    layout: Literal["wide", "long"] = Field(
        description="`wide`: a row for each call, a column for each item. `long`: a row for each item, in `item` and `answer`."
    )
    timezone: Word = Field(description="The zone of times that name none, such as `Europe/Madrid`.")
    time: Word = Field(
        default=Word("iso"),
        description="How times are written, in letters such as `DD/MM/YYYY HH:mm`; without it, as 2026-05-31 14:20.",
    )
    columns: dict[ColumnName, Word] = Field(default={}, description="Our column: its heading in the file, where it is another.")
    items: dict[Name, Word] = Field(default={}, description="Item: its heading or name in the file, where it is another.")
    comments: dict[Name, Word] = Field(default={}, description="Item: the heading of the comment on it, in the wide layout.")
    scenarios: dict[Word, Name] = Field(default={}, description="Text of the file: the scenario that it means.")
    statuses: dict[Word, Name] = Field(
        default={}, description="Text of the column `status`: `released`, `disputed`, or a reason of the form's `invalid`."
    )
    sides: dict[Word, Literal["client", "vendor", "third"]] = Field(
        default={}, description="Text of the column `evaluator_side`: who scored."
    )
    ignore: Words | Literal["others"] = Field(
        default=(), description="Headings that are not read, or `others` for all that are unknown."
    )
    sheet: Word | None = Field(default=None, description="Sheet of a workbook; needed when it has several.")
    encoding: Literal["utf-8", "cp1252"] = Field(default="utf-8", description="How the bytes of a text file are read.")
    delimiter: Literal["comma", "semicolon", "tab"] = Field(default="comma", description="What divides the cells of a text file.")
    numbers: Numbers = Field(default=Numbers(decimal="point", thousands="none"), description="How points are written.")
