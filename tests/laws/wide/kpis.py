"""KPIs with all kinds of scales, and what goes with their results."""

from __future__ import annotations

from fractions import Fraction

from laws.strategies import decimal
from laws.wide.terms import MODES, Terms, Tree

MEASURED: tuple[tuple[Tree, str, str], ...] = (
    ({"formula": "answered_in_20s / offered", "unit": "percent", "better": "higher"}, "percent", "higher"),
    (
        {"kpi": "service_level", "variant": {"within": "20 s", "bound": "inclusive", "abandons": "answered_only"}},
        "percent",
        "higher",
    ),
    ({"formula": "cases_right / cases_checked", "unit": "percent", "better": "higher"}, "percent", "higher"),
    ({"formula": "1 - cases_right / cases_checked", "unit": "percent", "better": "lower"}, "wrong", "lower"),
    ({"kpi": "csat", "variant": {"method": "top_box"}}, "percent", "higher"),
    ({"formula": "wait_s / answered", "unit": "seconds", "better": "lower"}, "seconds", "lower"),
    ({"formula": "complaints", "unit": "count", "better": "lower"}, "count", "lower"),
    ({"formula": "down_min", "unit": "number", "better": "lower"}, "count", "lower"),
)
EDGES = {
    "percent": range(70, 98),
    "wrong": range(2, 30),
    "seconds": range(10, 60, 5),
    "count": range(5, 40, 5),
    "points": range(2, 9),
    "change": range(-6, 7, 2),
}
SAMPLES = {"csat": "surveys", "cases": "cases_checked", "answered": "offered"}


STAGED = {"billing_cap", "guarantee", "forecast", "ceiling", "handling"}
"""What makes two amounts of a line: quantity times price, and what is invoiced."""


def text(kind: str, value: Fraction) -> str:
    return decimal(value) + {"percent": "%", "wrong": "%", "seconds": " s", "points": " points", "change": " points"}.get(
        kind, ""
    )


def ends(t: Terms, kind: str, count: int) -> list[Fraction]:
    return sorted(Fraction(value) for value in {t.pick(list(EDGES[kind])) for _ in range(count)})


def amounts(t: Terms, count: int, better: str, pay: str) -> list[str]:
    """Payments from the lowest value to the highest, nearly always in the direction of better."""
    if pay == "points":
        figures = sorted((t.whole(0, 5) for _ in range(count)), reverse=better == "higher")
        return [f"{value} points" for value in figures]
    values = [Fraction(t.whole(-12, 6), 2) for _ in range(count)]
    if t.happens(80):
        values.sort(reverse=better == "lower")
    signed = [("+" if value > 0 else "") + decimal(value) for value in values]
    unit = t.pick(("%", "%", " bp")) if pay == "percent" else " days" if pay == "days" else ""
    if pay == "money":
        return [decimal(value * 250) for value in values]
    return [f"{value.lstrip('+') if unit == ' days' else value}{unit}" for value in signed]


def bands(t: Terms, kind: str, better: str, pay: str) -> Tree:
    edges = ends(t, kind, t.whole(1, 4))
    found = []
    lower = ""
    for edge, amount in zip(edges, amounts(t, len(edges) + 1, better, pay), strict=False):
        below = "<" if kind == "points" else t.pick(("<", "<="))
        found.append({"when": f"{lower}{' and ' if lower else ''}{below} {text(kind, edge)}", "pay": amount})
        lower = f"{'>=' if below == '<' else '>'} {text(kind, edge)}"
    return {"bands": [*found, {"when": lower, "pay": amounts(t, 1, better, pay)[0]}]}


def curve(t: Terms, kind: str, better: str, pay: str) -> Tree:
    edges = ends(t, kind, 4)
    edges = edges if len(edges) > 1 else [*edges, edges[0] + 1]
    points = [
        {"at": text(kind, at), "pay": amount} for at, amount in zip(edges, amounts(t, len(edges), better, pay), strict=True)
    ]
    found: Tree = {
        "curve": points,
        "beyond": t.pick(("flat", "flat", "nothing", {"below": "flat", "above": "nothing"}, "continued")),
    }
    if t.happens(15):
        found |= {"between": "step", "beyond": t.pick(("flat", "nothing"))}
    return found


def per_unit(t: Terms, kind: str, better: str, pay: str) -> Tree:
    side = "above" if better == "lower" else "below"
    (knee,) = ends(t, kind, 1)
    at = text(kind, knee)
    if kind == "count" and t.happens(40):
        at = t.pick(("0.2% of answered", "1% of sales"))
    unit = {"percent": "%", "wrong": "%", "seconds": " s"}.get(kind, "")
    sizes = ("1", "2", "5") if kind == "count" else ("0.5", "1", "2.5")
    scale = {"step": f"{t.pick(sizes)}{unit}", side: at, "count": t.pick(("exact", "full", "started"))}
    scale["pay"] = {
        "percent": "-0.5%",
        "money": t.money(-400, -20, 20).replace("--", "-"),
        "points": "1 point",
        "days": "-0.5 days",
    }[pay]
    return {"per_unit": scale}


