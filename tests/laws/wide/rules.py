"""What holds for all lines and KPIs: commitments, retentions, gates, limits, common relief, carry-over, indexation."""

from __future__ import annotations

from laws.wide.kpis import staged
from laws.wide.terms import Terms, Tree

FEES = {"fixed", "per_day"}


def indexation(t: Terms) -> None:
    """A clause that amounts follow."""
    if t.happens(40):
        t.indexation["steps"] = {
            "clause": "I 1",
            "reviews": t.pick(("contract_year", "calendar_year", ["2026-04-01", "2026-10-01"])),
            "plus": "+2%",
        }
        return
    t.extras.add("cpi")
    rule: Tree = {
        "clause": "I 2",
        "follows": {"cpi": t.pick(("100%", "70%"))},
        "base": "2025-11",
        "lag": t.pick(("2 months", "3 months")),
        "reviews": t.pick(("contract_year", "period", ["2026-04-01", "2026-09-01", "2027-02-01"])),
        "against": t.pick(("base", "last_review", "last_change")),
    }
    if t.happens(30) and rule["against"] != "base":
        rule["plus"] = "-0.5%"
    if t.happens(40):
        rule["change_rounded"] = t.rounding(1, 2)
    if t.happens(40) and rule["against"] != "base":
        rule["deadband"] = {"within": "1%", "beyond": t.pick(("whole", "excess"))}
    if t.happens(40):
        rule["collar"] = {"at_least": "0%", "at_most": "3%", "of": t.pick(("index", "step", "whole"))}
    if t.happens(60):
        rule["factor_rounded"] = t.rounding(3, 4)
    if t.happens(40):
        rule["rate_rounded"] = t.rounding(2, 4)
    t.indexation["cpi"] = rule


def commitments(t: Terms) -> list[Tree]:
    """Leasts and mosts over spans."""
    charged = [name for name, line in t.lines.items() if line["model"] not in FEES]
    fees = len(charged) < len(t.lines)
    found: list[Tree] = []
    for number in range(t.whole(0, 2) + 1):
        if not charged:
            break
        one = t.pick(charged)
        on = staged(t, list(t.lines), ["billing"])[0] if t.happens(40) else staged(t, [one], [f"billing.{one}"])[0]
        on = found[-1]["on"] if found and t.happens(50) else on
        same = bool(found) and all(other["on"] == on for other in found)
        others = [
            *(["fixed_fees"] if fees and on.startswith("billing ") | (on == "billing") else []),
            *(["commitments"] if same else []),
        ]
        rule: Tree = {"clause": f"Q {number}", "name": f"q{number}", "on": on}
        if others:
            rule["counts"] = [other for other in others if t.happens(60)]
        every = t.pick(("period", "quarter", "half_year", "contract_year", "term"))
        rule["every"] = every
        scale = {"period": 1, "quarter": 3, "half_year": 6, "contract_year": 12, "term": t.months}[every]
        least = t.happens(60)
        amount = t.money(5000 * scale, 40_000 * scale, 500)
        if t.happens(30):
            amount = t.pick(("2 * answered", "90% of plan_amount", "1.5 * (answered + sales)"))
        rule["at_least" if least else "at_most"] = amount
        if every != "period":
            rule["settled"] = t.pick(("at_close", "running"))
            rule["prorated"] = t.pick(("by_days", "in_full"))
        if least and t.happens(25):
            rule["charged"] = t.pick(("25%", "50%"))
        longer = {
            "period": ("quarter", "contract_year", "term"),
            "quarter": ("contract_year", "term"),
            "half_year": ("contract_year", "term"),
            "contract_year": ("term",),
            "term": (),
        }[every]
        if every != "term":
            rule["carried"] = "nothing"
        if longer and t.happens(50) and "charged" not in rule:
            rule |= {"carried": t.pick(("surplus", "shortfall")) if least else "excess", "within": t.pick(longer)}
            if least and "settled" in rule:
                rule["settled"] = "at_close"
        found.append(rule)
    t.committed |= {rule["on"].partition(" ")[0] for rule in found}
    return found


def settle_counts(t: Terms, found: Tree) -> None:
    """Whether adjustments count is said wherever there are any; a commitment that counts them stands last."""
    if paying(t):
        for number, rule in enumerate(found.get("commitments", [])):
            last, everything = number + 1 == len(found["commitments"]), rule["on"].partition(" ")[0] == "billing"
            rule["counts"] = [*rule.get("counts", []), *(["adjustments"] if last and everything and t.happens(25) else [])]


