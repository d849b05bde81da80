"""What is to be invented: queues with their volumes and habits, months, and the faults that real exports have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Form: TypeAlias = Literal["canonical", "genesys", "five9"]
FORMS: tuple[Form, ...] = ("canonical", "genesys", "five9")


@dataclass(frozen=True, slots=True)
class Desk:
    """One queue at one site, with agents of its own. Durations are seconds, shares are of a thousand."""

    queue: str
    site: str
    per_day: int
    """Contacts on an average working day."""
    opens: int = 8
    closes: int = 22
    talk: tuple[int, int] = (230, 620)
    """Median and sigma (in thousandths) of the talk time."""
    wrap: tuple[int, int] = (38, 700)
    wrap_limit: int | None = None
    """The telephone system ends after-contact work here, ready or not."""
    hold_share: int = 180
    hold: tuple[int, int] = (45, 650)
    patience: int = 150
    occupancy: int = 70
    """How busy the agents are meant to be, in percent: what decides waits and losses."""
    transfers: int = 0
    transfer_to: str = ""
    sales: int = 0
    cases: bool = False
    """Written work: cases wait until someone takes them, and nobody hangs up."""
    weekdays: tuple[int, ...] = (1180, 1040, 1000, 980, 960, 520, 380)
    at_once: int = 1
    """How many chats an agent has at the same time at most."""

    def __post_init__(self) -> None:
        assert 0 <= self.opens < self.closes <= 24, "a desk opens before it closes"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A list of people to call, and who calls them; a dialler calls several at once for an agent. Shares are of a thousand."""

    name: str
    desk: Desk
    records: int
    """People who are put on the list on each working day."""
    lines: int = 3
    """Calls that are made at once for an agent who is free."""
    attempts: int = 5
    live: int = 260
    """How many calls a living person takes."""
    right: int = 700
    """How many of these are the one who decides."""
    sales: int = 120
    """How many of those buy."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What real exports suffer from; how often of a thousand, or how many."""

    stuck: int = 0
    """Calls that were never hung up, each month."""
    duplicates: int = 0
    resent: int = 0
    """Rows that come again later in a newer version; the older one had no after-contact work yet."""
    overlapping: bool = False
    """Two files for each month; the second begins a day before the first ends."""
    exclusions: bool = False
    """An outage that both parties accepted, and one that was rejected, each month."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides the records."""

    desks: tuple[Desk, ...]
    months: tuple[str, ...]
    seed: int
    timezone: str = "Europe/Madrid"
    campaign: str = "care"
    forms: tuple[Form, ...] = FORMS
    faults: Faults = field(default_factory=Faults)
    ivr_ended: int = 50
    identified: int = 620
    repeats: int = 170
    """How many of a thousand identified callers called a few days before."""
    tests: int = 2
    evaluations: int = 6
    """Quality evaluations of each agent and month."""
    mystery_calls: int = 30
    """Mystery calls at each site and month."""
    chats: tuple[Desk, ...] = ()
    campaigns: tuple[Campaign, ...] = ()


REASONS = ("bill", "outage", "contract", "appointment", "order", "complaint")


def desks_of(queues: list[str], sites: list[str], cases: frozenset[str], per_day: int) -> tuple[Desk, ...]:
    """Desks for queues that a contract names: volumes fall from the first to the last, the last queue never closes."""
    calls = [queue for queue in queues if queue not in cases]
    desks = []
    for site in sites:
        for place, queue in enumerate(calls):
            volume = max(10, per_day // (len(sites) * (place + 1)))
            onward = calls[(place + 1) % len(calls)] if len(calls) > 1 else ""
            opens, closes = (0, 24) if place == 1 else (8, 22)
            desks.append(
                Desk(
                    queue,
                    site,
                    volume,
                    opens,
                    closes,
                    talk=(210 + 60 * place, 620),
                    wrap_limit=90 if place else None,
                    transfers=60 if onward else 0,
                    transfer_to=onward,
                    sales=90 if place == 2 else 0,
                )
            )
        for queue in sorted(cases & set(queues)):
            volume = max(10, per_day // len(sites))
            desks.append(Desk(queue, site, volume, closes=18, talk=(800, 450), hold_share=0, occupancy=88, cases=True,
                              weekdays=(1150, 1050, 1000, 1000, 950, 0, 0)))  # fmt: skip
    return tuple(desks)


def chats_of(sites: list[str], per_day: int) -> tuple[Desk, ...]:
    """A desk of chats at each site, whose agents have three at once."""
    volume = max(10, per_day // len(sites))
    return tuple(
        Desk("chat", site, volume, 9, 21, talk=(540, 520), wrap=(35, 500), hold_share=0, patience=120, at_once=3)
        for site in sites
    )


def campaigns_of(sites: list[str], per_day: int) -> tuple[Campaign, ...]:
    """A campaign at each site, with people enough on its list for a month."""
    volume = max(10, per_day // len(sites))
    desks = [
        Desk("outbound", site, volume, 10, 20, talk=(150, 700), wrap=(25, 500), hold_share=0, weekdays=(1000,) * 5 + (0, 0))
        for site in sites
    ]
    return tuple(Campaign(f"offers-{desk.site}", desk, 2 * volume) for desk in desks)
