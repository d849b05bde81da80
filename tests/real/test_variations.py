"""The same kind of file as it comes in another month or from another computer: measured as plain Python counts it, or told."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from support.commands import run

DATA = os.environ.get("SLACONTRACT_REAL_DATA", "")
HERE = Path(__file__).parent / "bank"
Row = dict[str, str]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA, reason="SLACONTRACT_REAL_DATA does not name the folder with the public records"),
]
CLOCKS = ("vru_entry", "vru_exit", "q_start", "q_exit", "ser_start", "ser_exit")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (Path(DATA) / "bank_calls_10_days.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted_by_hand(rows: Iterable[Row]) -> dict[str, int]:
    real = [row for row in rows if row["outcome"] != "PHANTOM"]
    served = [row for row in real if row["outcome"] == "AGENT"]
    lost = sum(row["outcome"] == "HANG" and row["q_start"] != "0:00:00" for row in real)
    return {
        "answered": len(served), "abandoned": lost, "ivr": len(real) - len(served) - lost,
        "answered_in_20s": sum(int(row["q_time"]) <= 20 for row in served),
        "wait_answered_s": sum(int(row["q_time"]) for row in served), "talk_s": sum(int(row["ser_time"]) for row in served),
    }  # fmt: skip


def written(rows: list[Row], headings: list[str] | None = None, delimiter: str = ",", **how: str) -> bytes:
    told = io.StringIO()
    writer = csv.DictWriter(told, headings or list(rows[0]), delimiter=delimiter, extrasaction="ignore",
                            lineterminator=how.get("end", "\n"))  # fmt: skip
    writer.writeheader()
    writer.writerows(rows)
    return told.getvalue().encode(how.get("encoding", "utf-8"))


def measured(
    folder: Path, data: bytes, records: Mapping[str, str] | None = None, contract: Mapping[str, str] | None = None
) -> tuple[str, dict[str, int]]:
    """What the verb says, and the counters of all files of measures together."""
    desk = folder / "desk"
    shutil.rmtree(desk, ignore_errors=True)
    (desk / "records").mkdir(parents=True)
    (desk / "records" / "bank_calls_month.csv").write_bytes(data)
    for name, changes in (("records.yaml", records), ("v1.yaml", contract)):
        text = (HERE / name).read_text(encoding="utf-8")
        for old, new in (changes or {}).items():
            assert old in text
            text = text.replace(old, new)
        (desk / name).write_text(text, encoding="utf-8")
    told, found = run("measure", desk), dict.fromkeys(counted_by_hand([]), 0)
    for path in sorted((desk / "measures").glob("*.csv")) if told.exit_code == 0 else ():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found = {name: total + int(row.get(name) or 0) for name, total in found.items()}
    return told.output, found


def changed(rows: list[Row], change: Callable[[Row], Row]) -> list[Row]:
    return [{**row, **change(row)} for row in rows]


def with_fold(more: str) -> dict[str, str]:
    return {"    fold: first\n": f"    fold: first\n    {more}\n"}


def test_other_columns_in_another_order(rows: list[Row], tmp_path: Path) -> None:
    more = changed(rows, lambda _: {"note": 'said "hello; you"', "team": "A"})
    data = written(more, ["note", *reversed(list(rows[0])), "team"], ";", encoding="utf-8-sig", end="\r\n")
    assert measured(tmp_path, data)[1] == counted_by_hand(rows)


def test_rows_that_come_again(rows: list[Row], tmp_path: Path) -> None:
    told, found = measured(tmp_path, written(rows + rows[100:300]))
    assert found == counted_by_hand(rows)
    assert "Not counted again" in told


def test_another_month(rows: list[Row], tmp_path: Path) -> None:
    data = written(changed(rows, lambda row: {"date": row["date"].replace("2010-08", "2011-04")}))
    told, found = measured(tmp_path, data)
    assert found["answered"] == 0
    assert "They run from 2011-04-01 to 2011-04-10." in told
    dates = {"2010-08-01": "2011-04-01", "2010-08-31": "2011-04-30"}
    assert measured(tmp_path, data, contract=dates)[1] == counted_by_hand(rows)


def test_a_night_without_two_o_clock(rows: list[Row], tmp_path: Path) -> None:
    """Clocks went forward on the first of April 2011: calls of the hour that never was are told, not moved."""
    data = written(changed(rows, lambda row: {"date": row["date"].replace("2010-08", "2011-04")}))
    gone = {"2010-08-01": "2011-03-01", "2010-08-31": "2011-04-30"}
    moved = changed(rows, lambda row: {"date": row["date"].replace("2010-08", "2011-04"), "vru_entry": "2:10:00"})
    assert "never was in Asia/Jerusalem" in measured(tmp_path, written(moved), contract=gone)[0]
    assert measured(tmp_path, data, contract=gone)[1] == counted_by_hand(rows)


def test_numbers_as_a_spanish_computer_writes_them(rows: list[Row], tmp_path: Path) -> None:
    def spanish(row: Row) -> Row:
        return {name: f"{int(row[name]):,}".replace(",", ".") for name in ("vru_time", "q_time", "ser_time")}

    data = written(changed(rows, spanish), None, ";")
    assert "R610" in measured(tmp_path, data)[0]
    declared = with_fold("numbers: {decimal: comma, thousands: point}")
    assert measured(tmp_path, data, declared)[1] == counted_by_hand(rows)


def test_names_in_the_letters_of_windows(rows: list[Row], tmp_path: Path) -> None:
    data = written(changed(rows, lambda row: {"type": f"Señal {row['type']}"}), encoding="cp1252")
    assert "encoding: cp1252" in measured(tmp_path, data)[0]
    assert measured(tmp_path, data, with_fold("encoding: cp1252"))[1] == counted_by_hand(rows)


def test_a_clock_of_twelve_hours_and_days_first(rows: list[Row], tmp_path: Path) -> None:
    def twelve(row: Row) -> Row:
        told = {"date": "/".join(reversed(row["date"].split("-")))}
        for name in CLOCKS:
            hour, rest = row[name].split(":", 1)
            told[name] = f"{int(hour) % 12 or 12}:{rest} {'AM' if int(hour) < 12 else 'PM'}"
        return told

    declared = {"'0:00:00'": "'12:00:00 AM'", '"0:00:00"': '"12:00:00 AM"'} | with_fold("time: DD/MM/YYYY h:mm:ss A")
    data = written(changed(rows, twelve))
    assert "both can be meant" in measured(tmp_path, data)[0]
    assert measured(tmp_path, data, declared)[1] == counted_by_hand(rows)


def test_a_total_at_the_end(rows: list[Row], tmp_path: Path) -> None:
    total = dict.fromkeys(rows[0], "") | {"vru+line": "Total", "ser_time": "99999"}
    data = written([*rows, total])
    assert "leave_out" in measured(tmp_path, data)[0]
    rule = "      - {when: {outcome: PHANTOM}"
    mended = measured(tmp_path, data, {rule: '      - {when: {"vru+line": Total}, because: total of the file}\n' + rule})
    assert mended[1] == counted_by_hand(rows)


def test_columns_that_nothing_fills(rows: list[Row], tmp_path: Path) -> None:
    told, found = measured(tmp_path, written(changed(rows, lambda _: {"customer_id": "0", "server": "NO_SERVER"})))
    assert found == counted_by_hand(rows)
    assert "Nothing fills these columns: customer_key, agent_key" in told
