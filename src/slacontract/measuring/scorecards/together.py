"""All scorecards of a source together: ids that come twice, second scores, invalid calls, the mix of scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from slacontract.findings import Finding, any_stops, finding
from slacontract.measuring.scorecards.reading import read_cards
from slacontract.measuring.scorecards.scored import Card, Scored
from slacontract.measuring.scorecards.scoring import score, with_gaps
from slacontract.measuring.scorecards.table import invalid_by_reason, unrounded
from slacontract.model.forms import Form, Scorecards
from slacontract.quantities.numbers import as_decimal


def read_scorecards(
    said: Scorecards, forms: Sequence[Form], contents: Sequence[tuple[str, bytes]]
) -> tuple[list[Scored], list[Finding]]:
    """Read and score all files of a source; ``contents`` are names and bytes. No call is scored when something stops the run."""
    cards, findings = read_cards(said, forms, contents)
    findings += [*_twice(cards), *_doubles(cards)]
    if any_stops(findings):
        return [], findings
    scored = with_gaps([score(card) for card in cards])
    findings += [*unrounded(scored), *_invalid(said, scored), *_mix(scored)]
    return ([], findings) if any_stops(findings) else (scored, findings)


def _twice(cards: Sequence[Card]) -> Iterator[Finding]:
    """An id names one evaluation, and a call has one score unless another is said to be its double."""
    by_id: dict[str, Card] = {}
    by_call: dict[tuple[str, str], Card] = {}
    for card in cards:
        if card.evaluation_id in by_id:
            yield finding("R655", card.at, f"The evaluation '{card.evaluation_id}' is there twice.",
                          "Delete one, or give it its own id.", by_id[card.evaluation_id].at)  # fmt: skip
        by_id.setdefault(card.evaluation_id, card)
        if not card.contact_id or card.double_of or not card.valid:
            continue
        key = (card.contact_id, str(card.form.form))
        other = by_call.setdefault(key, card)
        if other is not card and other.evaluation_id != card.evaluation_id:
            yield finding(
                "R655",
                card.at,
                f"The call '{card.contact_id}' is scored by '{other.evaluation_id}' and "
                f"'{card.evaluation_id}', and nobody says which counts.",
                f"Write {other.evaluation_id} in the column double_of of the one that is for calibration.",
                other.at,
            )


def _doubles(cards: Sequence[Card]) -> Iterator[Finding]:
    """A second score refers to a first one of the same form."""
    by_id = {card.evaluation_id: card for card in cards}
    for card in cards:
        if not card.double_of:
            continue
        first = by_id.get(card.double_of)
        if first is None or first is card or first.double_of:
            yield finding(
                "R655",
                card.at,
                f"'{card.evaluation_id}' is the second score of '{card.double_of}', which is no first score of these files.",
                "Write the id of the evaluation that counts, or hand its file over too.",
            )
        elif first.form.form != card.form.form:
            yield finding(
                "R655",
                card.at,
                f"'{card.evaluation_id}' scores '{card.double_of}' on another form.",
                "Scores are compared on one form.",
                first.at,
            )


def _invalid(said: Scorecards, scored: Sequence[Scored]) -> Iterator[Finding]:
    reasons = invalid_by_reason(scored)
    if reasons:
        listed = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
        yield finding(
            "R656",
            said.place,
            f"{sum(reasons.values())} of {len(scored)} calls are invalid and were left out: {listed}.",
            "Check whether as many were called again as the contract asks for.",
        )


def _mix(scored: Sequence[Scored]) -> Iterator[Finding]:
    """Scenarios that were called in other shares than agreed, by more than one call."""
    forms = {one.card.form.place: one.card.form for one in scored}
    for form in forms.values():
        counts = Counter(one.card.scenario for one in scored if one.card.form is form and one.card.valid)
        total = sum(counts.values())
        shares = {str(name): scenario.share.value for name, scenario in form.scenarios.items() if scenario.share is not None}
        off = [name for name, share in shares.items() if abs(counts[name] - share * total) >= 1]
        if off and total:
            listed = ", ".join(f"{name} {counts[name]} of {total} (agreed {as_decimal(shares[name] * 100)}%)" for name in off)
            yield finding("R657", form.place_of("scenarios"), f"Scenarios were not called in their shares: {listed}.",
                          "Call what is missing, or agree that it stands.")  # fmt: skip
