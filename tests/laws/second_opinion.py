"""A second implementation of the settlement, from the words of the documentation, in fractions of the standard library.

It shares no code with slacontract: contracts are read with PyYAML's safe loader as plain text, measures are rows of texts. It
makes no calculation, no formulas and no rows; it just computes the lines of a period, one after the other. It knows the part of
the language that ``strategies.py`` makes, and fails loudly on anything else.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any, TypeAlias

import yaml

Tree: TypeAlias = dict[str, Any]
Lines: TypeAlias = dict[tuple[str, str], Fraction]
Known: TypeAlias = "Fraction | None"

ONE_DIMENSION = "queue"


# --- figures ---------------------------------------------------------------------------------------------------------------

_UNITS = {"": Fraction(1), "%": Fraction(1, 100), "bp": Fraction(1, 10_000), "ratio": Fraction(1), "s": Fraction(1),
          "min": Fraction(60), "h": Fraction(3600)}  # fmt: skip


def figure(text: str) -> Fraction:
    """A number with its unit: percentages as ratios, durations as seconds."""
    clock = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", text)
    if clock and text:
        return Fraction(sum(int(part or 0) * size for part, size in zip(clock.groups(), (3600, 60, 1), strict=True)))
    found = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)\s*(\S*)", text)
    assert found, text
    return Fraction(found[1]) * _UNITS[found[2]]


def is_share(text: str) -> bool:
    return any(mark in text for mark in ("%", "bp", "ratio"))


def to_coin(value: Fraction, coin: Fraction, mode: str) -> Fraction:
    """Round an amount to a number of coins."""
    coins = abs(value) / coin
    lower = floor(coins)
    rest = coins - lower
    up = {
        "up": rest > 0,
        "down": False,
        "half_up": rest >= Fraction(1, 2),
        "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and lower % 2 == 1),
    }[mode]
    whole = (lower + (1 if up else 0)) * coin
    return -whole if value < 0 else whole


# --- formulas and conditions -------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\s*(\d+(?:\.\d+)?\s*(?:%|bp\b|ratio\b|min\b|s\b|h\b)?|\d+m\d+s|[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*|<=|>=|<>|[-+*/()<>=,])"
)


class Formula:
    """A formula over names. A name without a figure makes the whole unknown, and so does a division by zero."""

    def __init__(self, text: str, value_of: Callable[[str], Known]) -> None:
        self.tokens = _TOKEN.findall(text)
        assert "".join(self.tokens).replace(" ", "") == text.replace(" ", ""), text
        self.names = [t for t in self.tokens if t[0].isalpha() and t not in {"and", "or", "not", "min", "max"}]
        self.value_of = value_of
        self.at = 0

    def value(self) -> Known:
        if any(self.value_of(name) is None for name in self.names):
            return None
        self.at = 0
        try:
            return self._sum()
        except ZeroDivisionError:
            return None

    def holds(self, *, when_unknown: bool) -> bool:
        if any(self.value_of(name) is None for name in self.names):
            return when_unknown
        self.at = 0
        return self._either()

    def _next(self, *wanted: str) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        if token and (not wanted or token in wanted):
            self.at += 1
            return str(token)
        return ""

    def _either(self) -> bool:
        result = self._both()
        while self._next("or"):
            result = self._both() or result
        return result

    def _both(self) -> bool:
        result = self._condition()
        while self._next("and"):
            result = self._condition() and result
        return result

    def _condition(self) -> bool:
        if self._next("not"):
            return not self._condition()
        if self._next("("):
            result = self._either()
            assert self._next(")")
            return result
        left = self._sum()
        relation = self._next()
        return compare(left, relation, self._sum())

    def _sum(self) -> Fraction:
        result = self._product()
        while operator := self._next("+", "-"):
            other = self._product()
            result = result + other if operator == "+" else result - other
        return result

    def _product(self) -> Fraction:
        result = self._factor()
        while operator := self._next("*", "/"):
            other = self._factor()
            result = result * other if operator == "*" else result / other
        return result

    def _factor(self) -> Fraction:
        if self._next("-"):
            return -self._factor()
        if self._next("("):
            result = self._sum()
            assert self._next(")")
            return result
        token = self._next()
        if token in {"min", "max"}:
            assert self._next("(")
            items = [self._sum()]
            while self._next(","):
                items.append(self._sum())
            assert self._next(")")
            return min(items) if token == "min" else max(items)  # noqa: S105  # a word of the language
        if token[0].isdigit():
            return figure(token)
        value = self.value_of(token)
        assert value is not None
        return value


def compare(left: Fraction, relation: str, right: Fraction) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "=": left == right,
            "<>": left != right}[relation]  # fmt: skip


def lies_in(value: Fraction, text: str) -> bool:
    """Whether a value satisfies ``>= 70% and < 80%``."""
    return all(compare(value, *_bound(part)) for part in text.split(" and "))


def _bound(text: str) -> tuple[str, Fraction]:
    found = re.fullmatch(r"(<=|>=|<|>|=)\s*(.+)", text.strip())
    assert found, text
    return found[1], figure(found[2])


# --- measures --------------------------------------------------------------------------------------------------------------


class Measures:
    """Rows of texts, asked for sums."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self.figures: dict[tuple[str, str, str], Fraction] = {}
        for row in rows:
            for name, text in row.items():
                if name not in {"period", ONE_DIMENSION}:
                    self.figures[row["period"], row[ONE_DIMENSION], name] = Fraction(text)
        self.members = sorted({(member, name) for _, member, name in self.figures})

    def torn(self, period: str, names: Iterable[str], scope: Scope) -> bool:
        """Whether a member of the scope has a figure of the formula in the period and lacks another that is ever measured."""
        wanted = {name for name in names if any(n == name for _, n in self.members)}
        within = [m for m in {m for m, _ in self.members} if scope.members is None or m in scope.members]
        wanted = {name for name in wanted if any((m, name) in self.members for m in within)}
        return any(0 < sum((period, m, name) in self.figures for name in wanted) < len(wanted) for m in within)

    def total(self, period: str, name: str, scope: Scope) -> Known:
        """A sum over a scope; unknown when a member that the scope lists has no figure, or when nothing has one."""
        listed = scope.members
        if listed is None:
            found = [v for (p, _, n), v in self.figures.items() if (p, n) == (period, name)]
            return sum(found, Fraction(0)) if found else None
        figures = [self.figures.get((period, member, name)) for member in listed]
        if any(value is None for value in figures):
            return None
        return sum((value for value in figures if value is not None), Fraction(0))


