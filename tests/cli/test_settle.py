"""``slacontract settle``: what is printed, where files go, and that nothing is overwritten or half written."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from support.commands import COMMAND, CONTRACTS, environment, process, run, tree

ACME = Path("contracts") / "acme-inbound"
FAULTS = CONTRACTS.parent / "tests" / "faults"
MAY = Path("settlements") / "acme-inbound_2026-05.xlsx"


def labels(workbook: Path) -> set[str]:
    book = openpyxl.load_workbook(workbook, read_only=True)
    return set(book.sheetnames)


def test_one_period_prints_lines_result_and_file(desk: Path) -> None:
    result = run("settle", ACME, "--period", "2026-05")
    assert result.exit_code == 0
    assert not result.stderr
    assert result.stdout.startswith("acme-inbound · Inbound customer care · EUR\nLine ")
    assert re.search(r"^billing\.care +Care and technical support +Annex A 2\.1 +[\d,]+\.\d\d$", result.stdout, re.MULTILINE)
    assert re.search(r"^Period +Billing +Bonus +Penalty +Net +Tax +Gross$", result.stdout, re.MULTILINE)
    assert result.stdout.endswith(f"Written: {MAY}\n\n")
    assert MAY.read_bytes().startswith(b"PK")


def test_a_range_prints_one_row_for_each_period(desk: Path) -> None:
    result = run("settle", ACME, "--period", "2026-05..2026-08")
    assert re.findall(r"^(2026-\d\d) ", result.stdout, re.MULTILINE) == ["2026-05", "2026-06", "2026-07", "2026-08"]
    assert "Annex A 2.1" not in result.stdout
    assert Path("settlements/acme-inbound_2026-05_2026-08.xlsx").is_file()


def test_without_period_all_that_was_measured(desk: Path) -> None:
    result = run("settle", ACME)
    assert len(re.findall(r"^2026-\d\d ", result.stdout, re.MULTILINE)) == 12
    assert Path("settlements/acme-inbound_2026-01_2026-12.xlsx").is_file()


def test_a_folder_of_contracts_writes_one_workbook_for_each(desk: Path) -> None:
    result = run("settle", "contracts", "--period", "2026-05", "--output", "out/may")
    assert result.exit_code == 0
    assert sorted(path.name for path in Path("out/may").iterdir()) == [
        "acme-inbound_2026-05.xlsx", "nova-backoffice_2026-05.xlsx", "orion-sales_2026-05.xlsx",
    ]  # fmt: skip
    assert result.stdout.count("Written: ") == 3


def test_one_bad_contract_and_nothing_is_written_for_any(desk: Path) -> None:
    version = Path("contracts/orion-sales/v1.yaml")
    version.write_text(version.read_text(encoding="utf-8").replace("currency: EUR", "currency: EURO"), encoding="utf-8")
    before = tree(desk)
    result = run("settle", "contracts", "--period", "2026-05")
    assert result.exit_code == 1
    assert "contracts/orion-sales/v1.yaml:" in result.stderr
    assert result.stderr.endswith("1 finding to mend; nothing was written.\n")
    assert not result.stdout
    assert tree(desk) == before


def test_a_second_run_leaves_the_file_untouched(desk: Path) -> None:
    run("settle", ACME, "--period", "2026-05")
    os.utime(MAY, (1_000_000_000, 1_000_000_000))
    before = (MAY.stat().st_mtime_ns, MAY.stat().st_ino, MAY.read_bytes())
    result = run("settle", ACME, "--period", "2026-05")
    assert result.exit_code == 0
    assert result.stdout.endswith(f"Unchanged: {MAY}\n\n")
    assert (MAY.stat().st_mtime_ns, MAY.stat().st_ino, MAY.read_bytes()) == before


def test_another_file_of_that_name_is_left_as_it_is(desk: Path) -> None:
    run("settle", ACME, "--period", "2026-05")
    with MAY.open("ab") as file:
        file.write(b"a note")
    before = tree(desk)
    result = run("settle", "contracts", "--period", "2026-05")
    assert result.exit_code == 1
    assert f"{MAY}: E502 exists" in result.stderr
    assert tree(desk) == before  # nor were the other two contracts written


def test_other_measures_do_not_replace_what_was_settled(desk: Path) -> None:
    run("settle", ACME, "--period", "2026-05")
    measures = ACME / "measures.csv"
    measures.write_text(measures.read_text(encoding="utf-8").replace("2026-05,care,", "2026-05,care,1", 1), encoding="utf-8")
    before = tree(desk)
    result = run("settle", ACME, "--period", "2026-05")
    assert (result.exit_code, "E502 exists" in result.stderr) == (1, True)
    assert tree(desk) == before


def test_spanish_labels(desk: Path) -> None:
    result = run("settle", ACME, "--period", "2026-05", "--language", "es")
    assert re.search(r"^Periodo +Facturación +", result.stdout, re.MULTILINE)
    assert re.search(r"\d\.\d{3},\d\d$", result.stdout, re.MULTILINE)
    spanish = labels(MAY.with_name("acme-inbound_2026-05_es.xlsx"))
    run("settle", ACME, "--period", "2026-05", "--output", "english")
    assert spanish != labels(Path("english") / MAY.name)


def test_measures_that_are_named_take_the_place_of_those_beside_the_contract(desk: Path) -> None:
    header, *rows = (ACME / "measures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    for name, months in {"winter": ("2026-01", "2026-02"), "march": ("2026-03",)}.items():
        Path(f"{name}.csv").write_text("".join([header, *(row for row in rows if row.startswith(months))]), encoding="utf-8")
    result = run("settle", ACME, "--measures", "march.csv", "--measures", "winter.csv")
    assert result.exit_code == 0
    assert re.findall(r"^(2026-\d\d) ", result.stdout, re.MULTILINE) == ["2026-01", "2026-02", "2026-03"]
    whole = run("settle", ACME, "--period", "2026-01..2026-03", "--output", "beside")
    assert result.stdout.splitlines()[:-2] == whole.stdout.splitlines()[:-2]


def test_measures_for_several_contracts_are_misuse(desk: Path) -> None:
    result = run("settle", "contracts", "--measures", ACME / "measures.csv")
    assert result.exit_code == 2
    assert "several here" in result.stderr


def test_two_contracts_of_one_name_do_not_share_a_file(desk: Path) -> None:
    shutil.copytree(ACME, "contracts/acme-copy")
    before = tree(desk)
    result = run("settle", "contracts", "--period", "2026-05")
    assert result.exit_code == 1
    assert f"{MAY}: E502 exists" in result.stderr
    assert "one name" in result.stderr
    assert tree(desk) == before


def test_the_same_bytes_from_another_folder_time_zone_and_hash_seed(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    run("settle", ACME, "--period", "2026-05")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(desk / "contracts", elsewhere / "contracts")
    surroundings = {**environment(), "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "77"}
    command = [*COMMAND, "settle", str(ACME), "--period", "2026-05"]
    subprocess.run(command, cwd=elsewhere, env=surroundings, capture_output=True, check=True)
    assert (elsewhere / MAY).read_bytes() == MAY.read_bytes()


def test_into_a_pipe_it_is_plain_text(desk: Path) -> None:
    done = process("settle", ACME, "--period", "2026-05", cwd=desk)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert not set(done.stdout) & set("┃│━─┏╇")


def test_on_a_terminal_rich_draws_it(desk: Path) -> None:
    leader, follower = pty.openpty()
    surroundings = {**environment(), "TERM": "xterm-256color", "COLUMNS": "140"}
    child = subprocess.Popen([*COMMAND, "settle", str(ACME), "--period", "2026-05"], cwd=desk, env=surroundings, stdout=follower)
    os.close(follower)
    drawn = b""
    try:
        while piece := os.read(leader, 65536):
            drawn += piece
    except OSError:  # how a terminal says that the other side has closed
        pass
    os.close(leader)
    assert child.wait() == 0
    text = drawn.decode()
    assert "┏" in text
    assert "\x1b[31m" in text  # a penalty is red
    assert "acme-inbound" in text


# surroundings that fail


def test_a_folder_that_may_not_be_written_is_told_first(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("settlements").mkdir()
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = run("settle", ACME, "--period", "2026-05")
    assert result.exit_code == 1
    assert "settlements: E503 cannot-write" in result.stderr
    assert list(Path("settlements").iterdir()) == []


@pytest.mark.parametrize("step", ["fsync", "mkstemp", "hardlink_to"])
def test_a_full_disk_leaves_everything_as_it_was(desk: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    run("settle", ACME, "--period", "2026-05")
    before = tree(desk)
    real_link = Path.hardlink_to

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    def second_link(path: Path, target: Path) -> None:
        full() if "orion" in path.name else real_link(path, target)

    if step == "hardlink_to":
        monkeypatch.setattr(Path, "hardlink_to", second_link)
        monkeypatch.setattr(Path, "replace", full)
    else:
        monkeypatch.setattr(os if step == "fsync" else tempfile, step, full)
    result = run("settle", "contracts", "--period", "2026-05")
    assert result.exit_code == 1
    assert "E503 cannot-write" in result.stderr
    assert "No space left on device" in result.stderr
    assert tree(desk) == before  # also the contract that was written first is taken back


def test_a_new_folder_is_taken_back_when_nothing_could_be_written(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = tree(desk)
    monkeypatch.setattr(os, "fsync", full)
    assert run("settle", ACME, "--period", "2026-05", "--output", "a/b/c").exit_code == 1
    assert tree(desk) == before


def test_a_file_that_comes_meanwhile_is_not_overwritten(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def come_meanwhile(_: int) -> None:
        MAY.write_text("of another program", encoding="utf-8")

    monkeypatch.setattr(os, "fsync", come_meanwhile)
    result = run("settle", ACME, "--period", "2026-05")
    assert (result.exit_code, "E502 exists" in result.stderr) == (1, True)
    assert MAY.read_text(encoding="utf-8") == "of another program"
    assert [path.name for path in MAY.parent.iterdir()] == [MAY.name]


def test_a_file_system_without_links(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", unknown)
    assert run("settle", ACME, "--period", "2026-05").exit_code == 0
    assert [path.name for path in MAY.parent.iterdir()] == [MAY.name]


def test_a_text_that_no_cell_can_hold(desk: Path) -> None:
    version = ACME / "v1.yaml"
    long = "x" * 33_000
    version.write_text(version.read_text(encoding="utf-8").replace("Retention desk", long), encoding="utf-8")
    (ACME / "v2.yaml").unlink()
    before = tree(desk)
    result = run("settle", ACME, "--period", "2026-05")
    assert result.exit_code == 1
    assert "W402 workbook-limit" in result.stderr
    assert not result.stdout
    assert tree(desk) == before


# what a slip of the hand must not do


def desk_with(rows: str, name: str = "M304-blank-cell-na", feed: str = "") -> None:
    """A small contract of the fixtures in the working folder, with other measures."""
    shutil.copy(FAULTS / name / "v1.yaml", "v1.yaml")
    Path("measures.csv").write_text(rows, encoding="utf-8")
    if feed:
        Path("feed.yaml").write_text(feed, encoding="utf-8")


@pytest.mark.parametrize(("answered_in_time", "penalty"), [(800_000_000, "0.00"), (799_999_999, "-50,000,000.00")])
def test_a_figure_just_below_an_edge_is_below_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answered_in_time: int,
                                                 penalty: str) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    desk_with(f"period,offered,answered,abandoned,answered_in_20s\n2026-01,1000000000,1000000000,0,{answered_in_time}\n")
    result = run("settle", ".")
    assert result.exit_code == 0
    assert re.search(rf"^2026-01 .* 0\.00 +{penalty} ", result.stdout, re.MULTILINE)


HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "lines of Windows": lambda data: data.replace(b"\n", b"\r\n"),
    "empty lines at the end": lambda data: data + b"\n\r\n\n",
    "empty cells at the end": lambda data: data + b"," * 14 + b"\n",
    "no line end at the end": lambda data: data.rstrip(b"\n"),
    "rows in another order": lambda data: b"\n".join([data.splitlines()[0], *sorted(data.splitlines()[1:])]),
    "quotes around all cells": lambda data: b'"' + data.rstrip(b"\n").replace(b",", b'","').replace(b"\n", b'"\n"') + b'"\n',
}


@pytest.mark.parametrize("slip", sorted(HARMLESS))
def test_what_spreadsheets_and_editors_leave_behind_changes_no_figure(desk: Path, slip: str) -> None:
    before = run("settle", ACME, "--period", "2026-05").stdout
    measures = ACME / "measures.csv"
    measures.write_bytes(HARMLESS[slip](measures.read_bytes()))
    result = run("settle", ACME, "--period", "2026-05", "--output", "again")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:-2] == before.splitlines()[:-2]


def test_the_mark_that_a_finding_proposes_for_a_blank_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk_with("period,offered,answered,answered_in_20s\n2026-01,1000,950,\n", feed="feeds:\n  measures.csv: {missing: ['']}\n")
    assert run("settle", ".").exit_code == 0


@pytest.mark.parametrize("link", ["measures.csv", "nowhere.csv"])
def test_a_link_that_leads_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: str) -> None:
    monkeypatch.chdir(tmp_path)
    desk_with("")
    Path("measures.csv").unlink()
    Path("measures.csv").symlink_to(link)
    result = run("settle", ".")
    assert (result.exit_code, "This link leads to no file." in result.stderr) == (1, True)


MANY: dict[str, Callable[[int], tuple[str, str]]] = {
    "unknown keys": lambda number: ("v1.yaml", "".join(f"key{i}: 1\n" for i in range(number))),
    "figures that are none": lambda number: ("measures.csv", "".join(f"2026-01,q{i},1,x,1\n" for i in range(number))),
    "rows given twice": lambda number: ("measures.csv", "2026-01,care,3,2,1\n" * number),
    "members in two spellings": lambda number: (
        "measures.csv", "".join(f"2026-01,q{i},3,2,1\n2026-01,Q{i},3,2,1\n" for i in range(number)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(MANY))
def test_four_times_the_faults_take_about_four_times_as_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    monkeypatch.chdir(tmp_path)
    times = []
    for number in (500, 2000):
        desk_with("period,queue,offered,answered,answered_in_20s\n", "M303-duplicate-figure-total-beside-parts")
        name, text = MANY[fault](number)
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(text)
        began = time.process_time()
        result = run("settle", ".")
        times.append(time.process_time() - began)
        assert result.exit_code == 1
        assert "\n... and " in result.stderr
    assert times[1] < 10 * times[0] + 1
