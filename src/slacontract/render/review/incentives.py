"""The section on perverse incentives: what the contract rewards that nobody wants, the most money first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from slacontract.formula.figures import write_short
from slacontract.languages import LANGUAGES, Message, bilingual, message, say
from slacontract.quantities.numbers import as_decimal
from slacontract.quantities.units import Unit
from slacontract.render.review.told import Told, template
from slacontract.review.incentives.nouns import MATERIAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacontract.languages import Language
    from slacontract.review.incentives.nouns import Incentive


def told_incentives(found: Sequence[Incentive] | None, language: Language) -> Told:
    """What a contract rewards without meaning to, in one language; without measures nothing can be told."""
    title = say(message("Perverse incentives: what it pays for that nobody wants"), language)
    told = [_said(one, language) for one in found or ()]
    basis = say(_basis(found), language)
    page = template("incentives.html.j2").render(basis=basis, told=told, accepted=say(message("accepted"), language),
                                                 remedy=say(message("Remedy: {remedy}", remedy=""), language))  # fmt: skip
    data = None if found is None else [_record(one, language) for one in found]
    return Told("incentives", title, _text(basis, told, language), Markup(page), data)  # noqa: S704  # the template has escaped it


def _basis(found: Sequence[Incentive] | None) -> Message:
    if found is None:
        return message("There are no measures: incentives are told on a history.")
    share = bilingual(*(write_short(MATERIAL, Unit.RATIO, language, 1) for language in LANGUAGES))
    return message(
        "All periods are priced by the latest version. Told is what comes to {share} of the billing or more; what the vendor's "
        "work costs is not in the contract."
        if found
        else "Nothing was found that comes to {share} of the billing or more, with all periods priced by the latest version.",
        share=share,
    )  # fmt: skip


def _said(one: Incentive, language: Language) -> dict[str, str]:
    clauses = ", ".join(dict.fromkeys(clause.text for clause in one.clauses))
    return {
        "code": one.code, "clauses": clauses, "what": say(one.what, language), "remedy": say(one.remedy, language),
        "accepted": one.accepted,
    }  # fmt: skip


def _text(basis: str, told: Sequence[dict[str, str]], language: Language) -> str:
    parts = [basis]
    for one in told:
        last = (
            message("Accepted: {why}", why=one["accepted"])
            if one["accepted"]
            else message("Remedy: {remedy}", remedy=one["remedy"])
        )
        parts.append(f"{one['code']} ({one['clauses']})\n  {one['what']}\n  {say(last, language)}")
    return "\n\n".join(parts)


def _record(one: Incentive, language: Language) -> dict[str, object]:
    first = one.clauses[0].at
    return {
        "code": one.code, "kpis": list(one.kpis), "clauses": list(dict.fromkeys(clause.text for clause in one.clauses)),
        "file": first.file or None, "line": first.line or None, "message": say(one.what, language),
        "remedy": say(one.remedy, language), "amount": f"{as_decimal(one.money):f}", "periods": list(one.periods),
        "accepted": one.accepted or None,
    }  # fmt: skip
