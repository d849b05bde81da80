"""Memory: what a KPI says of earlier periods, such as failures that repeat."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from slacontract.findings import NOWHERE, Position
from slacontract.model.fields import Amount, Name, Noun, Number, Pay, Percent, Whole, as_pydantic
from slacontract.model.instances import InstanceOf
from slacontract.model.kpis.windows import Against, Window
from slacontract.model.texts import Table, Word, word_of
from slacontract.quantities.numbers import TextFault


@dataclass(frozen=True, slots=True)
class Run:
    """So many periods: ``3 consecutive`` (``of`` is 0), ``3 of 6``, or ``3 of contract_year`` (``of`` is None)."""

    count: int
    of: int | None = 0
    text: str = ""
    at: Position = field(default=NOWHERE, compare=False)

    @property
    def consecutive(self) -> bool:
        """Whether the periods follow each other without a gap."""
        return self.of == 0


_RUN = re.compile(r"([1-9][0-9]{0,2}) (?:(consecutive)|of (contract_year|[1-9][0-9]{0,2}))")


def read_run(value: object) -> object:
    """Read ``2 consecutive``, ``3 of 6`` or ``3 of contract_year``."""
    if isinstance(value, Run):
        return value
    word = word_of(value)
    match = _RUN.fullmatch(word)
    if match is None:
        remedy = "Write it as '2 consecutive', '3 of 6' (periods) or '3 of contract_year'."
        raise as_pydantic(TextFault("C232", f"'{word}' is not a number of periods.", remedy), word.at)
    of = 0 if match[2] else None if match[3] == "contract_year" else int(match[3])
    return Run(int(match[1]), of, str(word), word.at)


RunOf = Annotated[InstanceOf[Run], BeforeValidator(read_run)]


class Counting(Noun):
    """What counts periods that were good or bad says of those that can be counted either way."""

    excused: Literal["as_measured", "passed_over"] | None = Field(
        default=None, description="what a period counts as in which a relief of the KPI holds; passed_over: as if it had not been"
    )


class Repeat(Counting):
    """What a failure pays more when it repeats. Of several, the last one whose number of failures is reached counts alone.

    ``after`` counts this period in. A period between the failures that is no failure ends a run of consecutive ones.
    """

    clause: Word
    name: Name | None = Field(default=None, description="what its line is called in every version; without a name, its number")
    failure: Literal["target_missed", "penalty"] = Field(
        description="what counts: a period that misses the target, or one that pays a penalty"
    )
    after: RunOf = Field(description="`2 consecutive`, `3 of 6` (of the last six periods) or `3 of contract_year`; with this one")
    times: Number | None = Field(default=None, description="the penalty of this period counts so many times; this or `add`")
    add: Pay | None = Field(default=None, description="what is charged beside the penalty; either this or `times`")
    compounding: Literal["no", "yes"] = Field(
        description="no: each further failure is treated as the first repeat; yes: it multiplies or adds once more"
    )
    restart: Literal["never", "contract_year", "applied"] = Field(
        description="when the count begins anew, beside what ends it: never, with the contract year, or once it was applied"
    )
    missing: Literal["failure", "success", "passed_over"] = Field(
        description="what a period without a figure counts as; passed_over: as if it had not been"
    )


class EarnBack(Counting):
    """Penalties that are given back: because the whole span meets the target, or after so many good periods in a row.

    What is given back never exceeds the penalties that were settled in the span, after all limits. It uses up no limit on
    bonuses, and makes no room in a limit on penalties.
    """

    clause: Word
    every: Literal["quarter", "half_year", "contract_year", "term"] = Field(
        description="the span whose penalties are given back; with `how`, it is judged in the last period of the span"
    )
    how: Literal["sums", "mean"] | None = Field(
        default=None,
        description="the value of the whole span must meet the target: by the sums of its measures, or the mean of its periods",
    )
    good: RunOf | None = Field(
        default=None, description="so many periods that meet the target: `3 consecutive`; either this or `how`"
    )
    missing: Literal["failure", "success", "passed_over"] | None = Field(
        default=None, description="with `good`, what a period without a figure counts as; passed_over: as if it had not been"
    )
    of_last: Whole | None = Field(
        default=None, description="only penalties of so many periods are given back, this one among them; without it, of the span"
    )
    returns: Percent = Field(description="the share of the penalties that is given back; each penalty is counted once")


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, Table) else value


class Remembering(Noun):
    """What a KPI says of earlier periods."""

    repeat: Annotated[tuple[Repeat, ...], BeforeValidator(_one_or_more)] = Field(
        default=(), description="what a failure pays more when it repeats; one or a list"
    )
    earn_back: EarnBack | None = Field(default=None, description="penalties that are given back when the service is good again")
    window: Window | None = Field(default=None, description="the periods over which it is judged; without it, each by itself")
    against: Against | None = Field(default=None, description="a figure that moves, against which it is judged")
    base_period: Literal["own", "next", "previous"] = Field(
        default="own",
        description="which period's base percentages are of: its own; next: what a period gives is taken of the next billing, "
        "and is a line there; previous: the base is that of the period before",
    )
    no_such_period: Literal["own_billing", "nothing"] | None = Field(
        default=None,
        description="with next or previous, what the last or the first period of the term pays: of its own billing, or nothing",
    )


class CarryOver(Noun):
    """An invoice that never falls below a floor: what a credit would take below it is carried to the next period's invoice."""

    clause: Word
    at_least: Amount = Field(description="the floor of the net: 0, or a share such as 80% of billing")
    at_end: Literal["paid", "lapses"] = Field(
        description="what becomes in the last period of the term of a credit that has no next invoice: paid out, or lost"
    )
