"""What happens in the sample: contacts with their legs, cases, and the states and shifts of agents."""

from __future__ import annotations

from dataclasses import dataclass, field

from slacontract.measuring.sample.plan import Desk


@dataclass(slots=True)
class Agent:
    """One agent and the shift that is running. ``talk`` and ``quality`` are what a person is like, of a thousand."""

    key: str
    name: str
    team: str
    desk: Desk
    number: int
    starts: int
    """Second of the day at which the shift of this person begins."""
    talk: int
    quality: int
    until: int = 0
    """The shift that is running ends."""
    pauses: list[tuple[int, int, str, str]] = field(default_factory=list)
    """Pauses still to come: when they are due, how long, their state and class; the latest first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A shift that is to begin: the agent, until when, and the pauses within it."""

    agent: Agent
    start: int
    until: int
    pauses: tuple[tuple[int, int, str, str], ...]


@dataclass(slots=True)
class Leg:
    """One stretch of a contact at one queue or agent. Instants are seconds since 1970, None where it never came to that."""

    desk: Desk | None
    started: int
    queued: int | None
    answered: int | None = None
    ended: int = 0
    wait: int | None = None
    ring: int | None = None
    ivr: int | None = None
    talk: int | None = None
    hold: int | None = None
    wrap: int | None = None
    outcome: str = ""
    ended_by: str = ""
    agent: Agent | None = None
    transferred_to: str = ""
    disposition: str = ""
    resolved: bool | None = None


@dataclass(slots=True)
class Contact:
    """One contact of a customer, with all its legs in order."""

    id: str
    arrived: int
    desk: Desk
    customer: str
    reason: str
    patience: int
    is_test: bool = False
    legs: list[Leg] = field(default_factory=list)
    stuck: int = 0
    """Seconds that the record shows too many, because nobody hung up."""
    channel: str = "voice"
    direction: str = "inbound"
    campaign: str = ""
    """That of the plan, where it has none of its own."""

    @property
    def answered_legs(self) -> list[Leg]:
        """The legs that an agent answered."""
        return [leg for leg in self.legs if leg.answered is not None]


@dataclass(slots=True)
class Case:
    """One written case."""

    id: str
    desk: Desk
    customer: str
    type: str
    priority: str
    created: int
    agent: Agent | None = None
    begun: int | None = None
    resolved: int | None = None
    reopened: bool = False
    errors: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """An agent in one state."""

    agent: Agent
    state: str
    klass: str
    reason: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A planned or paid stretch; without an agent, hours that were ordered."""

    kind: str
    desk: Desk
    start: int
    end: int
    agent: Agent | None = None
    heads: int = 1


@dataclass(slots=True)
class Listed:
    """One person on the list of a campaign, with what became of the calls. Instants are seconds since 1970."""

    id: str
    campaign: str
    site: str
    loaded: int
    first: int | None = None
    last: int | None = None
    dials: int = 0
    live: bool = False
    right: bool = False
    useful: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What came of a call to the one who decides: ``eligible``, and a ``sale`` where there was one."""

    id: str
    kind: str
    contact: Contact
    listed: Listed
    at: int
    cents: int = 0
    reversed_at: int | None = None


@dataclass(slots=True)
class DayRecords:
    """All that one day brought to an end."""

    contacts: list[Contact] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