def matrix(t: Terms, kind: str, better: str, pay: str, other: str) -> Tree:
    edges = ends(t, kind, 2)
    rows = [f"< {text(kind, edges[0])}", f">= {text(kind, edges[0])}"]
    columns = ["< 85%", ">= 85%"]
    return {"matrix": {"columns_of": other, "columns": columns,
                       "rows": [{"when": when, "pay": amounts(t, 2, better, pay)} for when in rows]}}  # fmt: skip


def base(t: Terms) -> object:
    names = list(t.lines)
    kind = t.whole(0, 9)
    if kind < 1 and t.pools:
        return {"pool": t.pick(list(t.pools)), "share": t.pick(("50%", "100%")), "allocation": t.pick(("40%", "100%"))}
    if kind < 5:
        return staged(t, names, ["billing"])[0]
    if kind < 6:
        return t.money(10_000, 100_000, 1000)
    chosen = t.some(names, 2)
    found = staged(t, chosen, [f"billing.{name}" for name in chosen])
    return found if len(found) > 1 else found[0]


def staged(t: Terms, names: list[str], texts: list[str]) -> list[str]:
    capped = any(STAGED & set(t.lines[name]) or t.lines[name]["model"] == "resource_baseline" for name in names)
    stage = t.pick((" before caps", " after caps")) if capped else ""
    if (texts == ["billing"] and t.committed) or any(f"billing.{name}" in t.committed for name in names):
        stage = t.pick((" after caps", " after commitments"))
    return [f"{text}{stage}" for text in texts]


def target(t: Terms, kind: str, better: str) -> str:
    (end,) = ends(t, kind, 1)
    return f"{'>=' if better == 'higher' else '<='} {text(kind, end)}"


def kpi(t: Terms, number: int) -> tuple[str, Tree]:
    """A KPI and its name."""
    how, kind, better = t.pick(MEASURED)
    name = f"k{number}"
    found: Tree = {"clause": f"B {number}", **how, **t.scope()}
    if t.happens(25):
        found["rounded"] = {"decimals": str(t.whole(1, 2) if kind != "count" else 1), "mode": t.pick(MODES)}
    percents = [
        n for n, k in t.kpis.items() if k.get("unit") == "percent" and "each" not in k and "against" not in k and "every" not in k
    ]
    pay = t.pick(("percent", "percent", "percent", "money", "money", "days"))
    scale = t.whole(0, 19)
    if t.happens(10) and "rounded" not in found:
        found, kind = moved(t, found, kind, better)
    if scale < 9:
        found |= bands(t, kind, better, pay)
    elif scale < 13:
        found |= curve(t, kind, better, pay)
    elif scale < 17 and kind != "change":
        found |= per_unit(t, kind, better, pay)
    elif scale < 18 and percents and kind != "change":
        found |= matrix(t, kind, better, pay, t.pick(percents))
    elif scale < 19 and found.get("unit") == "percent" and kind != "change":
        found |= {"pay": t.pick(("-20% of value", "+5% of value"))}
        pay = "percent"
    else:
        return name, found | {"target": target(t, kind, better)}
    return name, paying(t, found, kind, better, pay)


def moved(t: Terms, found: Tree, kind: str, better: str) -> tuple[Tree, str]:
    """A KPI that is judged by its distance to a figure that moves."""
    if kind not in {"percent", "seconds"}:
        return found, kind
    unit = "%" if kind == "percent" else " s"
    low, high = ("78", "90") if kind == "percent" else ("25", "45")
    first, last = (low, high) if better == "higher" else (high, low)
    rule: Tree = t.pick((
        {"value": f"{low}{unit}"},
        {"schedule": [{"from": "2026-01-01", "value": f"{first}{unit}"}, {"from": "2026-06-01", "value": f"{last}{unit}"}]},
        {"glide": {"from": f"{first}{unit}", "to": f"{last}{unit}", "first": "2026-02-01", "periods": "6"}},
        {"earlier": {"periods": "3", "missing": "filled", "value": f"{low}{unit}"}},
        {"earlier": {"periods": "12", "missing": "not_judged"}},
        {"best": {"starting": f"{low}{unit}", "within": t.pick(("term", "contract_year"))}},
    ))  # fmt: skip
    kind = "change" if kind == "percent" else "seconds"
    return found | {"against": {"clause": "B a", "compared": "difference", **rule}}, kind


