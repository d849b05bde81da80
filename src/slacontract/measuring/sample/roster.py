"""Who works: agents enough for the volume of each desk, their days off, shifts and pauses."""

from __future__ import annotations

from datetime import date
from math import isqrt
from typing import Final

from slacontract.measuring.sample.clock import LocalClock
from slacontract.measuring.sample.draws import Draws, log_normal, running
from slacontract.measuring.sample.events import Agent, Shift, Turn
from slacontract.measuring.sample.plan import Desk

SHIFT_S: Final = 7 * 3600
CASE_SHIFT_S: Final = 8 * 3600
_PAUSES: Final = ((6300, 900, "Break", "break"), (14_400, 900, "Meal", "break"))
_DAY: Final = ((0, 30), (1, 22), (4, 14), (7, 34))
"""Hours after opening at which shifts begin on a desk of 14 hours, and how many of a hundred: after the curve of the day."""
_SMALL: Final = 10
"""Fewer heads than that work in two shifts, one after the other."""
_ROUND_THE_CLOCK: Final = ((0, 7), (6, 20), (9, 25), (12, 14), (15, 20), (18, 14))
_FIRST = (
    "Ana",
    "Luis",
    "Marta",
    "Carlos",
    "Elena",
    "Javier",
    "Nuria",
    "Pablo",
    "Irene",
    "Sergio",
    "Olga",
    "Raúl",
    "Inés",
    "Hugo",
    "Noa",
    "Tomás",
    "Alba",
    "Iván",
    "Julia",
    "Óscar",
    "Emma",
    "Jack",
    "Grace",
    "Liam",
    "Sofía",
    "Bruno",
    "Clara",
    "Diego",
)
_LAST = (
    "García",
    "Rojas",
    "Molina",
    "Vega",
    "Serrano",
    "Iglesias",
    "Núñez",
    "Peña",
    "Cano",
    "Bravo",
    "Lorenzo",
    "Salas",
    "Prieto",
    "Murphy",
    "Walsh",
    "Byrne",
    "Ibáñez",
    "Ferrer",
    "Roca",
    "Duarte",
    "Quintero",
    "Acosta",
    "Zamora",
    "Crespo",
)


def hire(desk: Desk, first: int, draws: Draws) -> list[Agent]:
    """The agents of a desk: enough for a working day at its occupancy, and for two days off in seven where it never closes."""
    heads = on_duty(desk)
    starts = _starts(desk)
    sums = running([weight for _, weight in starts])
    agents = []
    for place in range(heads if desk.cases else (heads * 7 + 4) // 5):
        number = first + place
        name = f"{draws.of(_FIRST)} {draws.of(_LAST)}"
        start = starts[place % len(starts) if place < 2 * len(starts) else draws.weighted(sums)][0]
        team = f"{desk.queue}-{desk.site}-{'ab'[place % 2]}"
        agents.append(Agent(f"a{number:04}", name, team, desk, place, start, 850 + draws.below(320), 760 + draws.below(220)))
    return agents


def on_duty(desk: Desk) -> int:
    """How many agents a working day needs."""
    work = sum(log_normal(*desk.talk)) // 2048 + (0 if desk.cases else sum(log_normal(*desk.wrap)) // 2048 + 12)
    productive = shift_of(desk) - sum(length for _, length, _, _ in _PAUSES)
    heads = -(-desk.per_day * work * 100 // (productive * desk.occupancy * desk.at_once))
    # a small desk needs more to spare than a large one, and cases can wait
    return heads if desk.cases else max(4, heads + isqrt(2 * heads))


def shift_of(desk: Desk) -> int:
    """How long a shift at a desk is."""
    return CASE_SHIFT_S if desk.cases else SHIFT_S


def _starts(desk: Desk) -> list[tuple[int, int]]:
    """When shifts of a desk begin, and how many of them, after the curve of arrivals."""
    if desk.cases:
        return [(desk.opens * 3600, 60), (min(desk.opens + 2, max(desk.opens, desk.closes - 8)) * 3600, 40)]
    if desk.closes - desk.opens >= 20:
        return [(hour * 3600, weight) for hour, weight in _ROUND_THE_CLOCK]
    last = max(desk.opens, desk.closes - SHIFT_S // 3600)
    if on_duty(desk) < _SMALL:
        return [(desk.opens * 3600, 50), (last * 3600, 50)]
    return [(min(desk.opens + hour, last) * 3600, weight) for hour, weight in _DAY]


def begin_day(agents: list[Agent], desk: Desk, day: date, clock: LocalClock, draws: Draws) -> tuple[list[Turn], list[Shift]]:
    """Who comes to work at a desk today, and the shifts that were planned, paid, missed and ordered."""
    shifts: list[Shift] = []
    turns: list[Turn] = []
    length = shift_of(desk)
    wanted = 0
    for agent in agents:
        if not _works(agent, desk, day):
            continue
        wanted += 1
        start = clock.at(day, agent.starts)
        shifts.append(Shift("scheduled", desk, start, start + length, agent))
        if draws.chance(30):
            shifts.append(Shift("absent", desk, start, start + length, agent))
            continue
        shifts.append(Shift("paid", desk, start, start + length, agent))
        turns.append(Turn(agent, start, start + length, _pauses(start, draws)))
    if wanted:
        opens = clock.at(day, desk.opens * 3600)
        shifts.append(Shift("ordered", desk, opens, opens + length, None, wanted))
    return turns, shifts


def _works(agent: Agent, desk: Desk, day: date) -> bool:
    """Whether it is a working day of a person: two days off in seven, and fewer people on quiet days."""
    share = desk.weekdays[day.weekday()]
    if desk.cases:
        return share > 0
    if (agent.number + day.toordinal()) % 7 >= 5:
        return False
    return share >= 900 or on_duty(desk) < _SMALL or (agent.number * 389 + day.toordinal() * 97) % 1000 < share


def _pauses(start: int, draws: Draws) -> tuple[tuple[int, int, str, str], ...]:
    pauses = [(start + due + draws.below(900), length + draws.below(60), state, klass) for due, length, state, klass in _PAUSES]
    if draws.chance(60):
        pauses.append((start + 10_800, 3600, "Training", "offphone"))
    elif draws.chance(120):
        pauses.append((start + 10_800, 1800, "Meeting", "offphone"))
    return tuple(sorted(pauses, reverse=True))
