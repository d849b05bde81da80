"""The section on exposure: its tables as text and on the page, and its plain figures as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from slacontract.languages import message, say
from slacontract.quantities.numbers import as_decimal
from slacontract.render.exposure import Table, tables
from slacontract.render.review.told import Told, template
from slacontract.render.terminal import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gmpy2 import mpq

    from slacontract.languages import Language
    from slacontract.scenarios.exposure_nouns import Exposure, Extreme, Marginal, Stake, Step


def told_exposure(exposure: Exposure | None, language: Language) -> Told:
    """What a contract puts at stake, in one language; without measures nothing can be told."""
    title = say(message("Exposure: what can be won and lost"), language)
    if exposure is None:
        nothing = say(message("There are no measures: what is at stake is told on a history."), language)
        page = template("exposure.html.j2").render(tables=(), nothing=nothing)
        return Told("exposure", title, nothing, Markup(page), None)  # noqa: S704  # the template has escaped it
    found = tables(exposure, language)
    page = template("exposure.html.j2").render(tables=found, nothing="")
    return Told("exposure", title, _text(found), Markup(page), _data(exposure))  # noqa: S704  # the template has escaped it


def _text(found: Sequence[Table]) -> str:
    parts = []
    for table in found:
        drawn = draw(table.title, table.heads, table.rows, left=table.texts, rich=False)
        parts.append("\n".join([drawn, *(f"  {note}" for note in table.notes)]))
    return "\n\n".join(parts)


def _data(exposure: Exposure) -> dict[str, object]:
    """Plain figures: money as decimals in text, so that no reader makes it binary."""
    history = exposure.history
    return {
        "currency": exposure.currency, "periods": list(exposure.periods), "period": _stake(exposure.period),
        "year": _stake(exposure.year),
        "kpis": [
            {"kpi": one.kpi, "clause": one.clause.text, "won": _extreme(one.won), "lost": _extreme(one.lost),
             "mean": _figure(one.mean), "through_others": one.through}
            for one in exposure.kpis
        ],
        "history": {
            "mean": _figure(history.mean), "total": _figure(history.total),
            "best": {"period": history.best[0], "amount": _figure(history.best[1])},
            "worst": {"period": history.worst[0], "amount": _figure(history.worst[1])},
        },
        "steps": [_price(one) for one in exposure.marginal],
        "break_even": [
            {"kpi": one.kpi, "member": str(one.member),
             "nothing": [{"from": _figure(s.low), "from_included": s.low_in, "to": _figure(s.high), "to_included": s.high_in}
                         for s in one.nothing],
             "together": _figure(one.together)}
            for one in exposure.break_even
        ],
    }  # fmt: skip


def _stake(stake: Stake) -> dict[str, object]:
    return {
        "periods": list(stake.periods),
        "billing": _figure(stake.billing),
        "won": _extreme(stake.won),
        "lost": _extreme(stake.lost),
    }


def _extreme(extreme: Extreme) -> dict[str, object]:
    results = [{"kpi": r.kpi, "member": str(r.member), "value": _figure(r.value)} for r in extreme.at]
    return {"amount": _figure(extreme.amount), "certainty": extreme.sure, "results": results}


def _price(price: Marginal) -> dict[str, object]:
    return {
        "kpi": price.kpi, "member": str(price.member), "unit": price.unit.value, "step": _figure(price.step),
        "last": _step(price.here), "target": _step(price.target), "one_more": _figure(price.contact),
    }  # fmt: skip


def _step(step: Step | None) -> dict[str, object] | None:
    if step is None:
        return None
    sides = {name: None if side is None else {"results": _figure(side[0]), "billed": _figure(side[1])}
             for name, side in (("up", step.up), ("down", step.down))}  # fmt: skip
    return {"value": _figure(step.value), **sides}


def _figure(value: mpq | None) -> str | None:
    return None if value is None else f"{as_decimal(value):f}"
