"""What ``--set`` and ``--vary`` say: ``billing.care.rate=0.45``, ``measures.talk_s[queue=care]=+5%``, ``{0.4..0.5 by 0.01}``."""

from __future__ import annotations

import re
from typing import Final

from gmpy2 import mpq

from slacontract.findings import Finding, Position, finding
from slacontract.model.changes import Change, FigureChange, How, TextChange, Variation
from slacontract.quantities.numbers import TextFault, as_decimal, read_number, read_quantity
from slacontract.quantities.units import Unit

MOST_VALUES: Final = 500
MOST_SOLVED: Final = 100_000
"""A search looks at few values of a range."""
MEASURES: Final = "measures"
_TARGET: Final = re.compile(r"\s*([a-z][\w.-]*?)(?:\[([^\]]*)\])?\s*=\s*(.*?)\s*", re.ASCII | re.DOTALL)
_RANGE: Final = re.compile(r"\{\s*(-?[\d.]*\d)\s*\.\.\s*(-?[\d.]*\d)\s+by\s+([\d.]*\d)\s*\}")
_AGAIN: Final = "{}"
_VERSION: Final = re.compile(r"v([0-9]+)")


def read_change(text: str, option: str = "--set") -> tuple[Change | None, list[Finding]]:
    """Read one change; ``option`` is what a finding names as its place."""
    at = Position(option, 1, 1, excerpt=text, width=max(1, len(text)))
    match = _TARGET.fullmatch(text)
    if match is None:
        return None, [finding("E510", at, f"'{text}' does not say what is changed to what.",
                              "Write a place of the contract and its new text, such as billing.care.rate=0.45, or a figure of "
                              "the measures, such as measures.talk_s[queue=care]=+5%.")]  # fmt: skip
    name, inside, value = match.groups()
    path = tuple(name.split("."))
    if path[0] != MEASURES:
        return _of_text(path, inside, value, at)
    return _of_figure(path[1:], inside or "", value, at)


def _of_text(path: tuple[str, ...], inside: str | None, value: str, at: Position) -> tuple[Change | None, list[Finding]]:
    if inside is not None:
        remedy = f"Write the number of an item as a step of its own: {'.'.join(path)}.{inside.strip() or '1'}"
        return None, [finding("E510", at, "A place of the contract has no brackets.", remedy)]
    version = _VERSION.fullmatch(path[0])
    return TextChange(path[1:] if version else path, value, at, version[1] if version else ""), []


def _of_figure(name: tuple[str, ...], inside: str, value: str, at: Position) -> tuple[Change | None, list[Finding]]:
    if len(name) != 1:
        return None, [finding("E510", at, "It does not say which figure of the measures is changed.",
                              "Write measures.FIELD=…, such as measures.offered=+10%.")]  # fmt: skip
    said = [part.partition("=") for part in inside.split(",") if part.strip()]
    member = {key.strip(): wanted.strip() for key, _, wanted in said}
    if not all(key and wanted for key, wanted in member.items()):
        return None, [finding("E510", at, f"'[{inside}]' does not say whose figure is changed.",
                              "Write it as [queue=care], or [queue=care, period=2026-05].")]  # fmt: skip
    period = member.pop("period", None)
    try:
        amount = read_quantity(value)
    except TextFault as fault:
        return None, [finding("E510", at, fault.what, "Write a new figure (25000), one more or less (+120), or a percentage "
                              "of it (+5%).")]  # fmt: skip
    how: How = "set" if value[:1] not in {"+", "-"} else "times" if amount.unit is Unit.RATIO else "add"
    return FigureChange(name[0], member, period, how, amount, at), []


def read_variation(text: str, option: str = "--vary", most: int = MOST_VALUES) -> tuple[Variation | None, list[Finding]]:
    """Read what is varied: one range in braces, whose value may stand again as ``{}``; several changes are parted by ``;``."""
    at = Position(option, 1, 1, excerpt=text, width=max(1, len(text)))
    ranges = list(_RANGE.finditer(text))
    if len(ranges) != 1:
        return None, [finding("E510", at, f"There {'is no range' if not ranges else 'are several ranges'} in braces.",
                              'Write one, such as "billing.care.rate={0.40..0.46 by 0.01}"; {} stands for its value '
                              "again.")]  # fmt: skip
    values, found = _values(ranges[0], at, most)
    if found:
        return None, found
    runs, findings = [], []
    for value in values:
        changes = []
        for part in text.replace(ranges[0][0], _AGAIN).split(";"):
            change, found = read_change(part.strip().replace(_AGAIN, value), option)
            findings += found
            changes += [change] if change else []
        runs.append((value, tuple(changes)))
        if findings:
            return None, findings
    return Variation(text, tuple(runs)), []


def _values(found: re.Match[str], at: Position, most: int) -> tuple[list[str], list[Finding]]:
    """All values of a range, written as short as they are."""
    try:
        first, last, step = (mpq(read_number(part)) for part in found.groups())
    except TextFault as fault:
        return [], [finding("E510", at, fault.what, fault.remedy)]
    if not step or last < first:
        return [], [finding("E510", at, "The range has no value.", "Write it from the lower to the higher, by a step above 0.")]
    count = int((last - first) // step) + 1
    if count > most:
        what = f"The range has {count:,} values; at most {most:,} are tried."
        return [], [finding("E510", at, what, "Take larger steps.")]
    return [f"{as_decimal(first + step * n):f}" for n in range(count)], []
