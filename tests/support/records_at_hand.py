"""Records read in tests: a declaration and files in, tables, account and findings out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from slacontract.findings import Finding
from slacontract.measuring.sources.intake import Intake, TableIntake
from slacontract.measuring.sources.load import Wish, load
from slacontract.parse.records import read_records


@dataclass(frozen=True)
class Read:
    """What came of a declaration and its files."""

    connection: duckdb.DuckDBPyConnection
    intake: Intake
    findings: list[Finding]

    def rows(self, table: str, *columns: str, order: str | None = None) -> list[tuple[Any, ...]]:
        """The rows of a canonical table."""
        listed = ", ".join(f'"{column}"' for column in columns)
        return self.connection.execute(f"SELECT {listed} FROM {table} ORDER BY {order or listed}").fetchall()  # noqa: S608

    def codes(self) -> list[str]:
        """The codes of what stops, and those of the rest behind it."""
        return [f.code.id for f in self.findings if f.stops] + [f.code.id.lower() for f in self.findings if not f.stops]

    @property
    def table(self) -> TableIntake:
        """The account of the only table."""
        (table,) = self.intake.tables.values()
        return table


def read(declaration: str, files: Iterable[Path], **wish: Any) -> Read:
    """Read files as a declaration says; a declaration that cannot be read is a fault of the test."""
    records, findings = read_records(declaration.encode(), "records.yaml")
    assert records is not None, findings
    connection = duckdb.connect()
    intake, findings = load(connection, records, list(files), Wish(**{"salt": "salt", **wish}))
    return Read(connection, intake, findings)


def written(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Files of a test, written into its folder."""
    paths = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return paths


def calls(folder: Path, files: Mapping[str, str | bytes], **keys: str) -> Read:
    """Interactions by the names of our columns; keys of the source as YAML, such as ``timezone="Europe/Madrid"``."""
    said = {"profile": "generic", "export": "interactions", "files": f"[{', '.join(files)}]", **keys}
    declaration = "records:\n  calls:\n" + "".join(f"    {key}: {value}\n" for key, value in said.items())
    return read(declaration, written(folder, files))