@dataclass(frozen=True)
class Scope:
    """The members a clause is about; None for all. ``suffix`` is what a line of one member is called."""

    members: tuple[str, ...] | None = None
    suffix: str = ""


def scopes(clause: Tree, names: Sequence[str], measures: Measures) -> list[Scope]:
    if "each" in clause:
        assert clause["each"] == [ONE_DIMENSION]
        members = sorted({member for member, name in measures.members if name in names})
        return [Scope((member,), f"[{ONE_DIMENSION}={member}]") for member in members]
    if "where" in clause:
        chosen = clause["where"][ONE_DIMENSION]
        return [Scope(tuple(chosen) if isinstance(chosen, list) else (chosen,))]
    return [Scope()]


# --- KPIs ------------------------------------------------------------------------------------------------------------------


def definition(kpi: Tree) -> str:  # noqa: PLR0911  # one line for each KPI
    """The formula of a KPI, as docs/kpis.md gives it for the variant."""
    if "formula" in kpi:
        return str(kpi["formula"])
    variant = kpi["variant"]
    match kpi["kpi"]:
        case "service_level":
            counted = {"answered_only": "answered", "all_offered": "answered + abandoned",
                       "exclude_short": "answered + abandoned - abandoned_in_5s"}[variant["abandons"]]  # fmt: skip
            return f"answered_in_20s / ({counted})"
        case "answer_rate":
            return "answered / (answered + abandoned)"
        case "abandonment_rate":
            return "(abandoned - abandoned_in_5s) / (answered + abandoned - abandoned_in_5s)"
        case "asa":
            return "wait_answered_s / answered"
        case "aht":
            hold = " + hold_s" if variant["hold"] == "included" else ""
            return f"(talk_s{hold} + wrap_s) / {'answered' if variant['unit_of_count'] == 'contact' else 'legs'}"
        case "csat":
            return "surveys_satisfied / surveys"
        case "utilisation":
            return "busy_h / paid_h"
        case "productivity":
            return "cases_closed / productive_h"
    raise AssertionError(kpi)


def is_percent(kpi: Tree) -> bool:
    return kpi.get("unit") == "percent" or kpi.get("kpi") in {
        "service_level",
        "answer_rate",
        "abandonment_rate",
        "csat",
        "utilisation",
    }


def value_of(kpi: Tree, period: str, scope: Scope, measures: Measures) -> Known:
    """The value that is compared: rounded where the contract says so, in percent where the KPI is one."""
    names = set(re.findall(r"[a-z][a-z0-9_]*", definition(kpi))) - {"min", "max", "of"}
    if measures.torn(period, names, scope):
        return None
    formula = Formula(definition(kpi), lambda name: measures.total(period, name, scope))
    value = formula.value()
    if value is None or "rounded" not in kpi:
        return value
    grain = Fraction(1, 10 ** int(kpi["rounded"]["decimals"])) / (100 if is_percent(kpi) else 1)
    return to_coin(value, grain, kpi["rounded"]["mode"])


