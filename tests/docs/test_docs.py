"""The documentation says what is: generated parts are fresh, snippets run, names and figures are those of the program."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import openpyxl
import pytest
from click.testing import CliRunner, Result

from slacontract.checks.contract import check_versions
from slacontract.cli import main
from slacontract.findings import Finding
from slacontract.formula.excel import FUNCTIONS, GUARD
from slacontract.parse.contract import read_contract
from slacontract.parse.feed import read_feeds
from slacontract.parse.measures import read_measures
from slacontract.parse.records import read_records
from slacontract.render.findings_text import write_findings
from slacontract.render.workbook.invoice import COLUMNS, SCHEMA
from slacontract.settlement.wanted import wanted_by

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("contracts/*/README.md")])
FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(name: str | Path) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def snippets(kind: str) -> list[object]:
    """Every fenced block of a kind, with the page it stands on and its number there."""
    return [
        pytest.param(text, id=f"{page.relative_to(ROOT)}#{number}")
        for page in PAGES
        for number, (found, text) in enumerate(FENCE.findall(read(page)), 1)
        if found == kind
    ]


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """A folder with the sample contracts, to be the working folder."""
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def run(command: str) -> Result:
    result = CliRunner().invoke(main, shlex.split(command, comments=True)[1:])
    different = int(command.startswith("slacontract diff"))  # as other programs that compare: 1 where there is a difference
    assert result.exit_code in {0, different}, f"{command}\n{result.output[:2000]}"
    return result


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# generated parts


def test_generated_parts_are_fresh() -> None:
    assert generator().stale() == [], "run: python docs/generate.py"


def test_every_sentence_of_texts_is_about_something() -> None:
    generate = generator()
    nouns = {noun.__name__: noun for noun in (*generate.NOUNS, *generate.FEED_NOUNS, *generate.RECORDS_NOUNS)}
    owners = {owner.__name__: owner for noun in nouns.values() for owner in noun.__mro__}
    for key in (*generate.TEXTS["fields"], *generate.TEXTS["required"]):
        owner, _, name = key.partition(".")
        assert name in owners[owner].model_fields, key
    assert set(generate.FINDING_TEXTS) == set(generate.CODES)


# the README


def test_the_first_blocks_of_the_readme_are_one_command_line_each() -> None:
    blocks = [text for kind, text in FENCE.findall(read("README.md")) if kind == "sh"]
    assert [len(block.splitlines()) for block in blocks[:2]] == [1, 1]
    assert FENCE.findall(read("README.md"))[0][0] == "sh"
    assert "settle contracts/acme-inbound --period 2026-05" in blocks[0]
    assert "-m pytest" in blocks[1]
    assert "[dev]" in blocks[1]
    assert "\ndev = [" in read("pyproject.toml").partition("[project.optional-dependencies]")[2]


def test_the_readme_shows_what_is_printed(clone: Path) -> None:
    shown = next(text for kind, text in FENCE.findall(read("README.md")) if kind == "text")
    printed = run("slacontract settle contracts/acme-inbound --period 2026-05").output
    assert shown.rstrip() == printed.partition("Written:")[0].rstrip()
    assert "Written: settlements/acme-inbound_2026-05.xlsx" in printed.replace(os.sep, "/")


def test_the_readme_lists_the_sheets_in_their_order(clone: Path) -> None:
    run("slacontract settle contracts/acme-inbound --period 2026-05")
    book = openpyxl.load_workbook("settlements/acme-inbound_2026-05.xlsx")
    table = read("README.md").partition("## What comes out")[2].partition("\n\nEvery amount")[0]
    assert re.findall(r"^\| ([A-Z]\w+) \|", table, flags=re.MULTILINE) == book.sheetnames
    assert re.findall(r"^\*\*(\w+)\*\*", read("docs/workbook.md"), flags=re.MULTILINE)[: len(book.sheetnames)] == book.sheetnames
    names = {name.replace("_2026_05", "") for name in book.defined_names}
    told = read("docs/workbook.md").partition("Cells that can be found by name:")[2].partition("\n\n")[0]
    assert names == {name.removesuffix("_2026_05") for name in re.findall(r"`(\w+)`", told)}


def test_no_host_and_no_machine_is_named() -> None:
    for page in PAGES:
        assert not re.search(r"://|(?:^|[\s`'\"(])/[a-z]+/[a-z]", read(page)), page


# the workbook page


def test_the_invoice_schema_is_documented() -> None:
    text = read("docs/workbook.md").partition("## The Invoice sheet")[2].partition("## ")[0]
    assert f"Schema version {SCHEMA} " in text
    assert tuple(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)) == COLUMNS


def test_the_functions_and_guard_digits_are_documented() -> None:
    listed = read("docs/workbook.md").partition("The functions used are")[2].partition("which")[0]
    assert set(re.findall(r"[A-Z]{2,}", listed)) == FUNCTIONS
    assert f"rounded to {GUARD} digits" in read("docs/workbook.md")


# links


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", read(page), flags=re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", FENCE.sub("", read(page))):
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), target
        assert not anchor or anchor in anchors(other), target


# snippets


@pytest.mark.parametrize("text", snippets("sh"))
def test_commands_run(text: str, clone: Path) -> None:
    for line in text.splitlines():
        if line.startswith("slacontract"):
            if "desk" in line and not Path("desk").exists() and " new " not in line:
                run("slacontract new desk --year 2026")
            run(line)
        elif "bin/slacontract" in line:
            run(line.rpartition("bin/")[2])
        else:
            assert "python" in line or "ruff" in line, line


@pytest.mark.parametrize("text", snippets("python"))
def test_python_runs(text: str, clone: Path) -> None:
    scope: dict[str, object] = {}
    for _ in range(2):  # also a second time, when all rooms have been imported
        exec(compile(text, "snippet", "exec"), scope)  # noqa: S102  # our own documentation
    assert len(scope["frame"]) == 13  # type: ignore[arg-type]


WHOLE: Final[str] = next(text for kind, text in FENCE.findall(read("docs/language.md")) if text.startswith("contract:"))
MORE_KPIS: Final = """\
  utilisation:
    {clause: B 8, kpi: utilisation, variant: {used: busy, of: paid}, where: {team: back-office}}
  productivity: {clause: B 9, kpi: productivity, variant: {of: cases, per: paid_hour}}
  csat: {clause: B 10, kpi: csat, variant: {method: top_box}}
  answer_speed:
    clause: B 11
    kpi: asa
    variant: {of: all_answered}
    per_unit: {step: 1 s, above: 30 s, pay: -500, count: exact}
    missing: neutral
