"""Memory: what a KPI says of earlier periods, such as failures that repeat."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, InstanceOf

from slacontract.findings import NOWHERE, Position
from slacontract.model.fields import Name, Noun, Number, Pay, as_pydantic
from slacontract.model.texts import Table, Word, word_of
from slacontract.model.windows import Against, Window
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


class Repeat(Noun):
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


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, Table) else value


class Remembering(Noun):
    """What a KPI says of earlier periods."""

    repeat: Annotated[tuple[Repeat, ...], BeforeValidator(_one_or_more)] = Field(
        default=(), description="what a failure pays more when it repeats; one or a list"
    )
    window: Window | None = Field(default=None, description="the periods over which it is judged; without it, each by itself")
    against: Against | None = Field(default=None, description="a figure that moves, against which it is judged")
    after_term: Literal["own_billing", "lapses"] | None = Field(
        default=None,
        description="where the base is the next billing, what becomes of the last period's percentage: own_billing takes it of "
        "the last billing too, as a line of its own",
    )
