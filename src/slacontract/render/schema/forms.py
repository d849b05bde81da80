"""The schema of each form that one text of the language can have, by the reader of the model that takes it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from pydantic import BeforeValidator

from slacontract.render.schema import patterns as p

Schema: TypeAlias = dict[str, Any]

SCALAR: Final[Schema] = {"not": {"type": ["object", "array", "null"]}}
"""Any single text; said by what it is not, because editors offer the values of a type that is named: true and false."""


def text(pattern: str, *examples: str) -> Schema:
    """A text that always is one for a reader of YAML."""
    return {"type": "string", "pattern": p.whole(pattern), "examples": list(examples)}


def figure(pattern: str, *examples: str) -> Schema:
    """A text that a reader of YAML may have taken for a number."""
    return {"type": ["number", "string"], "pattern": p.whole(pattern), "examples": list(examples)}


_KEPT: Final[Schema] = {"type": ["number", "string"], "pattern": p.whole(rf"[+]?{p.PERCENT.removeprefix(p.SIGN)}")}


def _shares(*words: str) -> Schema:
    """One of some words, or the shares of bonus and penalty that are kept."""
    kept = {"type": "object", "properties": {"bonus": _KEPT, "penalty": _KEPT}, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [{"enum": list(words)}, kept]}


def _lines(pattern: str, *examples: str) -> Schema:
    """One charge, or a list of billing lines."""
    lines = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": p.whole(pattern)}}
    return {"anyOf": [figure(pattern, *examples), lines]}


def _rows(*, file: bool) -> Schema:
    """Rows of figures: one, a list, some for each period, or a table as lines of text; or the name of a file of them."""
    row = {"type": "object", "additionalProperties": SCALAR}
    rows = {"anyOf": [row, {"type": "array", "items": row}]}
    by_period = {"type": "object", "patternProperties": {"^[0-9]": rows}, "additionalProperties": False}
    lines: Schema = {"type": "string"} if file else {"type": "string", "pattern": r"\n"}
    return {"anyOf": [lines, by_period, *rows["anyOf"]]}


BY_NAME: Final[Mapping[str, Schema]] = {
    "Name": {"type": "string", "pattern": p.whole(p.NAME), "maxLength": 60},
    "Date": text(p.DATE, "2026-07-01"),
    "Threshold": figure(p.QUANTITY, "80%", "390 s", "12"),
    "Money": figure(p.BARE, "1250.50"),
    "Rate": figure(p.BARE, "0.42"),
    "Price": figure(rf"{p.BARE}|{p.PERCENT}|{p.NAME}", "0.42", "12%"),
    "Number": figure(p.BARE, "1000"),
    "Percent": text(p.PERCENT, "85%"),
    "Duration": text(p.DURATION, "20 s", "6m30s"),
    "Pay": figure(p.PAY, "+2%", "-500", "2 points", "5 bp", "-3 days"),
    "Whole": {"type": ["integer", "string"], "minimum": 0, "pattern": p.whole(p.COUNT)},
    "Bounds": text(p.INTERVAL, "< 80%", ">= 330 s and <= 360 s"),
    "Condition": {**text(p.FORMULA, "csat >= 75%"), "maxLength": 500},
    "Formula": {**figure(p.FORMULA, "(talk_s + hold_s) / answered"), "maxLength": 500},
    "ShareOfValue": text(p.SHARE_OF_VALUE, "-100% of value"),
    "Amount": figure(rf"{p.BARE}|{p.SHARE}", "120000", "10% of billing"),
    "MostAmount": figure(rf"{p.BARE}|{p.SHARE}|{p.DAYS_OF}", "120000", "10% of billing", "5 days of billing"),
    "Knee": figure(rf"{p.QUANTITY}|{p.SHARE}", "30 s", "5% of calls_offered"),
    "MoneyOrFigure": figure(rf"{p.BARE}|{p.NAME}", "1250.50"),
    "DurationOrFigure": text(rf"{p.DURATION}|{p.NAME}", "20 s"),
    "AllowanceOrFigure": figure(rf"{p.QUANTITY}|{p.NAME}", "1000 min", "500"),
    "ShareOrFigure": text(rf"{p.SHARE}|{p.NAME}", "110% of ordered_h"),
    "FigureOrField": figure(rf"{p.QUANTITY}|{p.NAME}", "8 h"),
    "Time": text(p.TIME, "22:00"),
    "Months": text(p.MONTHS, "2 months"),
    "IndexPoint": figure(p.INDEX_POINT, "2025-12", "2025-Q4"),
    "read_called": text(p.NAME),
    "read_run": text(p.RUN, "2 consecutive", "3 of 6"),
    "read_length": figure(p.LENGTH, "12", "contract_year"),
    "read_deadline": text(p.DEADLINE, "30 days", "20 working days", "2 periods"),
    "read_grace": text(p.GRACE, "3 days", "3 working days", "4 hours"),
    "read_starting_day": figure(p.STARTING_DAY, "1", "monday"),
    "read_days": figure(p.DAYS, "calendar", "30"),
    "read_effect": _shares("neutral", "no_penalty", "no_bonus", "last", "not_measured"),
    "read_withheld": _shares("no_bonus"),
    "read_charges": _lines(p.CHARGES, "billing", "billing.care"),
    "read_rows": _rows(file=True),
    "_only_rows": _rows(file=False),
    "_by": {"anyOf": [text(p.NAME), {"type": "object", "additionalProperties": SCALAR}]},
    "read_expected": {"type": "object", "minProperties": 1},
}
"""Forms that a reader makes of one value, whatever the model's own type."""

BESIDE: Final[Mapping[str, Schema]] = {
    "read_base": _lines(p.BASE, "billing", "billing.care after caps", "50000"),
    "read_ends": {"enum": ["flat", "nothing", "continued"]},
    "read_reviews": {"enum": ["contract_year", "calendar_year", "period"]},
    "_variant": {"const": "ready_made"},
    "widen": {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}]},
}
"""Forms that may stand in place of the list or mapping that the model has there."""

ONE_OR_MORE: Final = frozenset({"_one_or_more", "one_or_list", "one_or_more_scales"})
"""Readers that take one for a list of one."""


def named_readers() -> dict[Callable[..., Any], str]:
    """Every reader that a type of the models carries, with the name of the type."""
    modules = [module for name, module in sys.modules.items() if name.startswith("slacontract.model.")]
    return {
        extra.func: name
        for module in modules
        for name, form in vars(module).items()
        for extra in getattr(form, "__metadata__", ())
        if isinstance(extra, BeforeValidator) and name in BY_NAME
    }
