"""The same deal said in another way: other units, other coins, other order, no billing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from laws.strategies import Deal, Version, decimal

SPOKEN = ("billing", "kpis", "gates", "limits", "tax")
MONEY = frozenset({"rate", "flat", "amount", "base", "pay", "at_most", "to"})


def rewritten(deal: Deal, edit: Callable[[str, str], str], parts: tuple[str, ...] = SPOKEN) -> Deal:
    """Every text below some parts of each version edited; ``edit`` is given the key it stands under and the text."""
    versions = [{**tree, **{part: _edited(tree[part], part, edit) for part in parts if part in tree}} for tree in deal.versions]
    return replace(deal, versions=tuple(versions))


def _edited(value: Any, key: str, edit: Callable[[str, str], str]) -> Any:
    if isinstance(value, dict):
        return {name: _edited(item, name, edit) for name, item in value.items()}
    if isinstance(value, list):
        return [_edited(item, key, edit) for item in value]
    return edit(key, value)


def in_other_units(deal: Deal) -> Deal:
    """85% as 8500 bp, 8500 bp as 0.85 ratio, 0.85 ratio as 85%; 390 s as 6m30s, 6m30s as 390 s, 6.5 min as 390 s."""

    def edit(key: str, text: str) -> str:
        return text if key in {"clause", "formula", "why"} else QUANTITY.sub(respelled, text)

    return rewritten(deal, edit)


QUANTITY = re.compile(r"(\d+m\d+s)|(?<![\w.])(\d+(?:\.\d+)?)\s*(%|bp\b|ratio\b|s\b|min\b)")


def respelled(match: re.Match[str]) -> str:
    if match[1]:
        minutes, seconds = match[1].rstrip("s").split("m")
        return f"{int(minutes) * 60 + int(seconds)} s"
    value, unit = Fraction(match[2]), match[3]
    if unit == "s":
        return f"{int(value) // 60}m{int(value) % 60}s" if value.denominator == 1 else f"{decimal(value)}s"
    if unit == "min":
        return f"{decimal(value * 60)} s"
    text = {"%": (value * 100, "bp"), "bp": (value / 10_000, "ratio"), "ratio": (value * 100, "%")}[unit]
    return f"{decimal(text[0])} {text[1]}".replace(" %", "%")


def in_a_coin_a_hundred_times_as_large(deal: Deal) -> Deal:
    """All amounts, prices and the coin a hundredfold."""

    def edit(key: str, text: str) -> str:
        bare = key in MONEY and re.fullmatch(r"[+-]?\d+(\.\d+)?", text)
        return decimal(Fraction(text) * 100) if bare else text

    return rewritten(deal, edit, ("billing", "kpis", "limits", "rounding"))


def without_a_price(deal: Deal) -> Deal:
    """Every rate, flat fee and fixed amount is zero; caps stay."""

    def free(line: Version) -> Version:
        if "amount" in line:
            return {**line, "amount": "0"}
        if "rate" in line:
            return {**line, "rate": "0"}
        steps = [{key: text for key, text in step.items() if key != "flat"} | {"rate": "0"} for step in line["tiers"]["steps"]]
        return {**line, "tiers": {**line["tiers"], "steps": steps}}

    versions = [{**tree, "billing": {name: free(line) for name, line in tree["billing"].items()}} for tree in deal.versions]
    return replace(deal, versions=tuple(versions))


def with_keys_in_another_order(deal: Deal, seed: int) -> Deal:
    """The keys of every mapping shuffled; lists keep their order, for theirs has a meaning."""
    chance = random.Random(seed)  # noqa: S311

    def shuffled(value: Any) -> Any:
        if isinstance(value, list):
            return [shuffled(item) for item in value]
        if not isinstance(value, dict):
            return value
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key]) for key in keys}

    return replace(deal, versions=tuple(shuffled(tree) for tree in deal.versions))


def with_clauses(deal: Deal, **clauses: Any) -> Deal:
    """Other top-level clauses in every version; None takes one out."""

    def changed(tree: Version) -> Version:
        return {key: value for key, value in {**tree, **clauses}.items() if value is not None}

    return replace(deal, versions=tuple(changed(tree) for tree in deal.versions))
