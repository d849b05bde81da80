"""The search for the most that can be won and lost: one KPI after the other, from extreme corners, until nothing is gained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from gmpy2 import mpq

from slacontract.scenarios.candidates import BESIDE
from slacontract.settlement.reading.meaning import how_measured

if TYPE_CHECKING:
    from slacontract.formula.exact import Column
    from slacontract.scenarios.candidates import Coordinate
    from slacontract.scenarios.history import History, Inputs

Profile: TypeAlias = "tuple[mpq | None, ...]"
"""A value for each coordinate; None leaves what was measured."""
Worth: TypeAlias = "Callable[[Profile], mpq]"
SWEEPS: Final = 4
BEYOND: Final = 4
"""How much farther a value is looked at to see whether a scale goes on."""


@dataclass(frozen=True)
class Judged:
    """A history whose results are put in. ``measured`` are the rows that ever have a result."""

    history: History
    coordinates: tuple[Coordinate, ...]

    def inputs(self, index: int, profile: Profile) -> Inputs:
        """The inputs of a period with the results of a profile; what is not judged in a period stays without."""
        found = dict(self.history.calculation.inputs[index])
        for coordinate, value in zip(self.coordinates, profile, strict=True):
            if value is None:
                continue
            for outcome in coordinate.outcomes:
                if outcome.value in found or outcome.value in self._never:
                    found[outcome.value] = value
        return found

    @property
    def _never(self) -> frozenset[str]:
        """Results that were never measured: they are tried in every period."""
        known = {row for given in self.history.calculation.inputs for row in given}
        return frozenset(o.value for c in self.coordinates for o in c.outcomes if o.value not in known)

    def alone(self, index: int, profile: Profile) -> Column:
        """A period by itself with the results of a profile."""
        return self.history.alone(index, self.inputs(index, profile))

    def over(self, columns: Sequence[int], profile: Profile) -> Sequence[Column]:
        """Some periods with the results of a profile, after the others as they were measured."""
        chosen = set(columns)
        inputs = [self.inputs(i, profile) if i in chosen else given for i, given in enumerate(self.history.calculation.inputs)]
        found = self.history.columns(inputs[: max(chosen) + 1])
        return [found[i] for i in columns]

    def corner(self, *, best: bool) -> Profile:
        """Every KPI at the best, or at the worst, of the results that are tried."""
        kpis = self.history.latest.contract.kpis
        found = []
        for coordinate in self.coordinates:
            better = how_measured(kpis[coordinate.kpi]).better  # type: ignore[index]  # a name is a text
            high = (better != "lower") is best
            found.append(coordinate.values[-1 if high else 0])
        return tuple(found)


def searched(
    worth: Worth, coordinates: Sequence[Coordinate], starts: Sequence[Profile], places: Sequence[int] | None = None
) -> Found:
    """The profile with the highest worth that is found, with values as near to the usual as they come to the same.

    ``places`` are the coordinates that are moved; without them all are.
    """
    moved = range(len(coordinates)) if places is None else places
    profile, reached = max((_climbed(worth, coordinates, start, moved) for start in starts), key=lambda one: one[1])
    endless = False
    for place in moved:
        far = coordinates[place].far
        value = profile[place]
        if value is None or value not in far:
            continue
        if worth(replaced(profile, {place: value * BEYOND})) > reached:
            endless = True
            profile = replaced(profile, {place: min((v for v in far if (v > 0) is (value > 0)), key=abs)})
    reached = worth(profile)
    return Found(_eased(worth, coordinates, profile, reached, moved), reached, endless)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. ``endless`` where a result beyond all that was tried is worth more still."""

    profile: Profile
    worth: mpq
    endless: bool


def _climbed(worth: Worth, coordinates: Sequence[Coordinate], start: Profile, places: Sequence[int]) -> tuple[Profile, mpq]:
    profile, reached = start, worth(start)
    for _ in range(SWEEPS):
        before = reached
        for place in places:
            for value in (*coordinates[place].values, *coordinates[place].far):
                tried = replaced(profile, {place: value})
                if tried != profile and (amount := worth(tried)) > reached:
                    profile, reached = tried, amount
        if reached == before:
            break
    return profile, reached


def _eased(worth: Worth, coordinates: Sequence[Coordinate], profile: Profile, reached: mpq, places: Sequence[int]) -> Profile:
    """The same worth by results that are less extreme: nobody needs 100% where 92% pays as much."""
    for place in places:
        value = profile[place]
        if value is not None:
            profile = replaced(profile, {place: _nearest(worth, coordinates[place], place, profile, reached)})
    return profile


def _nearest(worth: Worth, coordinate: Coordinate, place: int, profile: Profile, reached: mpq) -> mpq:
    """The result nearest to the usual that comes to the same; beyond the last edge it is looked for step by step."""
    value, middle = profile[place], coordinate.middle
    assert value is not None, "the caller has seen it"

    def same(tried: mpq) -> bool:
        return worth(replaced(profile, {place: tried})) == reached

    nearer = sorted((v for v in coordinate.values if abs(v - middle) < abs(value - middle)), key=lambda v: abs(v - middle))
    found = next((v for v in nearer if same(v)), value)
    if found not in coordinate.far or not nearer:
        return found
    step = BESIDE.get(coordinate.outcome.unit, mpq(1))
    inside = max((v for v in nearer if (v > middle) is (found > middle)), key=lambda v: abs(v - middle), default=middle)
    low, high = 0, int(abs(found - inside) / step)
    way = step if found > inside else -step
    while high - low > 1:
        half = (low + high) // 2
        low, high = (low, half) if same(inside + way * half) else (half, high)
    return inside + way * high if same(inside + way * high) else found


def replaced(profile: Profile, values: Mapping[int, mpq]) -> Profile:
    """A profile with other values in some places."""
    return tuple(values.get(place, value) for place, value in enumerate(profile))
