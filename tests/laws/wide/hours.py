"""Lines that bill time: minutes, calls one by one, days, hours."""

from __future__ import annotations

from laws.wide.prices import counted_to_date, extras, forecast, price, rate
from laws.wide.terms import Terms, Tree


def minutes(t: Terms) -> Tree:
    line: Tree = {"model": "per_minute", "minutes": t.pick(("handle", "talk_and_hold", ["talk", "wrap"])), **t.scope()}
    if t.happens(15):
        line["deduct"] = ["test_s"]
    if line["minutes"] == "talk_and_hold" and t.happens(50):
        line["fixed_wrap"] = {"time": t.pick(("20 s", "30 s")), "per": "contact"}
    cap = t.happens(50)
    if cap:
        line["cap"] = {"aht": f"{t.whole(240, 420, 30)} s", "per": "contact", "level": "period"}
        if t.happens(30):
            line["cap"]["excess_paid"] = t.pick(("50%", "25%"))
        if t.happens(30):
            line["cap"]["floor"] = f"{t.whole(120, 240, 60)} s"
    if t.happens(25):
        line["increments"] = {**increments(t), "per": "period", **({"apply": t.pick(("before_cap", "after_cap"))} if cap else {})}
    quantity(t, line, f"{t.whole(500, 4000, 500)} min")
    line |= price(t)
    if t.happens(25) and not counted_to_date(line):
        line["forecast"] = forecast(t, t.pick(("6 * forecast_offered", "forecast_offered * 5")))
    return extras(t, line)


def increments(t: Terms) -> Tree:
    first, count = t.pick(("60 s", "30 s")), t.pick(("started", "full", "nearest"))
    return {"first": first, "then": first if count != "started" else t.pick(("60 s", "30 s", "6 s", "1 s")), "count": count}


def quantity(t: Terms, line: Tree, free: str) -> None:
    if t.happens(15):
        line["included"] = free
    if t.happens(20):
        line["rounded"] = t.rounding()


def calls(t: Terms) -> Tree:
    """Calls that are listed one by one."""
    t.extras.add("calls")
    line: Tree = {"model": "per_minute", "minutes": ["call_s", "notes_s"], "contacts": "listed", "rate": t.rate()}
    kinds = [t.pick(("increments", "free_short")), *t.some(("increments", "cap", "free_short", "fixed_wrap"), 3)]
    if "free_short" in kinds:
        line["free_short"] = {
            t.pick(("up_to", "below")): t.pick(("20 s", "30 s")),
            "time": t.pick((["call_s"], ["call_s", "notes_s"])),
        }
        if t.happens(50):
            line["free_short"]["first"] = str(t.whole(1, 3))
    level = t.pick(("contact", "period"))
    if "cap" in kinds:
        line["cap"] = {"aht": f"{t.whole(120, 300, 30)} s", "per": "contact" if level == "contact" else "calls", "level": level}
        if t.happens(40):
            line["cap"]["excess_paid"] = "50%"
    if "increments" in kinds:
        line["increments"] = {**increments(t), "per": "contact"}
        if "cap" in line:
            line["increments"]["apply"] = t.pick(("before_cap", "after_cap")) if level == "contact" else "before_cap"
    if "fixed_wrap" in kinds:
        line["fixed_wrap"] = {"time": "20 s", "per": "contact"}
    return extras(t, line)


def days(t: Terms) -> Tree:
    """Minutes whose cap or increments are those of each day."""
    t.extras.add("days")
    line: Tree = {"model": "per_minute", "minutes": ["chat_s"], "rate": t.rate()}
    line["cap"] = {"aht": f"{t.whole(240, 360, 60)} s", "per": "chats", "level": t.pick(("day", "period"))}
    if line["cap"]["level"] == "period" or t.happens(50):
        line["increments"] = {**increments(t), "per": "day"}
        at_once = line["cap"]["level"] == "day"
        line["increments"]["apply"] = t.pick(("before_cap", "after_cap")) if at_once else "before_cap"
    return extras(t, line)


def hours(t: Terms) -> Tree:
    line: Tree = {"model": "per_fte_hour", "hours": t.pick(("productive", "paid")), **t.scope()}
    if t.happens(40):
        line["cap"] = {"hours": f"{t.pick(('110%', '100%', '105%'))} of ordered_h"}
    quantity(t, line, f"{t.whole(50, 300, 50)} h")
    premiums = t.happens(45)
    line |= {"rate": rate(t)} if premiums else price(t, size=20)
    if premiums:
        kinds = t.some(("night", "sunday"), 2)
        how, paid = t.pick((("share", "on_top"), ("whole", "instead"), ("money", "on_top"), ("money", "instead")))
        for kind in kinds:
            own = {"share": t.percent(20, 75, 2), "whole": t.percent(120, 175, 2), "money": t.rate(200, 900)}[how]
            line.setdefault("premiums", {})[kind] = {"clause": "A p", "quantity": f"{kind}_h", "rate": own, "paid": paid}
        if len(kinds) == 2:
            shared = [{"premiums": ["night", "sunday"], "quantity": "night_sunday_h"}]
            line["overlap"] = t.pick(({"rule": "add"}, {"rule": "highest", "shared": shared}))
    if t.happens(30):
        each = line.get("each")
        name = "used_each" if each else "used"
        t.kpis[name] = {
            "clause": "G",
            "kpi": "utilisation",
            "variant": {"used": "busy", "of": "paid"},
            **({"each": each} if each else {}),
        }
        line["guarantee"] = {"clause": "A g", "kpi": name, "at_least": t.pick(("80%", "85%"))}
    return extras(t, line)
