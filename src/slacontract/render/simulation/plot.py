"""A picture of how a year may turn out: how many of the drawn years have so much bonus less penalty, as SVG."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from gmpy2 import mpq
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from slacontract.languages import Language, message, say, write_number
from slacontract.quantities.numbers import as_decimal, read_binary

if TYPE_CHECKING:
    from slacontract.scenarios.distribution import Outlook, Spread

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _FLOOR = 860, 420, 64, 40, 96, 340
_BARS: Final = 40
_TICKS: Final = 5
_PENALTY, _BONUS = "#b5483a", "#2f7d6b"
_MARKED: Final = ((0.05, "5 %"), (0.5, "50 %"), (0.95, "95 %"))


def outlook_picture(outlook: Outlook, name: str, currency: str, language: Language) -> bytes:
    """Draw the spread of bonus less penalty. The same outlook gives the same bytes."""
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, keep_trailing_newline=True)
    template = environment.from_string(
        files("slacontract.render.simulation").joinpath("outlook.svg.j2").read_text(encoding="utf-8")
    )
    first, last = outlook.year.periods[0], outlook.year.periods[-1]
    years, months = write_number(as_decimal(mpq(outlook.scenarios)), language), str(len(outlook.year.months))
    drawn = message("{scenarios} years drawn from {months} measured periods", scenarios=years, months=months)
    seasons = message("{drawn}, each of its own season" if outlook.way.season else "{drawn}, without season", drawn=drawn)
    return template.render(
        width=_WIDTH, height=_HEIGHT, left=_LEFT, right=_WIDTH - _RIGHT, floor=_FLOOR,
        title=f"{name}, {first.id} – {last.id}", subtitle=say(seasons, language),
        axis=say(message("Bonus less penalty of the year, {currency}", currency=currency), language),
        **_drawn(outlook.totals["adjustments"], language),
    ).encode()  # fmt: skip


def _drawn(spread: Spread, language: Language) -> dict[str, Any]:
    spans = spread.bars(_BARS)
    tallest = max(share for _, _, share in spans)
    low, high = spans[0][0], spans[-1][1]

    def x(amount: float) -> float:
        return _place(_LEFT + (_WIDTH - _RIGHT - _LEFT) * (amount - low) / (high - low))

    def y(share: float) -> float:
        return _place(_FLOOR - (_FLOOR - _TOP) * share / tallest)

    bars = [
        {"x": x(start), "y": y(share), "width": _place(x(end) - x(start) - 1), "height": _place(_FLOOR - y(share)),
         "colour": _PENALTY if end <= 0 else _BONUS,
         "text": f"{_whole(start, language)} … {_whole(end, language)}: {_percent(share, language)}"}
        for start, end, share in spans
    ]  # fmt: skip
    return {
        "bars": bars,
        "shares": [{"y": y(part), "text": _percent(part, language)} for part in (0.0, tallest / 2, tallest)],
        "amounts": [
            {"x": x(amount), "text": _whole(amount, language)}
            for amount in (low + (high - low) * part / _TICKS for part in range(_TICKS + 1))
        ],
        "marks": [
            _mark(x(spread.at(part)), place, text, spread.at(part), language) for place, (part, text) in enumerate(_MARKED)
        ],
    }


def _mark(x: float, place: int, text: str, amount: float, language: Language) -> dict[str, object]:
    """The amount that so large a part of the years does not exceed; neighbours stand at different heights."""
    anchor = "start" if x < _LEFT + 60 else "end" if x > _WIDTH - 90 else "middle"
    return {"x": x, "top": _TOP - 8 - 15 * (place % 2), "anchor": anchor, "text": f"{text}: {_whole(amount, language)}"}


def _place(value: float) -> float:
    return float(f"{value:.1f}")


def _whole(amount: float, language: Language) -> str:
    return write_number(as_decimal(read_binary(float(amount), 0), 0), language)


def _percent(share: float, language: Language) -> str:
    return f"{write_number(as_decimal(read_binary(100 * share, 1), 1), language)} %"
