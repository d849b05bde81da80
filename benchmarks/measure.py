"""Ten million interactions to monthly measures by queue: ours, hand-written SQL, and the scripts that people write.

Ours twice: counting alone, of records that are canonical already; and the whole way of ``slacontract measure``, from files as
they come, which are hashed, read, checked cell by cell and searched for duplicates before they are counted.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path

from benchmarks.contenders import Race
from slacontract.measuring.counting.choices import Asked
from slacontract.measuring.counting.count import Counted, count
from slacontract.measuring.counting.engines.embedded import Embedded, connect
from slacontract.measuring.run import Run
from slacontract.model.counting import Counting
from slacontract.quantities.periods import Every, Schedule
from slacontract.workflow.files import find_contracts
from slacontract.workflow.measuring import Wish, measure_folder

MILLION = 1_000_000
FIELDS = ("answered", "abandoned", "answered_in_20s", "abandoned_in_5s", "wait_answered_s", "talk_s", "hold_s", "wrap_s",
          "handle_by_60_60_s", "handle_to_390_s")  # fmt: skip
PERIODS = Schedule(Every.MONTH, 1, date(2026, 1, 1), date(2026, 6, 30), date(2026, 1, 1)).periods()
ZONE = "Europe/Madrid"

ROWS = """
SELECT
  'c' || lpad(CAST(i AS VARCHAR), 10, '0') AS contact_id, 1::BIGINT AS leg_no, 'voice' AS channel,
  ['care', 'tech', 'sales', 'billing', 'orders', 'retention', 'premium', 'backup'][1 + CAST(hash(i) % 8 AS INT)] AS queue,
  CAST(hash(i + 5) % {customers} AS VARCHAR) AS customer_key,
  TIMESTAMP '2025-12-31 23:00:00' + to_seconds(CAST(hash(i + 1) % 15638400 AS BIGINT)) AS started_at,
  started_at AS queued_at,
  CAST(hash(i + 2) % 90 * (hash(i + 3) % 3) AS BIGINT) AS wait_s,
  CASE WHEN hash(i + 4) % 10 < 9 THEN 'answered' ELSE 'abandoned' END AS outcome,
  CASE WHEN outcome = 'answered' THEN CAST(20 + hash(i + 6) % 580 AS BIGINT) END AS talk_s,
  CASE WHEN outcome = 'answered' THEN CAST(hash(i + 7) % 40 AS BIGINT) END AS hold_s,
  CASE WHEN outcome = 'answered' THEN CAST(hash(i + 8) % 60 AS BIGINT) END AS wrap_s
