"""The keys of the language that the second opinion knows; any other is refused, so that none is passed over."""

from __future__ import annotations

from laws.second_opinion.numbers import NotKnown, Tree, listed


def words(text: str) -> set[str]:
    return set(text.split())


TOP = words(
    "contract version effective replaces title client vendor term currency periods rounding indices "
    "indexation calendars billing commitments retentions pools attributes tables figures kpis relief "
    "incidents gates limits carry_over tax accept"
)
SCOPED = words("clause title where each account cost_centre")
REASON = words("clause name when missing first counted until margin_of_error effect")
NOUNS = {
    "indexation": words(
        "clause follows base lag against reviews from plus deadband collar change_rounded factor_rounded rate_rounded"
    ),
    "billing": SCOPED
    | words(
        "model minutes hours count of cost fte equivalent contacts fixed_wrap free_short increments cap "
        "billing_cap indexed_by conversion rate tiers packages forecast ramp premiums overlap deduct "
        "included rounded guarantee eligible ceiling handling amount prorated amount_for days "
        "daily_amount baseline deadband measured above below"
    ),
    "commitments": SCOPED | words("name at_least charged at_most every settled prorated carried within on counts"),
    "retentions": SCOPED | words("name withheld every kpis release missing on counts"),
    "pools": {"clause", "at_risk"},
    "tables": words("clause title of unit steps points beyond slabs"),
    "figures": words("clause title formula members value unit rounded where scope"),
    "kpis": SCOPED
    | words(
        "indexed_by kpi variant formula unit better target scales rounded shown every base_over part_span "
        "repeat earn_back window against base_period no_such_period missing before_first relief events "
        "points_of scorecard base bands curve between beyond per_unit matrix pay pay_rounded withhold "
        "days_in_period"
    ),
    "relief": REASON | {"kpis"},
    "incidents": words("clause name kpis counts"),
    "gates": words("clause name when otherwise of steps kpis missing"),
    "limits": words("clause name on at_most every indexed_by kpi each"),
    "carry_over": {"clause", "at_least", "at_end"},
}
WITHIN = {
    "billing": {
        "cap": words("aht per level excess_paid floor hours"),
        "increments": words("first then count per apply"),
        "free_short": words("up_to below time first"),
        "tiers": words("mode edges counted earlier zero steps"),
        "packages": words("rate counted size count"),
        "forecast": words("clause of floor shortfall ceiling excess"),
        "conversion": words("clause currency quote rate field of rounded"),
        "eligible": {"count", "when"},
    },
    "kpis": {
        "window": words("clause periods how missing value figures"),
        "earn_back": words("clause every how good missing of_last returns excused"),
        "against": words("clause compared value schedule glide earlier best"),
        "events": {"clause", "count_as"},
        "scorecard": words("score weights unscored at_least"),
    },
}  # fmt: skip


def refuse_what_is_not_known(version: Tree) -> None:
    """Every key of a version must be one that is computed with."""
    _within(set(version), TOP, "a contract")
    for section, keys in NOUNS.items():
        said = version.get(section, {})
        one = section == "carry_over" or (section == "relief" and isinstance(said, dict))
        nouns = ([said] if said else []) if one else said.values() if isinstance(said, dict) else said
        for noun in nouns:
            _within(set(noun), keys, section)
            for key, inner in WITHIN.get(section, {}).items():
                for part in listed(noun.get(key, [])):
                    _within(set(part), inner, f"{section}.{key}")
    for noun in [*version["billing"].values(), *version.get("kpis", {}).values()]:
        if {"contact", "day", "week"} & set(listed(noun.get("each", []))):
            raise NotKnown("contacts, days or weeks by themselves")
    for line in version["billing"].values():
        for premium in line.get("premiums", {}).values():
            _within(set(premium), words("clause title rate paid quantity where"), "premiums")
        plain = [line.get("included", ""), line.get("cap", {}).get("aht", "")]
        plain += [line["cap"]["hours"]] if "hours" in line.get("cap", {}) else []
        plain += [premium["rate"] for premium in line.get("premiums", {}).values()]
        if not all(isinstance(text, str) for text in plain):
            raise NotKnown("a quantity or premium by date or member")


def _within(found: set[str], known: set[str], where: str) -> None:
    if found - known:
        raise NotKnown(f"{sorted(found - known)} of {where}")
