"""Repeats over versions: one that has no name is known again by its clause, wherever an amendment puts it in its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from slacontract.model.texts import Word

if TYPE_CHECKING:
    from slacontract.model.kpis.kpi import Kpi
    from slacontract.model.kpis.memory import Repeat

Kpis = Mapping[Word, "Kpi"]


def known_again(versions: Sequence[Kpis]) -> list[dict[Word, Kpi]]:
    """The KPIs of each version, their unnamed repeats called by the numbers that their clauses had before.

    A clause that is new has its place in the list, or the next number where another one has that.
    """
    before: dict[Word, dict[str, str]] = {}
    found = []
    for kpis in versions:
        called = {name: _called(kpi.repeat, before.get(name, {})) for name, kpi in kpis.items()}
        found.append({name: kpi.model_copy(update={"repeat": called[name]}) for name, kpi in kpis.items()})
        for name, repeats in called.items():
            before[name] = before.get(name, {}) | {str(r.clause): str(r.name) for r in repeats if r.name and r.name.isdigit()}
    return found


def _called(repeats: Sequence[Repeat], before: Mapping[str, str]) -> tuple[Repeat, ...]:
    """The repeats of a KPI in one version, those without a name called by a number."""
    taken = {before[str(repeat.clause)] for repeat in repeats if repeat.name is None and str(repeat.clause) in before}
    found, claimed = [], set[str]()
    for place, repeat in enumerate(repeats, 1):
        number = before.get(str(repeat.clause), "")
        if not number or number in claimed:
            others = {*taken, *claimed, *before.values()}
            number = str(place) if str(place) not in taken | claimed else str(max(map(int, others)) + 1)
        if repeat.name is None:
            claimed.add(number)
            repeat = repeat.model_copy(update={"name": Word(number)})  # noqa: PLW2901  # the same one, called
        found.append(repeat)
    return tuple(found)
