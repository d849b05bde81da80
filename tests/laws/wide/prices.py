"""Prices of billing lines, and what may go with them."""

from __future__ import annotations

from laws.wide.terms import Terms, Tree

VOLUMES = (1000, 2000, 2500, 5000, 8000, 10000, 12000, 15000, 20000, 30000, 60000, 120000)
"""Ends of tiers; the measures fall on them and on their sums."""


def price(t: Terms, *, size: int = 1) -> Tree:
    """A rate, a price list or packages; ``size`` is how many things one unit of the line has."""
    kind = t.whole(0, 19)
    if kind < 9:
        return {"rate": rate(t)}
    if kind < 11:
        return {"packages": {**package(t), "rate": t.rate(500, 6000), "counted": t.pick(("period", "contract_year", "term"))}}
    mode = t.pick(("graduated", "graduated", "volume", "flat"))
    counted = t.pick(("period", "period", "contract_year", "term"))
    ends = sorted({end // size for end in t.some(VOLUMES, 3)})
    steps: list[Tree] = [{"up_to": str(end)} for end in ends] + [{}]
    tiers: Tree = {"mode": mode, "edges": t.pick(("inclusive", "exclusive")), "counted": counted}
    if mode == "volume" and counted != "period":
        tiers["earlier"] = t.pick(("kept", "repriced"))
    if mode == "flat":
        tiers["zero"] = t.pick(("free", "first_tier")) if counted == "period" else "free"
    for step in steps:
        if mode == "flat":
            step["flat"] = t.money(500, 20_000, 250)
            continue
        step["rate"] = t.rate(20, 300)
        if tiers.get("earlier") != "kept" and t.happens(15):
            step["package"] = package(t)
        if tiers.get("earlier") != "kept" and mode == "graduated" and t.happens(10):
            step["flat"] = t.money(0, 500, 50)
    return {"tiers": {**tiers, "steps": steps}}


def package(t: Terms) -> Tree:
    return {"size": t.pick(("100", "500", "1000")), "count": t.pick(("started", "full", "exact"))}


def rate(t: Terms) -> object:
    if t.happens(25):
        return [{"from": "2026-01-01", "is": t.rate()}, {"from": f"2026-{t.whole(2, 12):02}-01", "is": t.rate()}]
    return t.rate()


def ramp(t: Terms) -> Tree:
    steps = [{"periods": str(t.whole(1, 3)), "pays": t.percent(40, 95, 2)} for _ in range(t.whole(1, 2))]
    return {"clause": "A r", "from": f"2026-0{t.whole(1, 4)}-01", "steps": steps}


def extras(t: Terms, line: Tree) -> Tree:
    """What may go with a line that prices a quantity."""
    if t.happens(20):
        line["ramp"] = ramp(t)
    if t.indexation and t.happens(40):
        line["indexed_by"] = t.pick(list(t.indexation))
    if t.happens(15):
        line["conversion"] = conversion(t)
    if t.happens(15):
        line["billing_cap"] = {"clause": "A c", "amount": t.money(1000, 60_000, 500)}
    return line


def conversion(t: Terms) -> Tree:
    found: Tree = {
        "clause": "A x",
        "currency": "USD",
        "quote": t.pick(("EUR per USD", "USD per EUR")),
        "of": t.pick(("rate", "amount")),
    }
    if t.happens(50):
        t.extras.add("usd")
        found["field"] = "usd_price"
    else:
        found["rate"] = t.pick(("0.92", "1.0875"))
    if t.happens(60):
        found["rounded"] = t.rounding(2, 4)
    return found


def forecast(t: Terms, of: str) -> Tree:
    found: Tree = {"clause": "A f", "of": of}
    if t.happens(80):
        found |= {"floor": t.pick(("80%", "90%", "95%")), "shortfall": t.rate()}
    if "floor" not in found or t.happens(70):
        ends = sorted({t.pick((120, 130, 150)) for _ in range(t.whole(0, 2))})
        stretches = [{"up_to": f"{end}%", "rate": t.rate()} for end in ends]
        found |= {"ceiling": t.pick(("100%", "105%", "110%")), "excess": [*stretches, {"rate": t.pick(("0", t.rate()))}]}
    return found


def counted_to_date(line: Tree) -> bool:
    return any(line.get(key, {}).get("counted", "period") != "period" for key in ("tiers", "packages"))