def paid(kpi: Tree, value: Fraction, of: Fraction, knee_of: Callable[[str], Known]) -> Fraction:
    """What a scale pays for a value."""
    if "bands" in kpi:
        (hit,) = [band for band in kpi["bands"] if lies_in(value, band["when"])]
        return money(hit["pay"], of)
    if "curve" in kpi:
        return on_curve([(figure(point["at"]), money(point["pay"], of)) for point in kpi["curve"]], value)
    scales = kpi["per_unit"] if isinstance(kpi["per_unit"], list) else [kpi["per_unit"]]
    return sum((steps(scale, value, knee_of) for scale in scales), Fraction(0))


def money(text: str, of: Fraction) -> Fraction:
    return figure(text) * of if is_share(text) else figure(text)


def on_curve(points: list[tuple[Fraction, Fraction]], value: Fraction) -> Fraction:
    if value <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return points[-1][1]


def steps(scale: Tree, value: Fraction, knee_of: Callable[[str], Known]) -> Fraction:
    side = "above" if "above" in scale else "below"
    knee = knee_of(scale[side])
    if knee is None:
        return Fraction(0)
    beyond = max(Fraction(0), value - knee if side == "above" else knee - value) / figure(scale["step"])
    counted = {"exact": beyond, "full": Fraction(floor(beyond)), "started": Fraction(ceil(beyond))}[scale["count"]]
    return counted * figure(scale["pay"])


def worst(kpi: Tree, of: Fraction) -> Fraction:
    """The lowest payment of a scale: the lowest percentage of its base, or the lowest amount."""
    lowest = min((entry["pay"] for entry in kpi.get("bands") or kpi["curve"]), key=figure)
    return money(lowest, of)


# --- one period --------------------------------------------------------------------------------------------------------------

BASIS = {"talk": ("talk_s",), "talk_and_hold": ("talk_s", "hold_s"), "handle": ("talk_s", "hold_s", "wrap_s")}


@dataclass
class Year:
    """What the earlier periods of a contract year settled."""

    number: int = 0
    billed: Fraction = Fraction(0)
    settled: dict[tuple[str, str], Fraction] = field(default_factory=dict)

    def used(self, kpi: str, kind: str) -> Fraction:
        return self.settled.get((kpi, kind), Fraction(0))

    def add(self, kpi: str, bonus: Fraction, penalty: Fraction) -> None:
        for kind, amount in (("bonus", bonus), ("penalty", penalty), ("net", bonus + penalty)):
            self.settled[kpi, kind] = self.used(kpi, kind) + amount


