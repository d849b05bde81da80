"""What a text of the language looks like, as regular expressions that ECMAScript and Python read alike."""

from __future__ import annotations

from typing import Final

from slacontract.quantities.numbers import NUMBER
from slacontract.quantities.periods import WEEKDAYS

_INTEGER: Final = r"(?:0|[1-9][0-9]{0,5})"
CLOCK: Final = rf"(?=[0-9])(?:{_INTEGER}h)?(?:{_INTEGER}m)?(?:{_INTEGER}s)?"
NAME: Final = r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*"
SIGN: Final = r"[+-]?"
_SECONDS: Final = rf"(?:{NUMBER}\s*(?:s|min|h)|{CLOCK})"
_RATIO: Final = rf"{NUMBER}\s*(?:%|bp|ratio)"
_ANY: Final = rf"(?:{NUMBER}\s*(?:%|bp|points?|days?|ratio|s|min|h)?|{CLOCK})"
_SHARED: Final = r"\s*(?:[a-z][a-z0-9_.-]*(?: (?:before caps|after caps|after commitments))?|[1-9][0-9]*(?:\.[0-9]+)?)\s*"
_GLUED: Final = rf"(?:{_INTEGER}h{_INTEGER}m(?:{_INTEGER}s)?|{_INTEGER}m{_INTEGER}s|{_INTEGER}[hms])"
_BOUND: Final = rf"\s*(?:<=|>=|<>|<|>|=)\s*{SIGN}(?:{_GLUED}|{NUMBER}(?:\s*(?:%|bp|points?|days?|ratio|s|min|h))?)"
_LINE: Final = r"billing\.\S+(?: (?:before caps|after caps|after commitments))?"
_BILLING: Final = r"billing(?: (?:before caps|after caps|after commitments))?"


def whole(*choices: str) -> str:
    """The pattern of a whole text that is one of some patterns."""
    return f"^(?:{'|'.join(choices)})$"


def share(percent: str) -> str:
    """A share of something: ``10% of billing``."""
    return rf"\s*{SIGN}{percent}\s* of {_SHARED}"


BARE: Final = rf"{SIGN}{NUMBER}"
PERCENT: Final = rf"{SIGN}{_RATIO}"
DURATION: Final = rf"{SIGN}{_SECONDS}"
QUANTITY: Final = rf"{SIGN}{_ANY}"
PAY: Final = rf"{SIGN}{NUMBER}\s*(?:%|bp|ratio|points?|days?)?"
SHARE: Final = share(_RATIO)
SHARE_OF_VALUE: Final = rf"\s*{SIGN}{_RATIO}\s* of \s*value\s*"
DAYS_OF: Final = share(rf"{NUMBER}\s*days?")
COUNT: Final = r"[+]?(?:0|[1-9][0-9]{0,11})(?:\.0{1,8})?|-0(?:\.0{1,8})?"
DATE: Final = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
INDEX_POINT: Final = r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]|Q[1-4]))?"
TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00"
MONTHS: Final = r"(?:0|[1-9][0-9]?) months?"
INTERVAL: Final = rf"{_BOUND}(?:\s+and\b{_BOUND})*\s*"
RUN: Final = r"[1-9][0-9]{0,2} (?:consecutive|of (?:contract_year|[1-9][0-9]{0,2}))"
LENGTH: Final = r"[1-9][0-9]{0,2}|contract_year|term"
DEADLINE: Final = r"[1-9][0-9]{0,3} (?:day|working day|period)s?"
GRACE: Final = r"[1-9][0-9]{0,3} (?:day|working day|hour|minute)s?"
STARTING_DAY: Final = rf"{COUNT}|{'|'.join(WEEKDAYS)}"
DAYS: Final = rf"calendar|(?![+]?0(?:\.0+)?(?:\s|d|$))[+]?{NUMBER}\s*(?:days?)?"
BASE: Final = rf"{_BILLING}|{_LINE}|figures\.{NAME}|{BARE}"
CHARGES: Final = rf"{_BILLING}|{_LINE}|figures\.{NAME}"
LINE: Final = _LINE
FORMULA: Final = r"(?!\s*[*/)<>=,])[a-z0-9_.+\-*/()<>=,%\s]{0,499}[a-z0-9_)%]\s*"
"""What a formula is made of. Brackets are counted, and names looked up, by ``check``."""