"""
OF_A_KPI: Final = {
    "bands": "kpi: aht\n    variant: {hold: included, wrap: included, unit_of_count: contact}",
    "curve": "kpi: answer_rate\n    variant: {abandons: all_offered}",
    "pay": "formula: late_amount\n    unit: money\n    better: lower",
    "per_unit": "kpi: asa\n    variant: {of: all_answered}",
    "slabs": "formula: failures_found\n    unit: count\n    better: lower",
    "matrix": "kpi: answer_rate\n    variant: {abandons: all_offered}",
}
CARE: Final = "  care: {model: per_minute, clause: A 2, minutes: handle, rate: 1, cap: {aht: 9 s, per: contact, level: period}}\n"


def section(text: str, key: str) -> str:
    """A section of a contract, from its key to the next key at the margin."""
    found = re.search(rf"^{key}:.*?(?=^\w|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def completed(text: str) -> str:
    """A snippet as a whole contract: its sections in place of those of the page's own example."""
    keys = re.findall(r"^(\w+):", text, flags=re.MULTILINE)
    if keys[0] in OF_A_KPI or keys[0] == "kpi":
        inner = text if keys[0] == "kpi" else f"{OF_A_KPI[keys[0]].replace(chr(10) + '    ', chr(10))}\n{text}"
        missing = "neutral" if keys[0] in {"per_unit", "slabs", "pay"} else "worst"
        inner += "" if keys[0] == "kpi" else f"base: billing\nmissing: {missing}\n"
        others = MORE_KPIS if keys[0] == "matrix" else ""
        text = f"kpis:\n{others}  one:\n    clause: B 7\n" + "".join(f"    {line}\n" for line in inner.splitlines())
        keys = ["kpis"]
    whole = WHOLE
    for key in keys:
        whole = whole.replace(section(whole, key), "") if section(whole, key) else whole
    whole += text if text.endswith("\n") else f"{text}\n"
    if "gates" in keys:
        whole = whole.replace("billing:\n", f"billing:\n{CARE}", 1).replace("billing.care after caps", "billing.care")
    if "kpis" not in keys:
        whole = whole.replace("kpis:\n", f"kpis:\n{MORE_KPIS}", 1)
    if "commitments" in keys:
        whole = whole.replace("base: billing.contacts", "base: billing.contacts after caps")
        whole = whole.replace("10% of billing,", "10% of billing after caps,")
    if keys == ["billing"]:
        whole = whole.replace("billing.contacts", "billing.platform").replace("10% of billing,", "10% of billing after caps,")
    return whole


