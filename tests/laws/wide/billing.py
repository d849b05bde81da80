"""Billing lines of all kinds."""

from __future__ import annotations

from collections.abc import Callable

from laws.wide.hours import calls, days, hours, minutes, quantity
from laws.wide.prices import counted_to_date, extras, forecast, price
from laws.wide.terms import Terms, Tree


def things(t: Terms) -> Tree:
    line: Tree = {
        "model": t.pick(("per_contact", "per_unit", "per_sale")),
        "count": t.pick(("answered", "sales", "answered")),
        **t.scope(),
    }
    if line["count"] == "sales" and t.happens(30):
        line["eligible"] = t.pick(({"count": "sales_verified"}, {"when": f"sales >= {t.whole(500, 2000, 500)}"}))
    elif line["count"] == "answered" and t.happens(15):
        line["deduct"] = ["repeated"]
    quantity(t, line, str(t.whole(100, 1000, 100)))
    line |= price(t)
    if line["count"] == "answered" and t.happens(30) and not counted_to_date(line):
        line["forecast"] = forecast(t, "forecast_offered")
    return extras(t, line)


def weighted(t: Terms) -> Tree:
    """Things of a figure that the contract derives."""
    t.figures["weighted"] = {
        "clause": "F 1",
        "formula": t.pick(
            (
                "answered + 0.5 * sales",
                "if(answered > 5000, answered, answered + sales)",
                "max(answered - previous(sales, else 0), sales)",
                "mean(answered, 3 periods, known)",
            )
        ),
        "unit": "number",
    }
    return extras(t, {"model": "per_contact", "count": "weighted", **price(t)})


def fixed(t: Terms) -> Tree:
    if t.happens(20):
        return {
            "model": "fixed",
            "each": "queue",
            "amount": {"by": "queue", "is": {queue: t.money(500, 9000, 250) for queue in ("care", "tech")}},
        }
    line: Tree = {"model": "fixed", "amount": t.money(1000, 50_000, 500)}
    if t.happens(30):
        line["amount"] = [{"from": "2026-01-01", "is": line["amount"]}, {"from": "2026-07-01", "is": t.money(1000, 50_000, 500)}]
    if t.indexation and t.happens(40):
        line["indexed_by"] = t.pick(list(t.indexation))
    return line


def per_day(t: Terms) -> Tree:
    kind = t.pick(("day", "30_days", "360_days", "365_days", "period", "contract_year"))
    return {"model": "per_day", "amount": t.money(100, 900, 50), "amount_for": kind, "days": "calendar",
            **({} if kind == "day" else {"daily_amount": "exact"})}  # fmt: skip


def baseline(t: Terms) -> Tree:
    band = t.pick(("0%", "5%", "10%"))
    line: Tree = {
        "model": "resource_baseline",
        "count": "agents",
        "baseline": t.pick(("300", "280", "0.05 * forecast_offered")),
        "amount": t.money(50_000, 90_000, 1000),
        "deadband": band,
        **({} if t.happens(80) else {"each": ["queue"]}),
    }
    if band != "0%":
        line["measured"] = t.pick(("from_edge", "from_baseline"))
    line["above"] = t.pick(([{"up_to": "20%", "rate": "210"}, {"rate": "190.50"}], [{"rate": "205"}], []))
    line["below"] = t.pick(([{"rate": "150.25"}], [{"up_to": "15%", "rate": "150"}, {"rate": "120"}], []))
    if t.indexation and t.happens(40):
        line["indexed_by"] = t.pick(list(t.indexation))
    return line


def cost(t: Terms) -> Tree:
    line: Tree = {"model": "pass_through", "cost": "telephony_amount"}
    if t.happens(60):
        line["ceiling"] = {"clause": "A l", "amount": t.money(2000, 5000, 500)}
    if t.happens(60):
        line["handling"] = {"clause": "A h", "percent": t.percent(2, 8, 2)}
    if t.happens(30):
        line["billing_cap"] = {"clause": "A c", "amount": t.money(3000, 5500, 500)}
    return line


def recovered(t: Terms) -> Tree:
    line: Tree = {"model": "contingency", "of": "recovered_amount", **t.scope()}
    if t.happens(50):
        return line | {"rate": t.percent(5, 20, 4)}
    steps = [
        {"up_to": "20000", "rate": t.percent(5, 20)},
        {"up_to": "50000", "rate": t.percent(5, 20)},
        {"rate": t.percent(5, 20)},
    ]
    tiers: Tree = {"mode": "graduated", "edges": "inclusive", "counted": t.pick(("period", "contract_year"))}
    return line | {"tiers": tiers | {"steps": steps}}


def agents(t: Terms) -> Tree:
    line: Tree = {"model": "per_fte_month", "rate": t.money(1800, 3200, 50)}
    line |= t.pick(({"equivalent": {"of": "productive", "standard": t.pick(("160 h", "152 h"))}}, {"fte": "staff_fte"}))
    if t.happens(60):
        line["rounded"] = t.rounding(1, 2)
    return extras(t, line)


KINDS: tuple[Callable[[Terms], Tree], ...] = (
    minutes,
    minutes,
    things,
    things,
    things,
    hours,
    hours,
    calls,
    days,
    fixed,
    fixed,
    per_day,
    baseline,
    cost,
    recovered,
    agents,
    weighted,
)


def line(t: Terms, number: int) -> Tree:
    return {"clause": f"A {number}", **t.pick(KINDS)(t)}
