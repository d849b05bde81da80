"""Contracts and measures made by chance: every billing model, scale, gate and limit of the language, in sound combinations.

A deal is made with a source of chance that is either Hypothesis's, which shrinks, or a seed, which is fast. All texts are such as
a person could write; nothing of slacontract is used to make them.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from hypothesis import strategies as st

Version: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, str]

QUEUES = ("back", "care", "tech")
COINS = ("0.01", "0.01", "0.01", "0.1", "1")
MODES = ("half_up", "half_even", "up", "down")


@dataclass(frozen=True)
class Deal:
    """The versions of a contract as trees of texts, and its measures as rows of texts."""

    versions: tuple[Version, ...]
    rows: tuple[Row, ...]

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    def with_rows(self, rows: list[Row]) -> Deal:
        return replace(self, rows=tuple(rows))


@dataclass
class Terms:
    """What the parts of one version must know of each other."""

    chance: random.Random
    coin: str
    monotone: bool
    limited: bool = True
    lines: dict[str, Version] = field(default_factory=dict)
    kpis: dict[str, Version] = field(default_factory=dict)

    def happens(self, percent: int) -> bool:
        return self.chance.randint(1, 100) <= percent

    def pick(self, items: tuple[Any, ...] | list[Any]) -> Any:
        return items[self.chance.randint(0, len(items) - 1)]

    def whole(self, low: int, high: int) -> int:
        return self.chance.randint(low, high)

    def money(self, low: int, high: int) -> str:
        """An amount in coins."""
        return decimal(self.whole(low, high) * Fraction(self.coin))

    def rate(self) -> str:
        return decimal(Fraction(self.whole(1, 50_000), 10 ** self.pick((2, 3, 4))))


def decimal(value: Fraction) -> str:
    """An exact decimal without exponent."""
    scaled = value * 10**8
    assert scaled.denominator == 1, value
    digits = str(abs(int(scaled))).rjust(9, "0")
    fraction = digits[-8:].rstrip("0")
    return f"{'-' if value < 0 else ''}{digits[:-8]}{'.' if fraction else ''}{fraction}"


def percent_text(terms: Terms, value: Fraction) -> str:
    """A ratio in one of the spellings that contracts have."""
    return str(terms.pick((f"{decimal(value * 100)}%", f"{decimal(value * 100)} %", f"{decimal(value)} ratio",
                           f"{decimal(value * 10_000)} bp")))  # fmt: skip


def seconds_text(terms: Terms, value: Fraction) -> str:
    """A duration in one of the spellings that contracts have."""
    texts = [f"{decimal(value)} s"]
    if value.denominator == 1 and value >= 60:
        texts.append(f"{int(value) // 60}m{int(value) % 60}s")
    if (value / 60).denominator in {1, 2, 4, 5}:
        texts.append(f"{decimal(value / 60)} min")
    return str(terms.pick(texts))


# --- billing ---------------------------------------------------------------------------------------------------------------


def scope(terms: Terms) -> Version:
    kind = terms.whole(0, 9)
    if kind < 4:
        return {"where": {"queue": terms.pick((["care", "tech"], "care", ["care"], ["care", "back"]))}}
    return {"each": ["queue"]} if kind < 7 else {}


def price(terms: Terms, low: int, high: int) -> Version:
    if terms.happens(55):
        return {"rate": terms.rate()}
    steps = [
        {"up_to": str(end), "rate": terms.rate()} for end in sorted({terms.whole(low, high) for _ in range(terms.whole(1, 3))})
    ]
    steps.append({"rate": terms.rate()})
    for step in steps:
        if terms.happens(30):
            step["flat"] = terms.money(0, 5000)
    return {
        "tiers": {
            "mode": terms.pick(("graduated", "volume")),
            "edges": terms.pick(("inclusive", "exclusive")),
            "counted": "period",
            "steps": steps,
        }
    }


def line(terms: Terms, name: str, number: int) -> Version:
    model = terms.pick(("per_minute", "per_fte_hour", "per_unit", "fixed", "per_minute", "per_fte_hour"))
    if model == "fixed":
        found: Version = {"model": "fixed", "amount": terms.money(0, 300_000)}
    elif model == "per_minute":
        found = {"model": "per_minute", "minutes": terms.pick(("talk", "talk_and_hold", "handle")), **scope(terms)}
        found |= price(terms, 50, 2000)
        if terms.happens(40):
            cap = {"aht": seconds_text(terms, Fraction(terms.whole(60, 400))), "per": terms.pick(("contact", "leg"))}
            found["cap"] = {**cap, "level": "period"}
    elif model == "per_fte_hour":
        found = {"model": "per_fte_hour", "hours": terms.pick(("productive", "paid")), **scope(terms)} | price(terms, 50, 300)
        if terms.happens(50):
            found["cap"] = {"hours": f"{terms.pick(('110%', '100%', '1.05 ratio', '9500 bp'))} of ordered_h"}
        if terms.happens(50):
            found["guarantee"] = {
                "clause": f"A {number}.2",
                "kpi": guaranteed(terms, found),
                "at_least": terms.pick(("80%", "7000 bp")),
            }
    else:
        found = {"model": terms.pick(("per_contact", "per_resolution", "per_sale")),
                 "count": terms.pick(("answered", "cases_closed")), **scope(terms)} | price(terms, 20, 400)  # fmt: skip
    if terms.happens(25):
        found["billing_cap"] = {"clause": f"A {number}.3", "amount": terms.money(1, 200_000)}
    return {"clause": f"A {number}", **found}


def guaranteed(terms: Terms, found: Version) -> str:
    """The name of a KPI that measures what a line guarantees."""
    each = found.get("each") if terms.happens(70) else None
    name = "used_by_member" if each else "used"
    terms.kpis[name] = {"clause": "G", "kpi": "utilisation", "variant": {"used": "busy", "of": "paid"}}
    if each:
        terms.kpis[name]["each"] = each
    elif terms.happens(50):
        terms.kpis[name]["rounded"] = {"decimals": "1", "mode": terms.pick(MODES)}
    return name


def adjusted(terms: Terms, names: list[str]) -> bool:
    return any(key in terms.lines[name] for name in names for key in ("billing_cap", "guarantee"))


def staged(terms: Terms, names: list[str], texts: list[str]) -> list[str]:
    stage = terms.pick((" before caps", " after caps")) if adjusted(terms, names) or terms.happens(10) else ""
    return [f"{text}{stage}" for text in texts]


def base(terms: Terms) -> Any:
    names = list(terms.lines)
    kind = terms.whole(0, 9)
    if kind < 4:
        return staged(terms, names, ["billing"])[0]
    if kind < 6:
        return terms.money(1, 500_000)
    chosen = sorted({terms.pick(names) for _ in range(terms.whole(1, 2))})
    texts = staged(terms, chosen, [f"billing.{name}" for name in chosen])
    return texts if len(texts) > 1 or terms.happens(30) else texts[0]


# --- KPIs ------------------------------------------------------------------------------------------------------------------

Unit: TypeAlias = Literal["percent", "seconds", "number"]

SL: Version = {"within": "20 s", "bound": "inclusive"}
MEASURED: tuple[tuple[Version, Unit, str], ...] = (
    ({"kpi": "service_level", "variant": {**SL, "abandons": "answered_only"}}, "percent", "higher"),
    ({"kpi": "service_level", "variant": {**SL, "abandons": "all_offered"}}, "percent", "higher"),
    ({"kpi": "service_level", "variant": {**SL, "abandons": "exclude_short", "short_abandon": "5 s"}}, "percent", "higher"),
    ({"kpi": "answer_rate", "variant": {"abandons": "all_offered"}}, "percent", "higher"),
    ({"kpi": "abandonment_rate", "variant": {"abandons": "exclude_short", "short_abandon": "5 s"}}, "percent", "lower"),
    ({"kpi": "asa", "variant": {"of": "all_answered"}}, "seconds", "lower"),
    ({"kpi": "aht", "variant": {"hold": "included", "wrap": "included", "unit_of_count": "contact"}}, "seconds", "lower"),
    ({"kpi": "aht", "variant": {"hold": "excluded", "wrap": "included", "unit_of_count": "leg"}}, "seconds", "lower"),
    ({"kpi": "csat", "variant": {"method": "top_box"}}, "percent", "higher"),
    ({"kpi": "utilisation", "variant": {"used": "busy", "of": "paid"}}, "percent", "higher"),
    ({"kpi": "productivity", "variant": {"of": "cases", "per": "productive_hour"}}, "number", "higher"),
    ({"formula": "1 - faults / (cases_closed + cases_open)", "unit": "percent", "better": "higher"}, "percent", "higher"),
    ({"formula": "faults", "unit": "count", "better": "lower"}, "number", "lower"),
    ({"formula": "min(cases_open, 2 * faults) - -1", "unit": "count", "better": "lower"}, "number", "lower"),
)  # fmt: skip
EDGES: dict[Unit, tuple[int, int, int]] = {"percent": (1, 39, 40), "seconds": (10, 600, 1), "number": (1, 60, 4)}
FEWEST_DECIMALS: dict[Unit, int] = {"percent": 1, "seconds": 0, "number": 2}  # so that every band keeps a value


def threshold(terms: Terms, unit: Unit, value: Fraction) -> str:
    if unit == "percent":
        return percent_text(terms, value)
    return seconds_text(terms, value) if unit == "seconds" else decimal(value)


def edges(terms: Terms, unit: Unit, count: int) -> list[Fraction]:
    low, high, parts = EDGES[unit]
    return sorted({Fraction(terms.whole(low, high), parts) for _ in range(count)})


def pays(terms: Terms, count: int, better: str, *, percent: bool) -> list[str]:
    """Payments from the lowest value to the highest, in the direction of better unless the deal is odd."""
    figures = [Fraction(terms.whole(-60, 60), 10) for _ in range(count)]
    if terms.monotone:
        figures.sort(reverse=better == "lower")
    if percent:
        return [terms.pick(("+", "")) * (value > 0) + percent_text(terms, value / 100) for value in figures]
    return [decimal(int(value * 10) * 7 * Fraction(terms.coin)) for value in figures]


def bands(terms: Terms, unit: Unit, better: str, *, percent: bool) -> list[Version]:
    ends = edges(terms, unit, terms.whole(1, 4))
    amounts = pays(terms, len(ends) + 1, better, percent=percent)
    result = []
    lower = ""
    for end, amount in zip(ends, amounts, strict=False):
        below = terms.pick(("<", "<="))
        text = threshold(terms, unit, end)
        result.append({"when": f"{lower}{' and ' if lower else ''}{below} {text}", "pay": amount})
        lower = f"{'>=' if below == '<' else '>'} {threshold(terms, unit, end)}"
    result.append({"when": lower, "pay": amounts[-1]})
    if terms.happens(50):
        result.reverse()
    return result


def curve(terms: Terms, unit: Unit, better: str, *, percent: bool) -> list[Version]:
    ends = edges(terms, unit, 4)
    while len(ends) < 2:
        ends.append(ends[-1] + 1)
    amounts = pays(terms, len(ends), better, percent=percent)
    return [{"at": threshold(terms, unit, at), "pay": pay} for at, pay in zip(ends, amounts, strict=True)]


def per_unit(terms: Terms, unit: Unit, better: str, *, count_field: bool) -> list[Version]:
    scales = []
    for side in ("above", "below") if terms.happens(30) else (terms.pick(("above", "below")),):
        good = (side == "above") == (better == "higher")
        sign = 1 if good == (terms.monotone or terms.happens(50)) else -1
        (knee,) = edges(terms, unit, 1)
        step = {"percent": Fraction(terms.pick((1, 2, 5)), 200), "seconds": Fraction(terms.pick((1, 2, 15)), 2)}
        text = threshold(terms, unit, step.get(unit, Fraction(terms.whole(1, 7))))
        at = "5% of answered" if count_field and terms.happens(40) else threshold(terms, unit, knee)
        pay = decimal(sign * terms.whole(1, 4000) * Fraction(terms.coin))
        scales.append({"step": text, side: at, "pay": pay, "count": terms.pick(("exact", "full", "started"))})
    return scales


def kpi(terms: Terms, number: int) -> Version:
    how, unit, better = terms.pick(MEASURED)
    found: Version = {"clause": f"B {number}", **how, **scope(terms)}
    if terms.happens(40):
        found["rounded"] = {"decimals": str(FEWEST_DECIMALS[unit] + terms.whole(0, 2)), "mode": terms.pick(MODES)}
    if terms.happens(40):
        (end,) = edges(terms, unit, 1)
        found["target"] = f"{'>=' if better == 'higher' else '<='} {threshold(terms, unit, end)}"
    kind = terms.whole(0, 9)
    percent = terms.happens(60)
    if kind < 5:
        found["bands"] = bands(terms, unit, better, percent=percent)
    elif kind < 7:
        found |= {"curve": curve(terms, unit, better, percent=percent), "beyond": "flat"}
    elif kind < 9:
        scales = per_unit(terms, unit, better, count_field=how.get("formula") == "faults")
        return found | {"per_unit": scales if len(scales) > 1 else scales[0], "missing": "neutral"}
    else:
        return found
    return found | {"base": base(terms), "missing": terms.pick(("worst", "neutral"))}


# --- gates and limits ------------------------------------------------------------------------------------------------------


def paying(terms: Terms) -> list[str]:
    return [name for name, found in terms.kpis.items() if any(key in found for key in ("bands", "curve", "per_unit"))]


def comparison(terms: Terms) -> str:
    relation = terms.pick(("<", "<=", ">", ">=", "<>", "="))
    single = {
        name: found for name, found in terms.kpis.items() if "each" not in found and found.get("kpi") in {"csat", "service_level"}
    }
    if single and terms.happens(60):
        return f"{terms.pick(list(single))} {relation} {percent_text(terms, Fraction(terms.whole(10, 40), 40))}"
    name = terms.pick(
        ("answered", "cases_closed", "surveys + cases_closed", "answered * 2 - abandoned", "max(surveys, cases_closed)")
    )
    return f"{name} {relation} {terms.whole(1, 300)}"


def gate(terms: Terms, number: int) -> Version:
    text = comparison(terms)
    for _ in range(terms.whole(0, 2)):
        other = comparison(terms)
        other = f"not {other}" if terms.happens(25) else other
        text = terms.pick((f"{text} and {other}", f"{text} or {other}", f"({text}) and ({other})", f"not ({text} or {other})"))
    found = {"clause": f"C {number}", "when": text, "otherwise": "no_bonus", "missing": terms.pick(("met", "not_met"))}
    names = paying(terms)
    return found | ({"kpis": sorted({terms.pick(names) for _ in range(2)})} if names and terms.happens(50) else {})


def limit(terms: Terms, number: int, name: str) -> Version:
    every = terms.pick(("period", "contract_year"))
    percent = terms.pick(("1%", "2.5%", "10%", "350 bp"))
    if terms.happens(50):
        at_most = terms.money(1, 60_000)
    elif every == "contract_year":
        at_most = f"{percent} of billing_to_date"
    else:
        names = list(terms.lines)
        one = terms.pick(names)
        options = (staged(terms, names, ["billing"])[0], staged(terms, [one], [f"billing.{one}"])[0])
        at_most = f"{percent} of {terms.pick(options)}"
    found = {"clause": f"D {number}", "on": terms.pick(("penalty", "bonus", "net")), "at_most": at_most, "every": every}
    return found | ({"kpi": name} if name else {})


def version(chance: random.Random, head: Version, *, monotone: bool, limited: bool = True) -> Version:
    terms = Terms(chance, head["rounding"]["to"], monotone, limited)
    for number in range(1, terms.whole(1, 4) + 1):
        name = terms.pick(("care", "night-shift", "office", "z_fee", "app"))
        if name not in terms.lines:
            terms.lines[name] = line(terms, name, number)
    for number in range(1, terms.whole(0, 4) + 1):
        terms.kpis[terms.pick(("k1", "quality", "speed", "x_last"))] = kpi(terms, number)
    names = paying(terms)
    limits = []
    if limited:
        limits = [limit(terms, n, terms.pick(names)) for n in range(terms.whole(0, 2))] if names else []
        limits += [limit(terms, 10 + n, "") for n in range(terms.whole(0, 3))]
    result = {**head, "billing": terms.lines, "limits": limits}
    if terms.kpis:
        result["kpis"] = terms.kpis
    if limited and terms.happens(50):
        result["gates"] = [gate(terms, number) for number in range(1, terms.whole(1, 2) + 1)]
    treatment = terms.pick(("reduces_base", "outside_scope"))
    result["tax"] = {"treatment": treatment, "category": "S", "rate": terms.pick(("21%", "0%", "7.7%", "0.1 ratio"))}
    result["accept"] = [{"code": "C218", "why": "By chance."}, {"code": "C219", "why": "By chance."}]
    return result


# --- measures --------------------------------------------------------------------------------------------------------------

MAY_BE_MISSING = ("answered_in_20s", "abandoned_in_5s", "wait_answered_s", "surveys", "surveys_satisfied", "busy_h", "cases_open",
                  "faults")  # fmt: skip


def row(chance: random.Random, period: str, queue: str) -> Row:
    def whole(low: int, high: int) -> int:
        return chance.randint(low, high)

    answered = whole(0, 20) * 20 if whole(0, 3) else whole(0, 400)
    abandoned = whole(0, 40)
    surveys = whole(0, 20)
    found = {
        "answered": answered, "abandoned": abandoned, "answered_in_20s": answered * whole(0, 20) // 20,
        "abandoned_in_5s": whole(0, abandoned), "talk_s": whole(0, 120_000), "hold_s": whole(0, 9_000), "wrap_s": whole(0, 9_000),
        "legs": answered + whole(0, 30), "wait_answered_s": answered * whole(0, 60), "surveys": surveys,
        "surveys_satisfied": whole(0, surveys), "cases_closed": whole(0, 400), "cases_open": whole(0, 50), "faults": whole(0, 40),
    }  # fmt: skip
    hours = {"productive_h": whole(0, 30_000), "ordered_h": whole(0, 30_000), "paid_h": whole(1, 30_000)}
    hours["busy_h"] = whole(0, hours["paid_h"])
    texts = {name: str(value) for name, value in found.items()} | {n: decimal(Fraction(v, 100)) for n, v in hours.items()}
    if whole(0, 1) == 0:
        for name in MAY_BE_MISSING:
            if whole(0, 4) == 0:
                del texts[name]
    return {"period": period, "queue": queue, **texts}


def make(chance: random.Random, *, monotone: bool = False, limited: bool = True, months: int = 6, two: bool = True) -> Deal:
    """A whole deal: one version or two, and the measures of some months in which a contract year may end."""
    monotone = monotone or chance.randint(0, 1) == 1
    begins = chance.choice(("2025-09-01", "2026-01-01", "2025-05-01"))
    head: Version = {
        "contract": "by-chance", "version": "1", "effective": "2026-01-01", "title": "By chance", "client": {"name": "C"},
        "vendor": {"name": "V"}, "term": {"from": "2026-01-01", "to": "2026-12-31"}, "currency": "EUR",
        "periods": {"every": "month", "starting_day": "1", "timezone": "Europe/Madrid", "contract_year_from": begins},
        "rounding": {"mode": chance.choice(MODES), "to": chance.choice(COINS), "at": "line"},
    }  # fmt: skip
    versions = [version(chance, head, monotone=monotone, limited=limited)]
    if two and chance.randint(0, 2) == 0:
        later = {**head, "version": "2", "effective": f"2026-0{chance.randint(2, 5)}-01"}
        versions.append(version(chance, later, monotone=monotone, limited=limited))
    rows = [
        row(chance, f"2026-{month:02}", queue)
        for month in range(1, months + 1)
        for queue in QUEUES
        if queue != "tech" or chance.randint(0, 9)
    ]
    return Deal(tuple(versions), tuple(rows))


def text_of(tree: Version) -> str:
    """A version as text: JSON is YAML, and keeps every figure as it is written."""
    return json.dumps(tree, indent=1)


def deals(*, monotone: bool = False, limited: bool = True, months: int = 3, two: bool = True) -> st.SearchStrategy[Deal]:
    """Deals that Hypothesis finds and shrinks."""
    return st.randoms(use_true_random=False).map(
        lambda chance: make(chance, monotone=monotone, limited=limited, months=months, two=two)
    )