def found_in(text: str) -> list[Finding]:
    contract, findings = read_contract(text.encode(), "v1.yaml")
    if contract is None:
        return findings
    return check_versions([contract])[1]


@pytest.mark.parametrize("text", snippets("yaml"))
def test_yaml_is_of_the_language(text: str) -> None:
    if text.startswith("feeds:"):
        feeds, findings = read_feeds(text.encode(), "feed.yaml")
        assert feeds is not None, findings
        return
    if text.startswith("records:"):
        records, findings = read_records(text.encode(), "records.yaml")
        assert records is not None, findings
        return
    if text.startswith("tests:"):
        return  # run below
    if text.startswith("version: 2"):
        found = {str(f.code) for f in found_in(completed(text))}
        assert found <= {"C210 version", "C222 mid-period"}, found  # the version before is not on the page
        return
    stopping = [f for f in found_in(text if text.startswith("contract:") else completed(text)) if f.stops]
    if '"> 330 s and <= 360 s"' in text:  # the tutorial shows what a slip looks like
        assert [f.code.id for f in stopping] == ["C204"]
        told = write_findings(stopping).replace("of one", "of aht").splitlines()
        assert all(line in read("docs/first-contract.md") for line in told if line.startswith(("  No", "  Remedy")))
        return
    assert not stopping, write_findings(stopping)


def test_tests_of_a_contract_pass_as_they_are_shown(clone: Path) -> None:
    texts = [text for kind, text in FENCE.findall(read("docs/testing.md")) if kind == "yaml"]
    assert len(texts) == 3
    for number, text in enumerate(texts):
        (clone / "contracts" / "acme-inbound" / "tests" / f"shown-{number}.yaml").write_text(text, encoding="utf-8")
        result = CliRunner().invoke(main, ["test", f"contracts/acme-inbound/tests/shown-{number}.yaml"])
        assert result.exit_code == 0, result.output


def test_tables_of_measures_can_be_read() -> None:
    tables = [text for kind, text in FENCE.findall(read("docs/measures.md")) if kind == "text"]
    contract, _ = read_contract(completed(MORE_KPIS.replace("  utilisation", "kpis:\n  utilisation", 1)).encode(), "v1.yaml")
    assert contract is not None
    agreement, _ = check_versions([contract])
    assert agreement is not None
    for table in tables:
        layout = "long" if ",measure,value" in table else "wide"
        feeds, _ = read_feeds(f"feeds: {{m.csv: {{layout: {layout}, dimensions: [queue]}}}}".encode(), "feed.yaml")
        measures, findings = read_measures([("m.csv", table.encode())], feeds, wanted_by(agreement))
        assert [f for f in findings if f.stops] == []
        assert len(measures.cells) == (10 if layout == "wide" else 2)


def test_the_explanation_of_the_tutorial_is_the_program_s(clone: Path) -> None:
    said = run("slacontract explain contracts/acme-inbound kpi.aht --period 2026-05").output
    shown = next(text for kind, text in FENCE.findall(read("docs/first-contract.md")) if text.startswith("Average handle time"))
    for line in shown.splitlines():
        for part in line.split("..."):
            assert part.strip() in said, part


def test_the_generator_can_be_run() -> None:
    path = sys.path.copy()
    assert generator().main.__doc__
    assert sys.path == path
