"""Time as rows: facts of the calendar, and the share of an amount that falls on a part of a period."""
