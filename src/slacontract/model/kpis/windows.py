"""Windows and references: over which periods a KPI is judged, and against which figure that moves."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from slacontract.model.fields import Date, Name, Names, Noun, Number, Threshold, Whole, as_pydantic
from slacontract.model.texts import Word, word_of
from slacontract.quantities.numbers import Quantity, TextFault
from slacontract.quantities.units import Unit

SPANS: Final = ("contract_year", "term")


def read_length(value: object) -> object:
    """Read a number of periods, ``contract_year`` or ``term``."""
    if not isinstance(value, str):
        return value
    word = word_of(value)
    if word in SPANS:
        return word
    if re.fullmatch(r"[1-9][0-9]{0,2}", word):
        return int(word)
    fault = TextFault("C232", f"'{word}' is not a number of periods.", "Write a number such as 12, contract_year or term.")
    raise as_pydantic(fault, word.at)


Length: TypeAlias = Annotated[int | Literal["contract_year", "term"], BeforeValidator(read_length)]


class Window(Noun):
    """The periods over which a KPI is judged, this one among them. A period without a figure of its own is not judged at all."""

    clause: Word
    periods: Length = Field(description="how many, such as 12; or contract_year or term: so far")
    how: Literal["sums", "mean"] = Field(
        description="sums: the ratio of the sums of all periods; mean: the plain mean of the periods' own values"
    )
    missing: Literal["shorter", "not_judged", "filled"] = Field(
        description="what periods without a figure count as, such as those before the first: shorter leaves them out, not_judged "
        "gives no result until all are there, filled puts `value` or `figures` for each"
    )  # fmt: skip
    value: Threshold | None = Field(default=None, description="the value of a period that is filled, with how: mean")
    figures: dict[Name, Number] = Field(
        default={}, description="the figure of each field in a period that is filled, with how: sums"
    )
    used_once: Names = Field(
        default=(), description="fields whose figures do not count again once they have cost a penalty; with how: sums"
    )

    @property
    def sums(self) -> bool:
        """Whether the measures are added over the window, or the values averaged."""
        return self.how == "sums"


class DatedFigure(Noun):
    """A figure, and the day from which it holds."""

    from_: Date = Field(alias="from", description="periods that begin on this day or later")
    value: Threshold = Field(description="the figure that holds from then on")


class Glide(Noun):
    """A straight line from one figure to another, period by period."""

    from_: Threshold = Field(alias="from", description="the figure before the first of its periods")
    to: Threshold = Field(description="the figure from its last period on")
    first: Date = Field(description="first day of its first period, the first that has moved")
    periods: Whole = Field(description="over how many periods it moves")


class Earlier(Noun):
    """The KPI's own value so many periods before."""

    periods: Whole = Field(description="how many periods before: 12 for the same month of the year before")
    missing: Literal["not_judged", "filled"] = Field(
        description="what holds where that period has no figure: no result, or `value` is put for it"
    )
    value: Threshold | None = Field(default=None, description="the value that is put for a missing one")


class Best(Noun):
    """The best value of the periods before, which the reference never falls behind again: a ratchet."""

    starting: Threshold = Field(description="the figure of the first period")
    within: Literal["term", "contract_year"] = Field(description="since when the best value counts")


class Against(Noun):
    """A figure that moves, against which a KPI is judged. Target and scale are then about the distance to it.

    The figure is one of `value`, `schedule`, `glide`, `earlier` and `best`.
    """

    clause: Word
    compared: Literal["difference", "relative"] = Field(
        description="difference: value less figure, percentages in points; relative: the difference as a percentage of the figure"
    )
    value: Threshold | None = Field(default=None, description="a baseline that was agreed")
    schedule: tuple[DatedFigure, ...] = Field(default=(), description="figures with the days from which they hold")
    glide: Glide | None = Field(default=None, description="a straight line from one figure to another")
    earlier: Earlier | None = Field(default=None, description="the KPI's own value so many periods before")
    best: Best | None = Field(default=None, description="the best value reached before")

    @property
    def said(self) -> tuple[str, ...]:
        """Which kinds of figure it names; ``check`` wants one."""
        return tuple(key for key in ("value", "schedule", "glide", "earlier", "best") if getattr(self, key))

    @property
    def figures(self) -> tuple[Quantity, ...]:
        """Every figure that it names, in the KPI's unit."""
        ends = (self.glide.from_, self.glide.to) if self.glide else ()
        start = (self.best.starting,) if self.best else ()
        without = (self.earlier.value,) if self.earlier and self.earlier.value else ()
        own = (self.value,) if self.value else ()
        return (*own, *(step.value for step in self.schedule), *ends, *without, *start)

    def unit(self, unit: Unit) -> Unit:
        """What a distance is in, where the KPI is in ``unit``: a difference of percentages is in points."""
        if self.compared == "relative":
            return Unit.RATIO
        return Unit.POINTS if unit is Unit.RATIO else unit
