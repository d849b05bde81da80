"""The nouns of perverse incentives, and the figures in their sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from gmpy2 import mpq

from slacontract.codes import Severity
from slacontract.findings import NOWHERE, Finding, finding
from slacontract.formula.figures import write_short
from slacontract.languages import Message, bilingual, message, say
from slacontract.quantities.units import Unit
from slacontract.scenarios.exposure import extremes, judged
from slacontract.scenarios.history import history as replayed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slacontract.model.contract import Contract
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.scenarios.history import History
    from slacontract.scenarios.searching import Found, Judged
    from slacontract.settlement.draft import Clause, Outcome
    from slacontract.settlement.settlement import Settlement

MATERIAL: Final = mpq(1, 1000)
"""What is less than this share of the billing is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incentive:
    """Something that the contract rewards and nobody wants: ``money`` is what it pays over the history, in ``periods``.

    ``clauses`` are those on both sides, the first the one at fault; ``accepted`` is the contract's reason for leaving it so.
    """

    code: str
    kpis: tuple[str, ...]
    what: Message
    remedy: Message
    money: mpq
    periods: tuple[str, ...]
    clauses: tuple[Clause, ...]
    accepted: str = ""

    @property
    def finding(self) -> Finding:
        """What programs and editors are told."""
        first, *others = self.clauses
        found = finding(self.code, first.at, say(self.what, "en"), say(self.remedy, "en"),
                        *(c.at for c in others if c.at is not NOWHERE))  # fmt: skip
        if not self.accepted:
            return found
        return replace(found, what=f"{found.what} Accepted: {self.accepted}", severity=Severity.NOTE)


@dataclass(frozen=True)
class Looked:
    """What every search looks at: the history, with results that can be put in, and the extreme ones."""

    settlement: Settlement
    last: int | None = None

    @cached_property
    def history(self) -> History:
        """The periods that are looked at, under the latest version."""
        return replayed(self.settlement, self.last)

    @cached_property
    def judged(self) -> Judged:
        """The history with results that are put in."""
        return judged(self.history)

    @cached_property
    def extremes(self) -> tuple[Found, Found]:
        """The results that pay most and least in the last period by itself."""
        return extremes(self.judged, self.history.told[-1])

    @property
    def contract(self) -> Contract:
        """The version that prices all periods."""
        return self.history.latest.contract

    def kpi(self, outcome: Outcome) -> Kpi:
        """What the contract says of a KPI."""
        return self.contract.kpis[outcome.kpi]  # type: ignore[index]  # a name is a text

    @cached_property
    def least(self) -> mpq:
        """What must be won over the history to be told."""
        return MATERIAL * abs(self.history.mean_billing) * len(self.history.told)

    def money(self, amount: mpq) -> Message:
        """An amount without its sign, in the contract's currency."""
        said = {lang: write_short(abs(amount), Unit.MONEY, lang, self.settlement.decimals) for lang in ("en", "es")}
        currency = str(self.contract.currency)
        return bilingual(f"{currency} {said['en']}", f"{said['es']} {currency}")

    def period(self, index: int) -> str:
        """How a period is called."""
        return self.history.periods[index].id


def value(amount: mpq, unit: Unit) -> Message:
    """A result, to be read."""
    return bilingual(shown(amount, unit, "en"), shown(amount, unit, "es"))


def shown(amount: mpq, unit: Unit, language: str) -> str:
    """A result with as many decimals as tell it: one hundredth at most."""
    decimals = next((n for n in (0, 1) if (amount * (100 if unit is Unit.RATIO else 1) * 10**n).denominator == 1), 2)
    return write_short(amount, unit, language, decimals)  # type: ignore[arg-type]  # a language


def count(number: int) -> Message:
    """A whole number with its marks."""
    return bilingual(f"{number:,}", f"{number:,}".replace(",", "."))


def mean_of(periods: int) -> Message:
    """Over how many periods a mean is taken."""
    return message("one period") if periods == 1 else message("mean of {periods} periods", periods=count(periods))


def listed(items: Iterable[Message | str]) -> Message:
    """Names one after the other, each once."""
    known = list(dict.fromkeys(items))
    english, spanish = (", ".join(say(item, language) for item in known) for language in ("en", "es"))
    return bilingual(english, spanish)


def clause_of(clause: Clause) -> Message:
    """A clause by its name."""
    return bilingual(clause.text, clause.text)
