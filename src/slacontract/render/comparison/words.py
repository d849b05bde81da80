"""What a changed term is called, and how its two sides, its direction and its worth are said."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from slacontract.comparison.differences import CLAUSES
from slacontract.comparison.meaning import nested, spoken, written
from slacontract.comparison.renames import NAMED
from slacontract.comparison.verdicts import Direction
from slacontract.formula.figures import write_value
from slacontract.languages import Language, Message, message
from slacontract.model.contract import Contract
from slacontract.model.fields import Noun
from slacontract.model.kpis.limits import Limit
from slacontract.model.texts import Word
from slacontract.quantities.units import Unit
from slacontract.render.key_names import key_name, within_a_line
from slacontract.settlement.kpis.kpi_values import kpi_name

if TYPE_CHECKING:
    from gmpy2 import mpq

    from slacontract.comparison.compare import Comparison
    from slacontract.comparison.differences import Difference

NONE: Final = "–"

_ONE_OF: Final = {
    "limits": message("Limit {number}"), "gates": message("Gate {number}"), "relief": message("Relief {number}"),
    "commitments": message("Commitment {number}"), "retentions": message("Retention {number}"),
    "incidents": message("Incidents {number}"), "repeat": message("Repeated failures {number}"),
    "de_minimis": message("Small amounts {number}"),
}  # fmt: skip
_ON: Final = {
    "penalty": message("on penalties"), "bonus": message("on bonuses"), "net": message("on bonus less penalty"),
}  # fmt: skip
DIRECTIONS: Final = {
    Direction.BETTER: message("better for the vendor, worse for the client"),
    Direction.WORSE: message("worse for the vendor, better for the client"),
    Direction.NOTHING: message("the net does not depend on it"),
    Direction.DEPENDS: message("it depends"),
    Direction.OPEN: message("not decided"),
}
SIDES: Final = {
    Direction.BETTER: (message("better"), message("worse")), Direction.WORSE: (message("worse"), message("better")),
    Direction.NOTHING: (message("same"), message("same")), Direction.DEPENDS: (message("depends"), message("depends")),
    Direction.OPEN: (message("not decided"), message("not decided")),
}  # fmt: skip


def subject(comparison: Comparison, difference: Difference) -> Message:
    """The clause that a difference is in: a line by its title, a KPI by its name, a limit by its number and what it is on."""
    kind, *rest = difference.path
    contract = comparison.old if difference.kind == "removed" and len(rest) == 1 else comparison.new
    if kind == "billing" and rest:
        line = contract.billing.get(Word(rest[0]))
        return message("{name}", name=(line and line.title) or rest[0])
    if kind == "kpis" and rest and rest[0] in contract.kpis:
        return kpi_name(rest[0], contract)
    if kind in CLAUSES and rest and rest[0] != "order":
        return _numbered(kind, rest[0], difference)
    if kind in NAMED and rest:
        return message("{what}: {part}", what=key_name(Contract, kind), part=rest[0])
    return key_name(Contract, kind)


def _numbered(kind: str, number: str, difference: Difference) -> Message:
    said = message(_ONE_OF[kind].text, number=number.removeprefix("old "))
    limit = difference.inside[1] or difference.inside[0]
    return message("{what} {on}", what=said, on=_ON[limit.on]) if isinstance(limit, Limit) else said


def part(difference: Difference) -> Message | None:
    """What of its clause changed; None where the whole clause came or went."""
    kind, *rest = difference.path
    named = kind in {*NAMED, *CLAUSES} and rest[:1] != ["order"]
    own = 2 if named else 1
    steps = zip(difference.path[own:], difference.owners[own:], strict=True)
    said = [within_a_line(key_name(owner, step)) if owner else message("{name}", name=step) for step, owner in steps]
    return reduce(lambda what, inner: message("{what}: {part}", what=what, part=inner), said) if said else None


def clause(difference: Difference) -> str:
    """The number of the clause that a difference is in, as each version has it."""
    found = [str(getattr(noun, "clause", "") or "") for noun in difference.inside if noun is not None]
    return " / ".join(dict.fromkeys(number for number in found if number))


def sides(difference: Difference) -> tuple[str, str]:
    """What each version says, as it is written."""
    if difference.kind == "reordered":
        return _ordered(difference.old), _ordered(difference.new)
    return written(difference.old) or NONE, written(difference.new) or NONE


def rows(value: object) -> list[str]:
    """What a version says, in as many rows as it has parts: a band in each, or a key of a clause."""
    if isinstance(value, tuple) and any(isinstance(item, Noun) for item in value):
        return [written(item) for item in value]
    if isinstance(value, Noun):
        return [f"{key}: {nested(item)}" for key, item in spoken(value)]
    return [written(value) or NONE]


def _ordered(clauses: object) -> str:
    assert isinstance(clauses, tuple), "an order is of a list"
    return ", ".join(str(getattr(item, "name", None) or item.clause) for item in clauses)


def places(difference: Difference) -> tuple[str, str]:
    """Where each version says it."""
    old = "" if difference.kind == "added" else difference.old_at.short
    return old, "" if difference.kind == "removed" else difference.new_at.short


def money(value: mpq, language: Language, decimals: int) -> str:
    """An amount in the marks of the language."""
    return write_value(value, Unit.MONEY, language, decimals=decimals)


def change(value: mpq, language: Language, decimals: int) -> str:
    """A difference of amounts, with its sign."""
    return f"+{money(value, language, decimals)}" if value > 0 else money(value, language, decimals)


def version(contract: Contract) -> Message:
    """How a version is called: by its number, the day it comes into force, and its file."""
    return message("version {number}, in force from {day} ({file})", number=contract.version,
                   day=contract.effective.isoformat(), file=contract.place.file)  # fmt: skip
