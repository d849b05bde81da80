"""What a formula does to arrays of scenarios: the functions that the source of the array face calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from slacontract.formula.calculation import window
from slacontract.formula.nodes import Over
from slacontract.quantities.numbers import Rounding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from slacontract.quantities.periods import Period

Array: TypeAlias = "NDArray[np.float64] | np.float64"
Column: TypeAlias = "dict[str, Array]"

_EDGE: Final = 5e-10
_NOISE: Final = 1e-13
_TIE: Final = 6
_ZERO: Final = np.float64(0)
BLANK: Final = np.float64("nan")
_YES: Final = np.bool_(True)  # noqa: FBT003  # truths of numpy, so that ~ turns them
_NO: Final = np.bool_(False)  # noqa: FBT003


class Columns(list[Column]):
    """The periods computed so far, with running sums of rows that windows look over."""

    def __init__(self) -> None:
        super().__init__()
        self._running: dict[str, list[tuple[Any, Any]]] = {}

    def before(self, row: str, index: int) -> tuple[Any, Any]:
        """The sum of a row over the first ``index`` columns, and in how many of them it has a figure."""
        sums = self._running.setdefault(row, [(_ZERO, _ZERO)])
        while len(sums) <= index:
            value = self[len(sums) - 1].get(row, BLANK)
            total, count = sums[-1]
            sums.append((total + _or_nothing(value), count + _is_known(value)))
        return sums[index]


def _rounded(value: Any, decimals: Any, mode: Rounding) -> Any:
    """Round as the exact face does, after noise far below a coin is taken off; a number of decimals is the same everywhere."""
    scale = np.float64(10.0) ** decimals
    size = np.round(np.absolute(value) * scale, _TIE)
    if mode is Rounding.HALF_UP:
        whole = np.floor(size + 0.5)
    elif mode is Rounding.HALF_EVEN:
        whole = np.rint(size)
    else:
        whole = np.ceil(size) if mode is Rounding.UP else np.floor(size)
    return np.copysign(whole / scale, value)


def _full(value: Any) -> Any:
    return np.floor(np.round(value, _STEPS))


def _started(value: Any) -> Any:
    return np.ceil(np.round(value, _STEPS))


_STEPS: Final = 9
"""Digits to which a count of steps is steady: those of the spreadsheet."""


def _is_known(value: Any) -> Any:
    return ~np.isnan(value)


def _or_nothing(value: Any) -> Any:
    return np.where(np.isnan(value), _ZERO, value)


def _is_true(value: Any) -> Any:
    return ~np.isnan(value) & (value != 0)


def _number(truth: Any) -> Any:
    return np.where(truth, np.float64(1), _ZERO)


def _total(values: Sequence[Any]) -> Any:
    found = _ZERO
    for value in values:
        found = found + _or_nothing(value)
    return found


def _any_known(values: Sequence[Any]) -> Any:
    found: Any = _NO
    for value in values:
        found = found | _is_known(value)
    return found


def _earlier(past: Sequence[Column], index: int, row: str) -> Any:
    return past[index].get(row, BLANK) if index >= 0 else BLANK


def _over(node: Over, current: Any, past: Columns, index: int, periods: Sequence[Period]) -> Any:
    columns = window(periods, node, index)
    if node.how in {"sum", "mean"}:
        (until, many), (since, few) = (past.before(node.row.id, i) for i in (min(columns.stop, index), columns.start))
        total, count = until - since, many - few
        if columns.stop > index and columns:
            total, count = total + _or_nothing(current), count + _is_known(current)
        return total if node.how == "sum" else total / count
    fold = np.fmin if node.how == "lowest" else np.fmax
    found: Any = BLANK
    for place in columns:
        found = fold(found, current if place == index else past[place].get(node.row.id, BLANK))
    return found


def _margin(other: Any) -> Any:
    """How far from a threshold a value still counts as on it: noise of binary numbers, far below any figure of a contract."""
    return np.maximum(_EDGE, np.absolute(other) * _NOISE)


COMPARED: Final = {"<": "below", "<=": "up_to", ">": "above", ">=": "from_on", "=": "on", "<>": "off"}
PLAINLY: Final = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "=": "equal", "<>": "not_equal"}
FUNCTIONS: Final[Mapping[str, object]] = {
    "rounded": _rounded,
    "over": _over,
    "earlier": _earlier,
    "full": _full,
    "started": _started,
    "where": np.where,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "absolute": np.absolute,
    "known": _is_known,
    "any_known": _any_known,
    "is_true": _is_true,
    "number": _number,
    "yes": _YES,
    "no": _NO,
    "total": _total,
    "below": lambda a, b: a - b < -_margin(b),
    "up_to": lambda a, b: a - b <= _margin(b),
    "above": lambda a, b: a - b > _margin(b),
    "from_on": lambda a, b: a - b >= -_margin(b),
    "on": lambda a, b: np.absolute(a - b) <= _margin(b),
    "off": lambda a, b: ~(np.absolute(a - b) <= _margin(b)),
    **{name: getattr(np, name) for name in PLAINLY.values()},
}
"""What the generated source calls."""