class Month:
    """The settlement of one period under one version."""

    def __init__(self, contract: Tree, measures: Measures, period: str, year: Year) -> None:
        self.contract, self.measures, self.period, self.year = contract, measures, period, year
        self.coin, self.mode = Fraction(contract["rounding"]["to"]), contract["rounding"]["mode"]
        self.lines: dict[str, Fraction] = {}
        self.before: dict[tuple[str, str], Fraction] = {}
        self.after: dict[tuple[str, str], Fraction] = {}
        self.due: dict[tuple[str, str], Fraction] = {}

    def close(self, line: str, amount: Fraction) -> Fraction:
        assert line not in self.lines, line
        self.lines[line] = to_coin(amount, self.coin, self.mode)
        return self.lines[line]

    def settle(self) -> dict[str, Fraction]:
        for name, line in self.contract["billing"].items():
            self._bill(name, line)
        billing = sum((v for (_, member), v in self.after.items() if not member), Fraction(0))
        self.year.billed += billing
        for name, kpi in self.contract.get("kpis", {}).items():
            self._judge(name, kpi)
        for number, gate in enumerate(self.contract.get("gates", ()), 1):
            self._gate(number, gate)
        adjustment = self._limit()
        net = billing + adjustment
        tax = self.contract["tax"]
        taxed = net if tax["treatment"] == "reduces_base" else billing
        self.close("tax", taxed * figure(tax["rate"]))
        return self.lines | {"total.net": net, "total.gross": net + self.lines["tax"]}

    # billing

    def _bill(self, name: str, line: Tree) -> None:
        needed = self._needed(line)
        found = scopes(line, needed, self.measures) if needed else [Scope()]
        for scope in found:
            amount = self.close(f"billing.{name}{scope.suffix}", self._price(line, scope))
            total = amount
            if "guarantee" in line:
                total += self._guarantee(name, line["guarantee"], amount, scope)
            if "billing_cap" in line:
                cap = figure(line["billing_cap"]["amount"])
                total += self.close(f"billing.{name}{scope.suffix}.billing_cap", min(Fraction(0), cap - total))
            self.before[name, scope.suffix], self.after[name, scope.suffix] = amount, total
        if "each" in line:
            for table in (self.before, self.after):
                table[name, ""] = sum((v for (n, member), v in table.items() if n == name and member), Fraction(0))

    def _needed(self, line: Tree) -> list[str]:
        match line["model"]:
            case "fixed":
                return []
            case "per_minute":
                return [*BASIS[line["minutes"]], *([self._counted(line)] if "cap" in line else [])]
            case "per_fte_hour":
                return [f"{line['hours']}_h", *(["ordered_h"] if "cap" in line else [])]
            case _:
                return [line["count"]]

    @staticmethod
    def _counted(line: Tree) -> str:
        return "answered" if line["cap"]["per"] == "contact" else "legs"

    def _sum(self, scope: Scope, *names: str) -> Fraction:
        """What a line bills; a member of ``each`` without any figure bills nothing."""
        return sum((self.measures.total(self.period, name, scope) or Fraction(0) for name in names), Fraction(0))

    def _price(self, line: Tree, scope: Scope) -> Fraction:
        match line["model"]:
            case "fixed":
                return figure(line["amount"])
            case "per_minute":
                seconds = self._sum(scope, *BASIS[line["minutes"]])
                if "cap" in line:
                    seconds = min(seconds, figure(line["cap"]["aht"]) * self._sum(scope, self._counted(line)))
                return priced(line, seconds / 60)
            case "per_fte_hour":
                hours = self._sum(scope, f"{line['hours']}_h")
                if "cap" in line:
                    share, _, of = line["cap"]["hours"].partition(" of ")
                    hours = min(hours, figure(share) * self._sum(scope, of))
                return priced(line, hours)
            case _:
                return priced(line, self._sum(scope, line["count"]))

    def _guarantee(self, name: str, guarantee: Tree, amount: Fraction, scope: Scope) -> Fraction:
        kpi = self.contract["kpis"][guarantee["kpi"]]
        where = scope if "each" in kpi else scopes(kpi, (), self.measures)[0]
        reached, least = value_of(kpi, self.period, where, self.measures), figure(guarantee["at_least"])
        credit = Fraction(0) if reached is None or reached >= least else -amount * (1 - reached / least)
        return self.close(f"billing.{name}{scope.suffix}.guarantee", credit)

    # KPIs

    def _judge(self, name: str, kpi: Tree) -> None:
        if not any(key in kpi for key in ("bands", "curve", "per_unit")):
            return
        names = list(Formula(definition(kpi), lambda _: None).names)
        for scope in scopes(kpi, names, self.measures):
            value = value_of(kpi, self.period, scope, self.measures)
            of = self._base(kpi.get("base"), scope.suffix)
            amount = Fraction(0)
            if value is not None:
                amount = paid(kpi, value, of, lambda text, scope=scope: self._knee(text, scope))  # type: ignore[misc]
            closed = self.close(f"kpi.{name}{scope.suffix}", amount)
            if kpi["missing"] == "worst":
                absent = value is None
                if "each" in kpi:  # a member that is not there at all owes nothing
                    absent &= any(self.measures.total(self.period, n, scope) is not None for n in names)
                closed += self.close(f"kpi.{name}{scope.suffix}.missing", worst(kpi, of) if absent else Fraction(0))
            self.due[name, scope.suffix] = closed

    def _knee(self, text: str, scope: Scope) -> Known:
        share, separator, of = text.partition(" of ")
        if not separator:
            return figure(text)
        total = self.measures.total(self.period, of, scope)
        return None if total is None else figure(share) * total

    def _base(self, base: Any, member: str) -> Fraction:
        if base is None:
            return Fraction(0)
        texts = base if isinstance(base, list) else [base]
        if not texts[0].startswith("billing"):
            return figure(texts[0])
        return sum((self._billed(text, member) for text in texts), Fraction(0))

    def _billed(self, text: str, member: str) -> Fraction:
        name, _, stage = text.partition(" ")
        table = self.before if stage == "before caps" else self.after
        names = list(self.contract["billing"]) if name == "billing" else [name.removeprefix("billing.")]
        total = Fraction(0)
        for line in names:
            if member and "each" in self.contract["billing"][line]:
                total += table.get((line, member), Fraction(0))
            else:
                total += table[line, ""]
        return total

    # gates and limits

    def _gate(self, number: int, gate: Tree) -> None:
        def named(name: str) -> Known:
            kpis = self.contract.get("kpis", {})
            if name in kpis:
                return value_of(kpis[name], self.period, scopes(kpis[name], (), self.measures)[0], self.measures)
            return self.measures.total(self.period, name, Scope())

        open_ = Formula(gate["when"], named).holds(when_unknown=gate["missing"] == "met")
        taken = Fraction(0)
        for (name, member), amount in self.due.items():
            if not open_ and amount > 0 and name in gate.get("kpis", [name]):
                taken -= amount
                self.due[name, member] = Fraction(0)
        self.close(f"gate.{number}", taken)

    def _limit(self) -> Fraction:
        declared = list(enumerate(self.contract["limits"], 1))
        bonus = penalty = Fraction(0)
        settled = []
        for name in dict.fromkeys(name for name, _ in self.due):
            amounts = [amount for (n, _), amount in self.due.items() if n == name]
            up, down = sum((a for a in amounts if a > 0), Fraction(0)), sum((a for a in amounts if a < 0), Fraction(0))
            for number, limit in declared:
                if limit.get("kpi") == name:
                    up, down = self._cut(number, limit, name, up, down)
            settled.append((name, up, down))
            bonus, penalty = bonus + up, penalty + down
        for number, limit in declared:
            if "kpi" not in limit:
                bonus, penalty = self._cut(number, limit, "", bonus, penalty)
        for name, up, down in [*settled, ("", bonus, penalty)]:
            self.year.add(name, up, down)
        return bonus + penalty

    def _cut(self, number: int, limit: Tree, kpi: str, bonus: Fraction, penalty: Fraction) -> tuple[Fraction, Fraction]:
        most = self._most(limit["at_most"])
        used = self.year.used(kpi, limit["on"]) if limit["every"] == "contract_year" else Fraction(0)
        high, low = max(Fraction(0), most - used), min(Fraction(0), -most - used)
        if limit["on"] == "bonus":
            left = (min(bonus, high), penalty)
        elif limit["on"] == "penalty":
            left = (bonus, max(penalty, low))
        else:
            net = bonus + penalty
            left = (bonus - max(Fraction(0), net - high), penalty + max(Fraction(0), low - net))
        self.close(f"limit.{number}", sum(left, Fraction(0)) - bonus - penalty)
        return left

    def _most(self, text: str) -> Fraction:
        share, separator, of = text.partition(" of ")
        if not separator:
            return figure(text)
        billed = self.year.billed if of == "billing_to_date" else self._billed(of, "")
        return to_coin(figure(share) * billed, self.coin, self.mode)