FROM range({first}, {last}) r(i)
"""


def generate(folder: Path, rows: int, kind: str = "parquet", parts: int = 1) -> Path:
    """Rows as Parquet files or as a CSV file, in a folder of their own."""
    target = folder / f"{kind}-{rows}"
    target.mkdir(parents=True, exist_ok=True)
    connection = connect(memory="1500MB", spill=folder)
    options = "FORMAT parquet" if kind == "parquet" else "FORMAT csv, HEADER"
    for part in range(parts):
        first, last = rows * part // parts, rows * (part + 1) // parts
        text = ROWS.format(first=first, last=last, customers=max(1, rows // 5))
        connection.execute(f"COPY ({text}) TO '{target}/{part}.{kind}' ({options})")
    return target


def read_of(source: Path) -> str:
    """How the embedded engine reads the files."""
    if source.name.startswith("csv"):
        whole = ", ".join(f"'{name}': 'BIGINT'" for name in ("leg_no", "wait_s", "talk_s", "hold_s", "wrap_s"))
        return f"read_csv('{source}/*.csv', types={{{whole}, 'customer_key': 'VARCHAR'}})"
    return f"read_parquet('{source}/*.parquet')"


def ours(source: Path, fields: tuple[str, ...] = FIELDS, spill: Path | None = None) -> Counted:
    """What slacontract does once the records are canonical: here in Parquet files."""
    connection = connect(spill=spill)
    connection.execute(f"CREATE VIEW interactions AS SELECT * FROM {read_of(source)}")  # noqa: S608
    counting = Counting(contacts="arrival", repeats_by="customer")
    return count(Embedded(connection), Asked(fields, frozenset({"queue"}), PERIODS, ZONE), counting)


def whole_way(source: Path) -> Run | None:
    """``slacontract measure`` of a folder with these files: from the contract and its records.yaml to measures."""
    home = source.parent / f"home-{source.name}"
    kind = source.name.partition("-")[0]
    (home / "records").mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        link = home / "records" / f"calls-{file.name}"
        if not link.exists():
            link.symlink_to(file)
    declared = f'{{profile: generic, export: interactions, files: "calls-*.{kind}", timezone: UTC}}'
    (home / "records.yaml").write_text(f"records:\n  calls: {declared}\n", encoding="utf-8")
    shutil.copy(Path(__file__).parent / "ten_counters.yaml", home / "v1.yaml")
    folders, _ = find_contracts(home)
    run, findings = measure_folder(folders[0], Wish())
    assert run is not None, findings
    return run


def by_hand(source: Path) -> object:
    """The SQL that somebody would write for the same table."""
    return (
        connect()
        .execute(f"""
        WITH c AS (
          SELECT *, COALESCE(talk_s, 0) + COALESCE(hold_s, 0) + COALESCE(wrap_s, 0) AS handle_s,
            CASE WHEN queued_at < '2026-01-31 23:00:00' THEN '2026-01' WHEN queued_at < '2026-02-28 23:00:00' THEN '2026-02'
              WHEN queued_at < '2026-03-31 22:00:00' THEN '2026-03' WHEN queued_at < '2026-04-30 22:00:00' THEN '2026-04'
              WHEN queued_at < '2026-05-31 22:00:00' THEN '2026-05' ELSE '2026-06' END AS period
          FROM {read_of(source)}
        )
        SELECT period, queue,
          SUM(CASE WHEN outcome = 'answered' THEN 1 ELSE 0 END) AS answered,
          SUM(CASE WHEN outcome = 'abandoned' THEN 1 ELSE 0 END) AS abandoned,
          SUM(CASE WHEN outcome = 'answered' AND wait_s <= 20 THEN 1 ELSE 0 END) AS answered_in_20s,
          SUM(CASE WHEN outcome = 'abandoned' AND wait_s <= 5 THEN 1 ELSE 0 END) AS abandoned_in_5s,
          SUM(CASE WHEN outcome = 'answered' THEN wait_s ELSE 0 END) AS wait_answered_s,
          SUM(talk_s) AS talk_s, SUM(hold_s) AS hold_s, SUM(wrap_s) AS wrap_s,
          SUM(CASE WHEN outcome = 'answered' THEN CEIL(handle_s / 60.0) * 60 ELSE 0 END) AS handle_by_60_60_s,
          SUM(CASE WHEN outcome = 'answered' THEN LEAST(handle_s, 390) ELSE 0 END) AS handle_to_390_s
        FROM c GROUP BY period, queue ORDER BY period, queue
    """)  # noqa: S608
        .fetchall()
    )


def with_pandas(source: Path) -> object:
    """A pandas script as analysts write it."""
    import pandas as pd  # noqa: PLC0415  # a contender, loaded in its turn

    files = sorted(source.iterdir())
    frames = [pd.read_parquet(f) if f.suffix == ".parquet" else pd.read_csv(f, parse_dates=["queued_at"]) for f in files]
    c = pd.concat(frames) if len(frames) > 1 else frames[0]
    c["period"] = c["queued_at"].dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.strftime("%Y-%m")
    is_answered, is_lost = c["outcome"] == "answered", c["outcome"] == "abandoned"
    handle = c[["talk_s", "hold_s", "wrap_s"]].sum(axis=1)
    columns = {
        "answered": is_answered, "abandoned": is_lost, "answered_in_20s": is_answered & (c["wait_s"] <= 20),
        "abandoned_in_5s": is_lost & (c["wait_s"] <= 5), "wait_answered_s": c["wait_s"].where(is_answered, 0),
        "talk_s": c["talk_s"], "hold_s": c["hold_s"], "wrap_s": c["wrap_s"],
        "handle_by_60_60_s": -(-handle // 60) * 60, "handle_to_390_s": handle.clip(upper=390),
    }  # fmt: skip
    return c[["period", "queue"]].assign(**columns).groupby(["period", "queue"]).sum()


def with_polars(source: Path) -> object:
    """A lazy polars query, streaming."""
    import polars as pl  # noqa: PLC0415  # a contender, loaded in its turn

    pattern = f"{source}/*"
    c = pl.scan_parquet(pattern) if source.name.startswith("parquet") else pl.scan_csv(pattern, try_parse_dates=True)
    answered, lost = pl.col("outcome") == "answered", pl.col("outcome") == "abandoned"
    handle = pl.sum_horizontal("talk_s", "hold_s", "wrap_s")
    period = pl.col("queued_at").dt.replace_time_zone("UTC").dt.convert_time_zone(ZONE).dt.strftime("%Y-%m")
    return c.group_by(period.alias("period"), "queue").agg(
        answered.sum().alias("answered"), lost.sum().alias("abandoned"),
        (answered & (pl.col("wait_s") <= 20)).sum().alias("answered_in_20s"),
        (lost & (pl.col("wait_s") <= 5)).sum().alias("abandoned_in_5s"),
        pl.col("wait_s").filter(answered).sum().alias("wait_answered_s"),
        pl.col("talk_s", "hold_s", "wrap_s").sum(),
        (-((-handle) // 60) * 60).sum().alias("handle_by_60_60_s"),
        handle.clip(upper_bound=390).sum().alias("handle_to_390_s"),
    ).collect(engine="streaming")  # fmt: skip


OTHERS: Mapping[str, Callable[[Path], object]] = {
    "hand-written SQL on DuckDB": by_hand, "polars, streaming": with_polars, "pandas": with_pandas,
}  # fmt: skip
ABOUT = (
    "Ten million interactions to ten counters by month and queue, increments and a cap of each contact among them. "
    "`slacontract measure` is the whole way from the files: contract and records.yaml are read, each file is hashed, each cell "
    "read as declared, ids are searched for duplicates, doubtful units and stuck calls, and then it is counted. The others trust "
    "the files."
)
ALONE = (
    " The line before it is the counting alone, of records that are canonical already: it looks at them first, and says of which "
    "nobody knows whether they count. Aim for it: within 1.1 x."
)
SIZES = (1, 2, 5, 10)


@cache
def folder() -> Path:
    """Where the generated files lie until this process ends."""
    made = Path(tempfile.mkdtemp(prefix="records"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def races(rounds: int = 3) -> list[Race]:
    """Ours beside the others, on Parquet and on CSV; and ours on more and more rows."""
    return [
        Race(
            "Ten million records in Parquet files",
            ABOUT + ALONE,
            "hand-written SQL on DuckDB",
            _of("parquet", {**OTHERS, "slacontract, counting alone": ours, "slacontract measure": whole_way}),
            rounds=rounds + 2,
        ),
        Race(
            "Ten million records in CSV files",
            ABOUT,
            "hand-written SQL on DuckDB",
            _of("csv", {**OTHERS, "slacontract measure": whole_way}),
            rounds=rounds,
        ),
        Race(
            "Counting more records",
            "Time for a million rows of Parquet: a ratio of 1 means that ten times the rows cost ten times as much.",
            "1 million",
            {f"{n} million": partial(ours, generate(folder(), n * MILLION)) for n in SIZES},
            rounds=rounds,
            per_run={f"{n} million": n for n in SIZES},
            unit="million rows",
        ),
    ]


def _of(kind: str, contenders: Mapping[str, Callable[[Path], object]]) -> dict[str, Callable[[], object]]:
    source = generate(folder(), 10 * MILLION, kind)
    return {title: partial(run, source) for title, run in contenders.items()}


def memory(rows: int = 100 * MILLION) -> str:
    """The most memory that counting so many rows takes, in a process of its own, and with windows of repeats."""
    source = generate(folder(), rows, parts=10)
    lines = [f"## Counting {rows // MILLION} million records", "", "| counters | most memory, MB |", "| --- | ---: |"]
    for title, more in (("ten, by month and queue", ()), ("and repeats of the same customer", REPEATS)):
        command = [sys.executable, "-m", "benchmarks.measure", str(source), *more]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        lines.append(f"| {title} | {int(found.stdout):,} |")
    return "\n".join(lines)


REPEATS = ("fcr_eligible_24h", "fcr_no_repeat_24h")


def most_memory() -> int:
    """The most memory that this process has held, in MB; the system's own figure would count that of the one who started it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise RuntimeError


if __name__ == "__main__":
    ours(Path(sys.argv[1]), (*FIELDS, *sys.argv[2:]), Path(sys.argv[1]))
    print(most_memory())
