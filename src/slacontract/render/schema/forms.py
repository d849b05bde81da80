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


def text(pattern: str, wanted: str, *examples: str) -> Schema:
    """A text that always is one for a reader of YAML; ``wanted`` is what an editor says of another one."""
    return {"type": "string", "pattern": p.whole(pattern), "errorMessage": wanted, "examples": list(examples)}


def figure(pattern: str, wanted: str, *examples: str) -> Schema:
    """A text that a reader of YAML may have taken for a number."""
    return {**text(pattern, wanted, *examples), "type": ["number", "string"]}


NAMED: Final = "Write a name: small letters, digits, _ and -."
BASED: Final = "Write billing, billing.care, billing.care after caps, a list of such lines, or an amount of money."
_KEPT: Final[Schema] = text(rf"[+]?{p.PERCENT.removeprefix(p.SIGN)}", "Write the share that is kept, such as 50%.")


def _shares(*words: str) -> Schema:
    """One of some words, or the shares of bonus and penalty that are kept."""
    kept = {"type": "object", "properties": {"bonus": _KEPT, "penalty": _KEPT}, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [{"enum": list(words)}, kept]}


def _lines(pattern: str, *examples: str) -> Schema:
    """One charge, or a list of billing lines."""
    lines = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": p.whole(pattern)}}
    return {"anyOf": [figure(pattern, BASED, *examples), lines]}


def _rows(*, file: bool) -> Schema:
    """Rows of figures: one, a list, some for each period, or a table as lines of text; or the name of a file of them."""
    row = {"type": "object", "additionalProperties": SCALAR}
    rows = {"anyOf": [row, {"type": "array", "items": row}]}
    by_period = {"type": "object", "patternProperties": {"^[0-9]": rows}, "additionalProperties": False}
    lines: Schema = {"type": "string"} if file else {"type": "string", "pattern": r"\n"}
    return {"anyOf": [lines, by_period, *rows["anyOf"]]}


BY_NAME: Final[Mapping[str, Schema]] = {
    "Name": {**text(p.NAME, NAMED), "maxLength": 60},
    "Date": text(p.DATE, "Write a day such as 2026-07-01.", "2026-07-01"),
    "Threshold": figure(
        p.QUANTITY, "Write a figure with its unit, such as 80%, 390 s or 6m30s; bare for counts.", "80%", "390 s", "12"
    ),
    "Money": figure(p.BARE, "Write an amount of money, such as 1250.50.", "1250.50"),
    "Rate": figure(p.BARE, "Write money for one, such as 0.42.", "0.42"),
    "Price": figure(
        rf"{p.BARE}|{p.PERCENT}|{p.NAME}",
        "Write money for one, such as 0.42, a percentage where money is billed, or the name of a figure.",
        "0.42",
        "12%",
    ),
    "Number": figure(p.BARE, "Write a number, such as 1000.", "1000"),
    "Percent": text(p.PERCENT, "Write a percentage, such as 85%.", "85%"),
    "Duration": text(p.DURATION, "Write a duration, such as 20 s or 6m30s.", "20 s", "6m30s"),
    "Pay": figure(
        p.PAY,
        "Write a percentage of the base (+2%), money (-500), points (2 points) or days (-3 days).",
        "+2%",
        "-500",
        "2 points",
        "5 bp",
        "-3 days",
    ),
    "Whole": {**figure(p.COUNT, "Write a whole number, such as 2."), "type": ["integer", "string"], "minimum": 0},
    "Bounds": text(p.INTERVAL, 'Write an interval in quotes, such as ">= 330 s and <= 360 s".', "< 80%", ">= 330 s and <= 360 s"),
    "Condition": {**text(p.FORMULA, "Write a condition, such as csat >= 75%.", "csat >= 75%"), "maxLength": 500},
    "Formula": {
        **figure(p.FORMULA, "Write a formula, such as (talk_s + hold_s) / answered.", "(talk_s + hold_s) / answered"),
        "maxLength": 500,
    },
    "ShareOfValue": text(p.SHARE_OF_VALUE, "Write a share of the value, such as -100% of value.", "-100% of value"),
    "Amount": figure(
        rf"{p.BARE}|{p.SHARE}", "Write an amount of money, or a share such as 10% of billing.", "120000", "10% of billing"
    ),
    "MostAmount": figure(
        rf"{p.BARE}|{p.SHARE}|{p.DAYS_OF}",
        "Write an amount of money, a share such as 10% of billing, or days such as 5 days of billing.",
        "120000",
        "10% of billing",
        "5 days of billing",
    ),
    "Knee": figure(
        rf"{p.QUANTITY}|{p.SHARE}",
        "Write a figure with its unit, or a share such as 5% of calls_offered.",
        "30 s",
        "5% of calls_offered",
    ),
    "MoneyOrFigure": figure(rf"{p.BARE}|{p.NAME}", "Write an amount of money, or the name of a figure.", "1250.50"),
    "DurationOrFigure": text(rf"{p.DURATION}|{p.NAME}", "Write a duration, such as 20 s, or the name of a figure.", "20 s"),
    "AllowanceOrFigure": figure(
        rf"{p.QUANTITY}|{p.NAME}", "Write a duration, such as 1000 min, a number, or the name of a figure.", "1000 min", "500"
    ),
    "ShareOrFigure": text(
        rf"{p.SHARE}|{p.NAME}", "Write a share, such as 110% of ordered_h, or the name of a figure.", "110% of ordered_h"
    ),
    "FigureOrField": figure(rf"{p.QUANTITY}|{p.NAME}", "Write a duration, a number, or the name of a measure.", "8 h"),
    "Time": text(p.TIME, "Write a time of day from 00:00 to 24:00, such as 06:00.", "22:00"),
    "Months": text(p.MONTHS, "Write whole months, such as 2 months.", "2 months"),
    "IndexPoint": figure(
        p.INDEX_POINT, "Write a month, quarter or year, such as 2025-12, 2025-Q4 or 2025.", "2025-12", "2025-Q4"
    ),
    "read_called": text(p.NAME, NAMED),
    "read_run": text(p.RUN, "Write it as 2 consecutive, 3 of 6 or 3 of contract_year.", "2 consecutive", "3 of 6"),
    "read_length": figure(p.LENGTH, "Write a number of periods, contract_year or term.", "12", "contract_year"),
    "read_deadline": text(
        p.DEADLINE, "Write it as 30 days, 20 working days or 2 periods.", "30 days", "20 working days", "2 periods"
    ),
    "read_grace": text(
        p.GRACE, "Write it as 3 days, 3 working days, 4 hours or 10 minutes.", "3 days", "3 working days", "4 hours"
    ),
    "read_starting_day": figure(p.STARTING_DAY, "Write a day of the month, or a weekday such as monday.", "1", "monday"),
    "read_days": figure(p.DAYS, "Write calendar, or a number of days such as 30.", "calendar", "30"),
    "read_effect": _shares("neutral", "no_penalty", "no_bonus", "last", "not_measured"),
    "read_withheld": _shares("no_bonus"),
    "read_charges": _lines(p.CHARGES, "billing", "billing.care"),
    "read_rows": _rows(file=True),
    "_only_rows": _rows(file=False),
    "_by": {"anyOf": [text(p.NAME, NAMED), {"type": "object", "additionalProperties": SCALAR}]},
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
