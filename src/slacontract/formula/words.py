"""The words face: a formula as a sentence in English or Spanish, each name with its figure beside it.

Of a choice only the branch that was taken is told, with the condition that decided it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from slacontract.formula.figures import write_value
from slacontract.formula.interpreter import Place, value_of
from slacontract.formula.nodes import (
    Absolute,
    All,
    Any,
    AnyKnown,
    Arith,
    Blank,
    Compare,
    Greatest,
    If,
    Known,
    Least,
    Node,
    Not,
    Num,
    Over,
    Ref,
    Rounded,
    Steady,
    Steps,
    Total,
    Written,
)  # fmt: skip
from slacontract.languages import Argument, Language, message, say
from slacontract.quantities.numbers import Rounding
from slacontract.quantities.units import Unit

if TYPE_CHECKING:
    from slacontract.formula.calculation import Row, Term

MOST_NAMED: Final = 31
"""So many figures of a sum are named one by one, as the days of a month are; of more, the first and the last."""

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_RELATIONS = {
    "<": "is below {limit}",
    "<=": "is at most {limit}",
    ">": "is above {limit}",
    ">=": "is at least {limit}",
    "=": "is {limit}",
    "<>": "is not {limit}",
}
_WINDOWS = {
    "sum": "the sum of {name} from {first} to {last}",
    "mean": "the mean of {name} from {first} to {last}",
    "lowest": "the lowest of {name} from {first} to {last}",
    "highest": "the highest of {name} from {first} to {last}",
}
_MODES = {
    Rounding.HALF_UP: "rounded half up to {decimals} decimals",
    Rounding.HALF_EVEN: "rounded half to even to {decimals} decimals",
    Rounding.UP: "rounded up to {decimals} decimals",
    Rounding.DOWN: "rounded down to {decimals} decimals",
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says formulas as seen from one column, in one language, with amounts in one currency."""

    place: Place
    language: Language
    currency: str
    decimals: int = 2

    def sentence(self, row: Row) -> str:
        """Say a row: its name, what it is computed from with figures, and its value."""
        value = self.place.columns[self.place.index].get(row.id)
        shown = write_value(value, row.unit, self.language, self.currency, self.decimals)
        name = say(row.label, self.language)
        if row.formula is None or isinstance(row.formula, Num):
            return f"{name} = {shown}"
        told = self.words(row.formula)
        return f"{name} = {told}" if told == shown else f"{name} = {told} = {shown}"

    def words(self, node: Node, outer: int = 0) -> str:  # noqa: C901, PLR0911, PLR0912  # one line for each node
        """Say a node."""
        match node:
            case Num():
                return write_value(node.value, Unit.NUMBER, self.language)
            case Ref():
                return self._named(node)
            case Arith():
                return self._arithmetic(node, outer)
            case Steady():
                return self.words(node.item, outer)
            case Least():
                return self._say("the lower of {items}", items=self._series(node.items))
            case Greatest():
                return self._say("the higher of {items}", items=self._series(node.items))
            case Absolute():
                return self._say("the size of {value} without its sign", value=self.words(node.item))
            case Rounded():
                decimals = self._figure(node.decimals)
                rule = self._say(_MODES[node.mode], decimals=decimals)
                return f"{self.words(node.value)}, {rule}"
            case Steps():
                text = "{value}, full steps only" if node.count == "full" else "{value}, started steps counted"
                return self._say(text, value=self.words(node.value))
            case If():
                return self._choice(node)
            case Compare():
                limit = self.words(node.right, 1)
                return f"{self.words(node.left, 1)} {self._say(_RELATIONS[node.relation], limit=limit)}"
            case All():
                return self._joined(node.items, " and ")
            case Any():
                return self._joined(node.items, " or ")
            case Not(item=Not(item=item)):
                return self.words(item)
            case Not():
                return self._say("it is not so that {condition}", condition=self.words(node.item))
            case Known():
                return self._say("{name} is measured", name=self._named(node.row))
            case AnyKnown():
                return self._say("something is measured of {items}", items=self._series(node.rows))
            case Blank():
                return self._say("not measured")
            case Total():
                return self._sum(node.rows)
            case Over():
                return self._window(node)
            case Written():
                raise AssertionError(f"{node} was not bound to rows")

    def _say(self, text: str, **arguments: Argument) -> str:
        return say(message(text, **arguments), self.language)

    def _named(self, ref: Ref) -> str:
        calculation = self.place.calculation
        noun: Row | Term | None = calculation.plans[self.place.index].terms.get(ref.id) or calculation.rows.get(ref.id)
        assert noun is not None, f"{ref.id} is neither a row nor a term"
        if noun.unit is Unit.BAND and ref.id in calculation.plans[self.place.index].terms:
            return write_value(self.place.value(ref), Unit.BAND, self.language)  # the number of a band names itself
        figure = write_value(self.place.value(ref), noun.unit, self.language, self.currency, self.decimals)
        name = say(noun.label, self.language)
        earlier = self._say(" {count} periods earlier", count=ref.lag) if ref.lag else ""
        return f"{name}{earlier} ({figure})"

    def _figure(self, node: Node) -> str:
        return write_value(value_of(node, self.place), Unit.NUMBER, self.language)

    def _arithmetic(self, node: Arith, outer: int) -> str:
        level = 1 if node.op in "+-" else 2
        right = self.words(node.right, level + (node.op in "-/"))
        if node.op == "-" and isinstance(node.left, Num) and not node.left.value:
            return f"−{self.words(node.right, 3)}"
        text = f"{self.words(node.left, level)} {_SIGNS[node.op]} {right}"
        return f"({text})" if level < outer else text

    def _choice(self, node: If) -> str:
        conditions: list[Node] = []
        chosen: Node = node
        while isinstance(chosen, If):
            holds = value_of(chosen.condition, self.place)
            if holds or not isinstance(chosen.otherwise, If):
                conditions.append(chosen.condition if holds else Not(chosen.condition))
            chosen = chosen.then if holds else chosen.otherwise
        told = [c for c in conditions if not _is_guard(c)]
        result = self.words(chosen)
        if not told:
            return result
        return self._say("{result}, because {condition}", result=result, condition=self._joined(tuple(told), " and "))

    def _joined(self, items: tuple[Node, ...], word: str) -> str:
        return self._say(word).join(self.words(item) for item in items)

    def _sum(self, rows: tuple[Ref, ...]) -> str:
        if len(rows) <= MOST_NAMED:
            return self._say("the sum of {items}", items=self._series(rows)) if rows else "0"
        first, last = self._named(rows[0]), self._named(rows[-1])
        return self._say("the sum of {count} figures, from {first} to {last}", count=len(rows), first=first, last=last)

    def _series(self, items: tuple[Node, ...]) -> str:
        said = [self.words(item) for item in items]
        return said[0] if len(said) == 1 else f"{'; '.join(said[:-1])}{self._say(' and ')}{said[-1]}"

    def _window(self, node: Over) -> str:
        row = self.place.calculation.rows[node.row.id]
        columns = self.place.calculation.window(node, self.place.index)
        if not columns:
            text = "{name} of no earlier period (0)" if node.how == "sum" else "{name} of no earlier period (not measured)"
            return self._say(text, name=row.label)
        value = write_value(value_of(node, self.place), row.unit, self.language, self.currency, self.decimals)
        periods = self.place.calculation.periods
        told = self._say(_WINDOWS[node.how], name=row.label, first=periods[columns[0]].id, last=periods[columns[-1]].id)
        return f"{told} ({value})"


def _is_guard(condition: Node) -> bool:
    """Whether a condition only asks if there is something to compute with; the result says that by itself."""
    match condition:
        case Known() | AnyKnown():
            return True
        case Compare(relation="<>"):
            return True
        case Not():
            return _is_guard(condition.item)
        case All() | Any():
            return all(_is_guard(item) for item in condition.items)
        case _:
            return False
