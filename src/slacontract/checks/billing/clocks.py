"""C211 and C227: premiums of hours that are told by the clock, and the time zones of calendars."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import available_timezones

from slacontract.checks.hours import hours_sound
from slacontract.findings import Finding, finding, nearest
from slacontract.model.billing.lines import Priced
from slacontract.model.contract import Contract


def premium_hours(contract: Contract) -> Iterator[Finding]:
    """What a premium is due for is a stretch of the day, days, or both."""
    for line in contract.billing.values():
        for name, premium in (line.premiums if isinstance(line, Priced) else {}).items():
            if premium.when is not None:
                if premium.quantity in contract.figures:
                    what = f"'{premium.quantity}' is computed, and '{name}' is told by the hour of a measure."
                    yield finding("C227", premium.quantity.at, what, "Name the measure, such as productive_h.")
                yield from hours_sound(contract, str(name), premium.when, "due", "C227")
    for name, calendar in contract.calendars.items():
        if calendar.timezone is not None and calendar.timezone not in available_timezones():
            what = f"The clock of calendar '{name}' is '{calendar.timezone}', which is no time zone."
            yield finding("C211", calendar.timezone.at, what, nearest(calendar.timezone, available_timezones()))
