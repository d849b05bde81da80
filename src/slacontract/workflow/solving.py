"""What ``solve`` asks: the value that gives a wanted amount, or how far each result was from paying another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacontract.findings import Finding, Position, finding, nearest
from slacontract.parse.changes import MOST_SOLVED, read_variation
from slacontract.quantities.numbers import TextFault, as_decimal, read_number
from slacontract.scenarios.distances import Distance, distances
from slacontract.scenarios.history import history
from slacontract.scenarios.solving import Answer, amount_of, crossings, names_of
from slacontract.workflow.simulating import Asked, read_asked
from slacontract.workflow.trying import settle_changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gmpy2 import mpq

    from slacontract.model.changes import Change, Variation
    from slacontract.settlement.settlement import Settlement
    from slacontract.workflow.files import Folder


def solved(asked: Asked, want: str, by: str) -> tuple[Answer | None, list[Finding]]:
    """The values of a range at which an amount passes the wanted one."""
    folder, changes, findings = read_asked(asked)
    variation, found = read_variation(by, "--by", MOST_SOLVED)
    name, amount, unread = _wanted(want)
    findings += [*found, *unread]
    if folder is None or variation is None or amount is None:
        return None, findings
    today, findings = settle_changed(folder, (), asked.period, asked.files or None)
    if today is None:
        return None, findings
    if name not in names_of(today):
        at = Position("--want", 1, 1, excerpt=want, width=len(name))
        return None, [finding("E510", at, f"'{name}' is no amount of this settlement.", nearest(name, names_of(today)))]
    return _searched(asked, folder, changes, variation, today, name, amount)


def _searched(
    asked: Asked, folder: Folder, changes: Sequence[Change], variation: Variation, today: Settlement, name: str, wanted: mpq
) -> tuple[Answer | None, list[Finding]]:
    faults: list[Finding] = []

    def amount(step: int) -> mpq:
        settlement, found = settle_changed(folder, [*changes, *variation.runs[step][1]], asked.period, asked.files or None)
        if settlement is None:
            faults.extend(found)
            raise _Unsettled
        return amount_of(settlement, name)

    try:
        found, looked_at = crossings(amount, wanted, len(variation.runs))
    except _Unsettled:
        return None, faults
    values = [value for value, _ in variation.runs]
    if not found:
        return None, [_no_answer(variation.text, name, values, looked_at)]
    return Answer(today, name, wanted, amount_of(today, name), values, found), []


class _Unsettled(Exception):  # noqa: N818  # leaves the search; what is wrong is told beside it
    pass


def _no_answer(text: str, name: str, values: Sequence[str], looked_at: Sequence[tuple[int, mpq]]) -> Finding:
    (lowest, least), (highest, most) = (pick(looked_at, key=lambda one: one[1]) for pick in (min, max))
    ends = [f"{as_decimal(amount):,} (at {value})" for amount, value in ((least, values[lowest]), (most, values[highest]))]
    what = f"'{name}' goes from {' to '.join(ends)} over the range."
    remedy = "Ask for an amount between the two, or widen the range."
    if least == most:
        what = f"'{name}' is {as_decimal(least):,} over the whole range."
        remedy = "Vary something that it depends on; a limit may be why it does not move, as 'slacontract explain' shows."
    return finding("E512", Position("--by", 1, 1, excerpt=text, width=len(text)), what, remedy)


def _wanted(text: str) -> tuple[str, mpq | None, list[Finding]]:
    name, sign, figure = (part.strip() for part in text.partition("="))
    at = Position("--want", 1, 1, excerpt=text, width=max(1, len(text)))
    try:
        return name, read_number(figure), []
    except TextFault as fault:
        what = fault.what if sign and figure else f"'{text}' does not say how much is wanted."
        return name, None, [finding("E510", at, what, "Write an amount with its sum over all periods, such as net=1100000.")]


def apart(asked: Asked) -> tuple[tuple[Settlement, list[Distance]] | None, list[Finding]]:
    """How far each result of the last period was from paying another way."""
    folder, changes, findings = read_asked(asked)
    if folder is None:
        return None, findings
    settlement, findings = settle_changed(folder, changes, asked.period, asked.files or None)
    if settlement is None:
        return None, findings
    told = history(settlement)
    return (settlement, list(distances(told, told.told[-1]))), findings
