"""What clauses mean that their keys alone do not say: one sentence for each noun that has a rule of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from slacontract.model.fields import Noun
    from slacontract.render.annex.voice import Voice

MEANINGS: Final[dict[str, str]] = {
    "Guarantee": "Where the KPI is below the value guaranteed, price × hours × (1 − value reached ÷ value "
    "guaranteed) is credited, as a line of its own.",
    "BillingCap": "What the line comes to above this amount in a period is cut, as a line of its own.",
    "Clawback": "What is taken back is a line below zero, in the period that reports it.",
    "Forecast": "Between floor and ceiling the line bills as it says. Below the floor, what is missing from it is "
    "paid; above the ceiling, the excess has prices of its own. Each is a line of its own.",
    "Rollover": "Included units that a period does not use may be used by later periods before anything is priced.",
    "Ramp": "The price begins at a share of itself; after the last step it is paid in full.",
    "Handling": "It is added to the cost after its ceiling, as a line of its own.",
    "Ceiling": "What the cost is above it is not passed on; the cut is a line of its own.",
    "Commitment": "What is missing from the least is charged, and what is above the most is cut, each as a line of its own.",
    "TargetCost": "What the costs turn out below the target is a gain, and above it a pain; both are shared, range by "
    "range. The share is a line of its own; the costs themselves are billed by billing lines.",
    "Retention": "A share of the charges of each period is withheld, as a line. When the span closes it is released as"
    " another, and what is not earned of it is lost, as a third.",
    "BaselineCharge": "A quantity above the agreed one costs an additional charge (ARC), and one below it gives a reduced "
    "credit (RRC), each stretch as a line of its own; within the deviation that changes nothing, neither.",
    "Pool": "KPIs put parts of this amount at risk together.",
    "Indexation": "At each review, the amounts that follow it are multiplied by a factor, which began at 1.",
    "Repeat": "What a failure pays more when it repeats. Where several such clauses are reached, the last of them counts alone.",
    "EarnBack": "What is given back never exceeds the penalties that were settled in the span after all limits. It "
    "uses up no limit on bonuses, and makes no room in a limit on penalties.",
    "Window": "It is judged over these periods, this one among them. A period without a figure of its own is not judged at all.",
    "Penalised": "Of the members that fail in a period so many are charged; a bonus of the others is kept.",
    "Between": "The first day does not count and the last one does: from the 5th to the 6th is 1.",
    "DeMinimis": "An amount that is too small is not paid or billed in its period.",
    "DeMinimisOfKpis": "What the KPIs come to after all limits is not paid in a period in which it is too small.",
    "Eligible": "Only what is eligible is billed.",
    "Scorecard": "It is the weighted mean of the KPIs below.",
}
"""By the name of the noun."""


def meaning(voice: Voice, noun: Noun) -> str:
    """What a clause means, or nothing where its keys say it."""
    text = MEANINGS.get(type(noun).__name__)
    return voice.say(text) if text else ""
