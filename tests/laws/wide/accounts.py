"""KPIs that are made of others: accounts of points and scorecards; and what is withheld first."""

from __future__ import annotations

from laws.wide.kpis import MEASURED, bands, base
from laws.wide.terms import Terms, Tree


def account(t: Terms) -> None:
    """Two or three KPIs that give points, and the account that adds them."""
    names = []
    for number in range(1, t.whole(2, 3) + 1):
        how, kind, better = t.pick(MEASURED)
        name = f"p{number}"
        names.append(name)
        t.kpis[name] = {
            "clause": f"P {number}",
            **how,
            **t.scope(),
            **bands(t, kind, better, "points"),
            "missing": t.pick(("worst", "neutral")),
        }
    found: Tree = {"clause": "P 9", "points_of": names, "better": "lower"}
    if t.happens(50):
        found |= {
            "per_unit": {
                "step": "1 point",
                "above": f"{t.whole(1, 4)} points",
                "pay": "-350",
                "count": t.pick(("full", "exact")),
            },
            "missing": "neutral",
        }
    else:
        found |= bands(t, "points", "lower", "percent") | {"base": base(t)}
    found.pop("missing", None)
    t.kpis["account"] = found


def scorecard(t: Terms) -> None:
    """A weighted mean of values or points, with a payout curve."""
    names = []
    score = t.pick(("points", "value"))
    for number, (how, _, _) in enumerate((MEASURED[0], MEASURED[2], MEASURED[4]), 1):
        name = f"s{number}"
        names.append(name)
        t.kpis[name] = {"clause": f"S {number}", **how}
        if score == "points":
            edges = sorted({t.pick((75, 80, 85, 90)) for _ in range(2)})
            t.kpis[name] |= {
                "curve": [
                    {"at": "60%", "pay": "0 points"},
                    *({"at": f"{e}%", "pay": f"{e} points"} for e in edges),
                    {"at": "100%", "pay": "120 points"},
                ],
                "beyond": "flat",
                "missing": t.pick(("worst", "neutral")),
            }
    card: Tree = {
        "score": score,
        "weights": dict(zip(names, t.pick((("50%", "30%", "20%"), ("33.5%", "33.5%", "33%"))), strict=True)),
        "unscored": t.pick(("redistribute", "zero", "not_measured")),
    }
    if card["unscored"] == "redistribute":
        card["at_least"] = t.pick(("1", "2"))
    unit = " points" if score == "points" else "%"
    points = [{"at": f"60{unit}", "pay": "-5%"}, {"at": f"85{unit}", "pay": "0%"}, {"at": f"95{unit}", "pay": "+3%"}]
    t.kpis["index"] = {
        "clause": "S 9",
        "scorecard": card,
        "better": "higher",
        "curve": points,
        "beyond": t.pick(("flat", "nothing")),
        "base": base(t),
        "missing": t.pick(("neutral", "worst")),
    }
    if t.happens(40):
        t.kpis["index"]["rounded"] = t.rounding(1, 2)


def withheld(t: Terms) -> None:
    """A percentage that is withheld first and earned back on a curve."""
    how, _, _ = MEASURED[2]
    t.kpis["earned"] = {
        "clause": "W",
        **how,
        "base": base(t),
        "withhold": "2%",
        "missing": t.pick(("neutral", "worst")),
        "curve": [{"at": "70%", "pay": "0%"}, {"at": "90%", "pay": "+2%"}, {"at": "100%", "pay": "+3%"}],
        "beyond": "flat",
    }
