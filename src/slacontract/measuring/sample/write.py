"""Writes the records of a plan as they come about, the truth beside them, and what is odd in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, Final

from slacontract.measuring.sample import canonical, vendors
from slacontract.measuring.sample.aftermath import Aftermath, exclusions, part_of
from slacontract.measuring.sample.chats import Chats
from slacontract.measuring.sample.clock import days_of
from slacontract.measuring.sample.days import Day, Service
from slacontract.measuring.sample.declared import declaration
from slacontract.measuring.sample.dialler import Dialler
from slacontract.measuring.sample.draws import Draws
from slacontract.measuring.sample.events import Contact
from slacontract.measuring.sample.ledger import Ledger
from slacontract.measuring.sample.plan import Form, Plan
from slacontract.measuring.sample.quality import FORMS, Quality, form_text

TRUTH: Final = ("queue", "site", "part", "measure", "value")
ODDITIES: Final = ("contact_id", "what", "queue", "site", "seconds_too_many", "handle_s")


class Files:
    """CSV files that are open for writing, by name; each begins with its heading."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.open: dict[str, Any] = {}

    def write(self, name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Append rows to a file."""
        writer = self.open.get(name)
        if writer is None:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            writer = csv.writer(self.stack.enter_context(path.open("w", encoding="utf-8", newline="")), lineterminator="\n")
            writer.writerow(heading)
            self.open[name] = writer
        writer.writerows(rows)

    def copy(self, name: str, data: bytes) -> None:
        """Write a file whole."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.open[name] = None


def write_sample(plan: Plan, folder: Path) -> list[Path]:
    """Write everything below a folder; return the files, in order of name."""
    with ExitStack() as stack:
        files = Files(folder, stack)
        service = Service(plan)
        _Scribe(plan, service, files).write()
        return sorted(folder / name for name in files.open)


class _Scribe:
    """Writes one day after the other, and keeps the ledger."""

    def __init__(self, plan: Plan, service: Service, files: Files) -> None:
        self.plan, self.service, self.files = plan, service, files
        self.ledger = Ledger(service.clock)
        self.aftermath = Aftermath(plan, self.ledger)
        self.quality = Quality(plan, service, self.ledger)
        self.claims = exclusions(plan, service.clock)
        self.flaws = Draws(plan.seed, "flaws")
        numbers = iter(range(5001, 10_000, 500))
        self.chats = [Chats(plan, desk, next(numbers), service.clock, self.ledger) for desk in plan.chats]
        self.diallers = [Dialler(plan, campaign, next(numbers), service.clock, self.ledger) for campaign in plan.campaigns]

    def write(self) -> None:
        self.files.write("oddities.csv", ODDITIES, [])
        for day in self.service.run():
            self._day(day)
            self._more(day.date)
        self._lists()
        self.ledger.close(self.service.clock.midnight(self.service.days[-1]) + 86_400)
        self._table("exclusions", canonical.EXCLUSIONS, map(canonical.exclusion_row, self.claims))
        for month in self.plan.months:
            for name, heading, rows in self.quality.files(month):
                for form in self.plan.forms:
                    self.files.write(self._name(form, f"{name}-{month}"), heading, rows)
        for form_name in FORMS if any(self.quality.by_agent) else ():
            self.files.copy(f"forms/{form_name}.yaml", form_text(form_name))
        self._declare()
        self.files.write("truth-days.csv", ("date", *TRUTH), self.ledger.days())
        self.files.write("truth.csv", ("period", *TRUTH), self.ledger.months())

    def _declare(self) -> None:
        """Beside the records of each form, what they are."""
        alone = len(self.plan.forms) == 1
        for form in self.plan.forms:
            folder = "records" if alone else form
            names = [name.removeprefix(f"{folder}/") for name in self.files.open if name.startswith(f"{folder}/")]
            text = declaration(names, self.plan.timezone, "forms" if alone else "../forms")
            self.files.copy("records.yaml" if alone else f"{form}/records.yaml", text.encode())

    def _day(self, day: Day) -> None:
        records, ledger = day.records, self.ledger
        month = f"{day.date:%Y-%m}"
        for contact in records.contacts:
            ledger.contact(contact, part_of(contact, self.claims))
            self._follow(contact, month)
            self._odd(contact)
            self.quality.see(contact, month)
        self._contacts(day.date, records.contacts)
        for stretch in records.stretches:
            ledger.stretch(stretch)
        for shift in records.shifts:
            ledger.shift(shift)
        for case in records.cases:
            ledger.case(case)
        clock = self.service.clock
        others = [form for form in self.plan.forms if form != "five9"]
        self._table(f"agent_states-{month}", canonical.AGENT_STATES, map(canonical.state_row, records.stretches), others)
        if "five9" in self.plan.forms:
            rows = (vendors.five9_state_row(stretch, clock) for stretch in records.stretches)
            self.files.write(self._name("five9", f"agent-states-{month}"), vendors.FIVE9_STATES, rows)
        self._table(f"schedules-{month}", canonical.SCHEDULES, map(canonical.shift_row, records.shifts))
        self._table(f"tickets-{month}", canonical.TICKETS, map(canonical.ticket_row, records.cases))

    def _more(self, day: date) -> None:
        """Chats and campaigns, in files of their own."""
        month = f"{day:%Y-%m}"
        for stem, name, desks in (("chats", "chat", self.chats), ("dials", "dialler", self.diallers)):
            for desk in desks:
                records = desk.day(day)
                contacts = sorted(records.contacts, key=lambda one: (one.arrived, one.id))
                rows = [row for contact in contacts for row in canonical.contact_rows(contact, self.plan)]
                self._table(f"{stem}-{month}", canonical.INTERACTIONS, rows)
                self._table(f"{name}_states-{month}", canonical.AGENT_STATES, map(canonical.state_row, records.stretches))
                self._table(f"{name}_schedules-{month}", canonical.SCHEDULES, map(canonical.shift_row, records.shifts))
                self._table(f"offers-{month}", canonical.OFFERS, map(canonical.offer_row, records.offers))

    def _lists(self) -> None:
        """The people of each campaign, in the file of the month in which they were put on its list."""
        for dialler in self.diallers:
            for one in dialler.close():
                month = f"{self.service.clock.day(one.loaded):%Y-%m}"
                self._table(f"records-{month}", canonical.RECORDS, [canonical.listed_row(one)])

    def _follow(self, contact: Contact, month: str) -> None:
        survey, sale = self.aftermath.survey(contact), self.aftermath.sale(contact)
        if survey:
            self._table(f"surveys-{month}", canonical.SURVEYS, [canonical.survey_row(survey, self.plan)])
        if sale:
            self._table(f"sales-{month}", canonical.SALES, [canonical.sale_row(sale, self.plan)])

    def _odd(self, contact: Contact) -> None:
        if not (contact.stuck or contact.is_test):
            return
        desk = contact.desk
        handle = sum((leg.talk or 0) + (leg.hold or 0) + (leg.wrap or 0) for leg in contact.legs)
        row = (contact.id, "stuck" if contact.stuck else "test", desk.queue, desk.site, contact.stuck, handle)
        self.files.write("oddities.csv", ODDITIES, [row])

    def _contacts(self, day: date, contacts: list[Contact]) -> None:
        """Into the file of the month, or both halves where they overlap."""
        for name in self._parts(day):
            for form in self.plan.forms:
                heading, stem = _CONTACTS[form]
                self.files.write(self._name(form, f"{stem}-{name}"), heading, self._flawed(self._rows(form, contacts)))

    def _parts(self, day: date) -> list[str]:
        month = f"{day:%Y-%m}"
        if not self.plan.faults.overlapping:
            return [month]
        half = len(days_of(month)) // 2
        return [f"{month}-{part}" for part, fits in (("first", day.day <= half + 1), ("second", day.day >= half)) if fits]

    def _rows(self, form: str, contacts: list[Contact]) -> Iterator[Sequence[object]]:
        for contact in contacts:
            if form == "genesys":
                yield vendors.genesys_row(contact)
            elif form == "five9":
                yield from vendors.five9_rows(contact, self.plan, self.service.clock)
            else:
                if contact.legs[-1].wrap and self.flaws.chance(self.plan.faults.resent):
                    leg = contact.legs[-1]
                    yield canonical.leg_row(contact, leg, len(contact.legs), self.plan, early=True)
                yield from canonical.contact_rows(contact, self.plan)

    def _flawed(self, rows: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
        """Some rows come twice."""
        for row in rows:
            yield row
            if self.flaws.chance(self.plan.faults.duplicates):
                yield row

    def _table(
        self, name: str, heading: Sequence[str], rows: Iterable[Sequence[object]], forms: Sequence[Form] | None = None
    ) -> None:  # fmt: skip
        """A table that is written in the canonical form whatever the calls are written in, or beside these forms of them."""
        held = list(rows)
        if held:
            for form in self.plan.forms if forms is None else forms:
                self.files.write(self._name(form, name), heading, held)

    def _name(self, form: str, name: str) -> str:
        return f"{form}/{name}.csv" if len(self.plan.forms) > 1 else f"records/{name}.csv"


_CONTACTS: Final[dict[str, tuple[Sequence[str], str]]] = {
    "canonical": (canonical.INTERACTIONS, "interactions"),
    "genesys": (vendors.GENESYS, "conversations"),
    "five9": (vendors.FIVE9_CALLS, "calls"),
}
