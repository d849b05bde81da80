"""The verb ``check`` proves what it can, after a contract has passed; nothing else does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from slacontract.cli import main
from slacontract.proofs.prove import proofs_of
from slacontract.settlement.settlement import Settlement
from slacontract.workflow.files import find_contracts
from slacontract.workflow.front import load, settle
from slacontract.workflow.runs import read_folder_measures

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "contracts" / "acme-inbound"


def test_what_is_proved_is_printed_and_stops_nothing(tmp_path: Path) -> None:
    shutil.copy(HERE / "faults" / "C244-limit-never-binds-share" / "v1.yaml", tmp_path)
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 0
    assert "C244 limit-never-binds (warning)" in result.stderr
    assert "at most 7% of billing" in result.stderr


def test_a_contract_that_is_refused_is_not_proved() -> None:
    result = CliRunner().invoke(main, ["check", str(HERE / "seeded" / "drafted")])
    assert result.exit_code == 1
    assert "C204" in result.stderr
    assert "C24" not in result.stderr


def test_a_settlement_is_not_held_up(tmp_path: Path) -> None:
    shutil.copy(HERE / "faults" / "C244-limit-never-binds-share" / "v1.yaml", tmp_path)
    columns = "period,surveys,surveys_satisfied,answered,wait_answered_s"
    (tmp_path / "measures.csv").write_text(f"{columns}\n2026-01,100,60,100,9000\n", encoding="utf-8")
    settlement: Settlement = settle(tmp_path)
    assert not [f for f in settlement.findings if f.code.id.startswith("C24")]


@pytest.mark.parametrize("measures", ["period,surveys\n2026-01,many\n", "nothing\n", ""])
def test_measures_that_cannot_be_read_are_told_when_they_are_settled(tmp_path: Path, measures: str) -> None:
    shutil.copy(HERE / "faults" / "C244-limit-never-binds-share" / "v1.yaml", tmp_path)
    (tmp_path / "measures.csv").write_text(measures, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(tmp_path)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "C244" in result.stderr
    assert "M3" not in result.stderr


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from pathlib import Path; from slacontract.workflow.files import find_contracts; "
        "from slacontract.workflow.verdict import Beside, proofs; from slacontract.workflow.agreements import read_agreement; "
        f"folder = find_contracts(Path({str(SAMPLE)!r}))[0][0]; proofs(Beside(folder, read_agreement(folder)[0])); "
        "print(sorted({'numpy', 'pandas', 'openpyxl', 'duckdb', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # our own line
    assert done.stdout.strip() == "[]"


def test_thousands_of_members_cost_no_more_than_one(tmp_path: Path) -> None:
    """The tickets of a month are members too; the scale of one is that of all."""
    text = (HERE / "faults" / "C243-penalty-on-target-bands" / "v1.yaml").read_text(encoding="utf-8")
    each = text.replace("    clause: B 1\n", "    clause: B 1\n    each: [site]\n")
    rows = [f"2026-01,s{number:05},10,8" for number in range(3_000)]
    (tmp_path / "measures.csv").write_text("\n".join(["period,site,surveys,surveys_satisfied", *rows]) + "\n", encoding="utf-8")
    (tmp_path / "v1.yaml").write_text(each, encoding="utf-8")
    agreement = load(tmp_path)
    measures, findings = read_folder_measures(find_contracts(tmp_path)[0][0], agreement)
    assert findings == []
    assert len({cell.member for cell in measures.cells}) == 3_000
    ((_, found),) = proofs_of(agreement, measures)
    assert [proof.finding.code.id for proof in found] == ["C243"]
    assert len(found[0].witnesses[0].given[0]) == 1