def priced(line: Tree, quantity: Fraction) -> Fraction:
    if "rate" in line:
        return quantity * figure(line["rate"])
    tiers = line["tiers"]
    total, low = Fraction(0), Fraction(0)
    for number, step in enumerate(tiers["steps"]):
        high = figure(step["up_to"]) if "up_to" in step else None
        inclusive = tiers["edges"] == "inclusive" or number == 0
        reached = quantity > low if inclusive else quantity >= low
        rate, flat = figure(step["rate"]), figure(step.get("flat", "0"))
        if tiers["mode"] == "graduated":
            units = max(Fraction(0), (quantity if high is None else min(quantity, high)) - low)
            total += units * rate + (flat if reached else 0)
        elif reached and (high is None or quantity < high or (quantity == high and tiers["edges"] == "inclusive")):
            total = quantity * rate + flat
        low = high if high is not None else low
    return total


# --- all periods -----------------------------------------------------------------------------------------------------------


def contract_year(period: str, begins: str) -> int:
    year, month = int(period[:4]), int(period[5:7])
    first = (int(begins[:4]), int(begins[5:7]))
    return ((year - first[0]) * 12 + month - first[1]) // 12


def settlement(texts: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Lines:
    """The amount of every line of every period that was measured, and the totals."""
    versions = sorted((yaml.load(text, Loader=yaml.BaseLoader) for text in texts), key=lambda v: str(v["effective"]))  # noqa: S506
    measures = Measures(rows)
    year = Year(-1)
    found: Lines = {}
    for period in sorted({row["period"] for row in rows}):
        number = contract_year(period, versions[0]["periods"]["contract_year_from"])
        if number != year.number:
            year = Year(number)
        contract = [v for v in versions if v["effective"] <= f"{period}-01"][-1]
        for name, amount in Month(contract, measures, period, year).settle().items():
            found[period, name] = amount
    return found