def paying(t: Terms, found: Tree, kind: str, better: str, pay: str) -> Tree:
    """What a KPI that pays must and may say."""
    unbounded = "per_unit" in found or "pay" in found or found.get("beyond") == "continued"
    if pay in {"percent", "days"}:
        found["base"] = base(t)
    if pay == "days":
        found["days_in_period"] = t.pick(("calendar", "30"))
    if t.happens(20) and pay in {"percent", "money"}:
        found["pay_rounded"] = {"decimals": "1" if pay == "percent" else "0", "mode": t.mode()}
    found["missing"] = "neutral" if unbounded else t.pick(("worst", "neutral", "neutral", "last"))
    if t.happens(60):
        found["target"] = target(t, kind, better)
    if pay == "money" and t.indexation and t.happens(25):
        found["indexed_by"] = t.pick(list(t.indexation))
    remember(t, found, kind)
    if found["missing"] == "last" or any(r.get("effect") == "last" for r in found.get("relief", [])):
        found["before_first"] = "neutral" if unbounded else t.pick(("worst", "neutral"))
    return found


def remember(t: Terms, found: Tree, kind: str) -> None:
    """Spans, windows, reliefs, repeats and earn-back of a KPI."""
    single = "each" not in found
    shared = "of" in str(found.get("per_unit", {}).get("above", ""))
    if t.happens(12) and "against" not in found and "matrix" not in found:
        found["every"] = t.pick(("quarter", "half_year", "contract_year"))
        found["part_span"] = t.pick(("judged", "not_judged"))
        if "base" in found:
            found["base_over"] = t.pick(("span", "closing_period"))
    elif t.happens(15) and not shared:
        window: Tree = {"clause": "B w", "periods": t.pick(("3", "6", "contract_year", "term")), "how": t.pick(("sums", "mean"))}
        missing = t.pick(("shorter", "not_judged")) if window["periods"].isdigit() else "shorter"
        found["window"] = window | {"missing": missing}
    if t.happens(30):
        found["relief"] = [relief(t, found, kind, number) for number in range(1, t.whole(1, 2) + 1)]
    excused = {"excused": t.pick(("as_measured", "passed_over"))} if "relief" in found else {}
    if t.happens(25) and "target" in found:
        found["repeat"] = repeats(t, found, excused)
    if t.happens(25) and "target" in found and single and "every" not in found and "against" not in found:
        span = t.pick(("quarter", "half_year", "contract_year", "term"))
        rule: Tree = {"clause": "B e", "every": span, "returns": t.pick(("100%", "50%", "33%"))}
        if t.happens(50):
            found["earn_back"] = rule | {"how": t.pick(("sums", "mean"))}
        else:
            found["earn_back"] = rule | {"good": t.pick(("2 consecutive", "3 consecutive", "3 of 4")),
                                         "missing": t.pick(("failure", "success", "passed_over")), **excused}  # fmt: skip


def relief(t: Terms, found: Tree, kind: str, number: int) -> Tree:
    counted = SAMPLES["csat" if found.get("kpi") == "csat" else "cases" if "cases" in found.get("formula", "") else "answered"]
    effects: list[object] = [
        "neutral",
        "no_penalty",
        "no_bonus",
        {"penalty": "50%"},
        {"penalty": "33%", "bonus": "50%"},
        "not_measured",
        "last",
    ]
    rule: Tree = {"clause": "B r", "name": f"r{number}", "effect": t.pick(effects)}
    reason = t.whole(0, 4)
    if reason == 0:
        return rule | {"when": f"{counted} < {t.whole(30, 6000, 10)}", "missing": t.pick(("met", "not_met"))}
    if reason == 1:
        return rule | {"first": str(t.whole(1, 4)), "counted": t.pick(("term", "measured"))}
    if reason == 2:
        return rule | {"until": t.pick(("2026-01-31", "2026-03-31", "2026-06-30"))}
    if reason == 3 and kind == "percent" and "pay" not in found and "window" not in found and "every" not in found:
        margin = {"threshold": f"{t.whole(75, 95)}%", "of": counted, "z": t.pick(("1.96", "1.645"))}
        return rule | {"margin_of_error": margin, "missing": t.pick(("met", "not_met"))}
    return rule | {"when": "offered > 110% of forecast_offered", "missing": t.pick(("met", "not_met"))}


def repeats(t: Terms, found: Tree, excused: Tree) -> list[Tree]:
    result = []
    after = sorted({t.whole(2, 4) for _ in range(t.whole(1, 2))})
    window = t.pick(("consecutive", "consecutive", "of 6", "of contract_year"))
    for number, count in enumerate(after, 1):
        rule: Tree = {
            "clause": "B f",
            "name": f"f{number}",
            "failure": t.pick(("target_missed", "penalty")),
            "after": f"{count} {window}",
        }
        money = "base" not in found
        added: Tree = t.pick(({"times": t.pick(("2", "1.5"))}, {"add": "-750" if money else "-1%"}))
        rule |= added | {"compounding": "no", "restart": t.pick(("never", "contract_year", "applied"))}
        if window == "consecutive" and rule["restart"] != "applied":
            rule["compounding"] = t.pick(("no", "yes"))
        result.append(rule | {"missing": t.pick(("failure", "success", "passed_over")), **excused})
    return result