def retentions(t: Terms, *, committed: bool) -> list[Tree]:
    charged = [name for name, line in t.lines.items() if line["model"] not in FEES]
    counts = [
        *(["fixed_fees"] if charged and len(charged) < len(t.lines) else []),
        *(["commitments"] if committed else []),
        *(["adjustments"] if paying(t) else []),
    ]
    rule: Tree = {
        "clause": "C 4",
        "name": "held",
        "on": kpis_staged(t),
        "withheld": t.percent(2, 10, 2),
        "every": t.pick(("quarter", "contract_year", "term")),
    }
    if counts:
        rule["counts"] = [one for one in counts if t.happens(50)]
    judged = [name for name, kpi in t.kpis.items() if "target" in kpi]
    if judged and t.happens(60):
        rule |= {
            "kpis": t.some(judged, 2),
            "missing": t.pick(("met", "missed")),
            "release": [{"at_least": "100%", "released": "100%"}, {"at_least": "66%", "released": "50%"}, {"released": "0%"}],
        }
    return [rule]


def kpis_staged(t: Terms) -> str:
    committed, t.committed = t.committed, set()
    on = staged(t, list(t.lines), ["billing"])[0]
    t.committed = committed
    return on


def pays(kpi: Tree) -> bool:
    return any(key in kpi for key in ("bands", "curve", "per_unit", "matrix", "pay"))


def paying(t: Terms) -> list[str]:
    """KPIs that pay money."""
    given = {
        name for kpi in t.kpis.values() for name in [*kpi.get("points_of", []), *kpi.get("scorecard", {}).get("weights", {})]
    }
    return [name for name, kpi in t.kpis.items() if pays(kpi) and name not in given]


def gates(t: Terms) -> list[Tree]:
    names = paying(t)
    single = [
        name for name, kpi in t.kpis.items() if kpi.get("unit") == "percent" and not {"each", "against", "every"} & set(kpi)
    ]
    found: list[Tree] = []
    for number in range(1, t.whole(1, 2) + 1):
        rule: Tree = {"clause": f"G {number}", "name": f"g{number}", "missing": t.pick(("met", "not_met"))}
        if single and t.happens(50):
            kept = t.pick((("50%", "100%"), ("33%", "100%"), ("0%", "75%")))
            steps = [{"when": "< 85%", "bonus": kept[0]}, {"when": ">= 85%", "bonus": kept[1]}]
            if t.happens(30):
                steps[0]["penalty"] = "150%"
            rule |= {"of": t.pick(single), "steps": steps}
        else:
            conditions = [f"answered >= {t.whole(3000, 9000, 500)}", "sales * 2 > answered or offered < 9000", "surveys > 100"]
            rule |= {
                "when": t.pick([*conditions, *(f"{name} >= 80%" for name in single)]),
                "otherwise": t.pick(("no_bonus", {"bonus": "50%"})),
            }
        if names and t.happens(40):
            rule["kpis"] = t.some(names, 2)
        found.append(rule)
    return found


def limits(t: Terms) -> list[Tree]:
    names = paying(t)
    found: list[Tree] = []
    each = [name for name in names if "each" in t.kpis[name]]
    if each and t.happens(30):
        found.append({**limit(t, "m"), "at_most": t.money(500, 5000, 250), "each": "queue", "kpi": t.pick(each)})
    if names:
        found += [{**limit(t, f"o{n}"), "kpi": name} for n, name in enumerate(t.some(names, 2)) if t.happens(50)]
    if len(names) > 2 and t.happens(30):
        found.append({**limit(t, "g"), "kpi": t.chance.sample(names, 2)})
    return found + [limit(t, f"a{n}") for n in range(t.whole(0, 2))]


def limit(t: Terms, name: str) -> Tree:
    every = t.pick(("period", "period", "quarter", "half_year", "contract_year", "term"))
    scale = {"period": 1, "quarter": 2, "half_year": 4, "contract_year": 6, "term": 10}[every]
    most = t.money(500 * scale, 6000 * scale, 250)
    rule: Tree = {"clause": "D", "name": name, "on": t.pick(("penalty", "bonus", "net")), "every": every}
    if t.happens(50):
        share = t.percent(1, 10, 2)
        chosen = t.pick(list(t.lines))
        of = [staged(t, list(t.lines), ["billing"])[0], staged(t, [chosen], [f"billing.{chosen}"])[0]]
        most = f"{share} of {'billing_to_date' if every != 'period' else t.pick(of)}"
    elif t.indexation and t.happens(20):
        rule["indexed_by"] = t.pick(list(t.indexation))
    return rule | {"at_most": most}


def common_relief(t: Terms) -> list[Tree]:
    names = paying(t)
    rule: Tree = {"clause": "R", "name": "common", "effect": t.pick(["neutral", "no_penalty", {"penalty": "50%"}])}
    rule |= t.pick(({"until": "2026-03-31"}, {"when": "offered > 115% of forecast_offered", "missing": "not_met"}))
    return [rule | ({"kpis": t.some(names, 2)} if t.happens(50) else {})]
