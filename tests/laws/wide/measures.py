"""Measures of a deal: figures of a contact centre whose ratios are often whole percentages, so that edges are hit."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from laws.strategies import decimal
from laws.wide.terms import QUEUES, Row, Terms, Tree

MAY_BE_MISSING = (
    ("answered_in_20s",),
    ("cases_right", "cases_checked"),
    ("surveys", "surveys_satisfied"),
    ("complaints",),
    ("wait_s",),
    ("down_min",),
)


def rows(t: Terms, versions: list[Tree]) -> Iterator[Row]:
    """Every month of the term, queue by queue; calls and days where a line looks at them; an index and an exchange rate."""
    said = str(versions)
    months = [f"{2026 + n // 12}-{n % 12 + 1:02}" for n in range(t.months)]
    settled = months if t.happens(60) else months[: t.whole(3, t.months)]
    level = 1000
    index = Fraction(1225, 10)
    for month in settled:
        for queue in QUEUES:
            if queue != "tech" or "tech" in said or t.happens(92):
                yield _known(queue_row(t, month, queue, t.pick((level, level, level + 500, 2 * level))), said)
        if "calls" in t.extras:
            yield from (_known(row, said) for row in call_rows(t, month))
        if "days" in t.extras:
            yield from ({"date": f"{month}-{day:02}", "chat_s": str(chats * t.pick((240, 300, 330, 360))), "chats": str(chats)}
                        for day, chats in ((n * 3, t.whole(2, 20)) for n in range(1, t.whole(2, 5))))  # fmt: skip
        if "cpi" in t.extras:
            yield {"period": month, "cpi_index": decimal(index)}
            index += Fraction(t.whole(-5, 20), 10)
        if "usd" in t.extras:
            yield {"period": month, "usd_price": decimal(Fraction(t.whole(900, 1150) * 10 + t.whole(1, 9), 10_000))}
        level = t.pick((500, 1000, 1500, 2000, 3000))


def _known(row: Row, said: str) -> Row:
    """Only columns that the contract reads; any other would be refused, as a misspelt heading is."""
    import re  # noqa: PLC0415

    return {
        name: text
        for name, text in row.items()
        if name in {"period", "queue", "date", "contact"} or name in USUAL or re.search(rf"\b{name}\b", said)
    }


USUAL = {
    "offered",
    "answered",
    "talk_s",
    "hold_s",
    "wrap_s",
    "productive_h",
    "paid_h",
    "busy_h",
    "ordered_h",
    "surveys",
    "surveys_satisfied",
    "sales",
    "sales_verified",
    "answered_in_20s",
    "recovered_amount",
}


def queue_row(t: Terms, month: str, queue: str, answered: int) -> Row:
    checked = t.pick((100, 200, 400))
    surveys = t.pick((20, 25, 50, 100, 200))
    hours = t.pick((150, 160, 200))
    row = {
        "offered": str(answered + t.pick((0, 0, 100, 37))),
        "answered": str(answered),
        "answered_in_20s": str(answered * t.whole(68, 99) // 100),
        "wait_s": str(answered * t.whole(10, 60, 5)),
        "talk_s": str(answered * t.pick((200, 240, 270, 300, 317))),
        "hold_s": str(answered * t.pick((0, 10, 30))),
        "wrap_s": str(answered * t.pick((0, 30, 60))),
        "test_s": str(t.pick((0, 600, 1234))),
        "repeated": str(t.pick((0, 50, 113))),
        "cases_checked": str(checked),
        "cases_right": str(checked * t.whole(70, 100) // 100),
        "surveys": str(surveys),
        "surveys_satisfied": str(surveys * t.whole(68, 100) // 100),
        "complaints": str(t.whole(0, 20)),
        "down_min": str(t.pick((0, 5, 10, 12))),
        "productive_h": str(hours),
        "paid_h": str(hours + 20),
        "busy_h": decimal(Fraction((hours + 20) * t.whole(70, 95), 100)),
        "ordered_h": str(t.pick((hours, 150, 180))),
        "night_h": str(t.whole(10, 40)),
        "sunday_h": str(t.whole(10, 40)),
        "night_sunday_h": str(t.whole(0, 10)),
        "agents": str(t.pick((90, 95, 100, 105, 110, 120))),
        "sales": str(t.whole(100, 1000, 50)),
        "sales_verified": str(t.whole(0, 100, 10)),
        "forecast_offered": str(t.pick((answered, 1000, 2000, answered * 10 // 11 or 1))),
        "telephony_amount": decimal(Fraction(t.whole(50_000, 200_000), 100)),
        "recovered_amount": decimal(Fraction(t.whole(0, 30_000, 500))),
        "plan_amount": str(t.whole(5000, 20_000, 500)),
        "staff_fte": decimal(Fraction(t.whole(20, 90), 4)),
    }
    for names in MAY_BE_MISSING:
        if t.happens(4):
            for name in names:
                row.pop(name, None)
    return {"period": month, "queue": queue, **row}


def call_rows(t: Terms, month: str) -> Iterator[Row]:
    for number in range(1, t.whole(2, 7)):
        yield {
            "date": f"{month}-{t.whole(1, 28):02}",
            "contact": f"c{number * t.pick((1, 3, 7)) + 100 * number}",
            "calls": "1",
            "call_s": str(t.pick((0, 12, 20, 30, 60, 61, 119, 120, 150, 301))),
            "notes_s": str(t.pick((0, 0, 10, 30))),
        }
