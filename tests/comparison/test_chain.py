"""The chain of versions: fingerprints of what is said, and the state of each version."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from slacontract.comparison.chain import State, chain, chain_faults
from slacontract.model.contract import Contract
from slacontract.parse.contract import read_contract
from slacontract.parse.sealing import sealed
from support.commands import CONTRACTS
from support.desk import DESK, patched, read

SAMPLES = [path.read_text(encoding="utf-8") for path in sorted(CONTRACTS.glob("*/v*.yaml"))]
SAMPLES += [path.read_text(encoding="utf-8") for path in sorted(CONTRACTS.glob("mechanisms/*/v1.yaml"))[::12]]
samples = st.sampled_from(SAMPLES)
unhurried = settings(deadline=None, max_examples=60)


def fingerprint(text: str | bytes) -> str:
    contract, findings = read_contract(text if isinstance(text, bytes) else text.encode(), "v1.yaml")
    assert contract is not None, findings
    return contract.fingerprint


def tree(text: str) -> Any:
    """The text as plain Python, every scalar as it is written."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # texts only


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


def lists_in(value: Any) -> list[list[Any]]:
    found = [value] if isinstance(value, list) and len({json.dumps(item, sort_keys=True) for item in value}) > 1 else []
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [*found, *(inner for item in items for inner in lists_in(item))]


def written(value: Any, *, flow: bool, width: int) -> str:
    """The tree as another author would lay it out: quoted texts, block or flow style, other line lengths."""
    text: str = yaml.dump(
        value, Dumper=yaml.SafeDumper, default_flow_style=flow, width=width, allow_unicode=True, default_style='"'
    )
    return text


@unhurried
@given(samples, st.integers(0, 10**6), st.booleans(), st.integers(200, 2000))
def test_layout_quotes_and_the_order_of_keys_do_not_count(text: str, seed: int, flow: bool, width: int) -> None:  # noqa: FBT001
    chance = random.Random(seed)  # noqa: S311  # test data
    again = written(shuffled(tree(text), chance), flow=flow, width=width)
    assert fingerprint(again) == fingerprint(text)


@unhurried
@given(samples, st.data())
def test_comments_blank_lines_and_line_endings_do_not_count(text: str, data: st.DataObject) -> None:
    lines = [line for line in text.split("\n") if not line.lstrip().startswith("#")]
    for at in sorted(data.draw(st.lists(st.integers(0, len(lines)), max_size=5)), reverse=True):
        lines.insert(at, data.draw(st.sampled_from(["", "# a remark", "      # another: {one}"])))
    again = data.draw(st.sampled_from(["\n", "\r\n"])).join(lines).encode()
    assert fingerprint(data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + again) == fingerprint(text)


@unhurried
@given(samples, st.data())
def test_the_order_of_lists_and_every_value_count(text: str, data: st.DataObject) -> None:
    whole = tree(text)
    before = fingerprint(text)
    lists = lists_in(whole)
    if lists:
        chosen = data.draw(st.sampled_from(lists))
        chosen[:] = [*chosen[1:], chosen[0]]
        contract, _ = read_contract(written(whole, flow=False, width=500).encode(), "v1.yaml")
        assert contract is None or contract.fingerprint != before
    figures = list(re.finditer(r"(?<=: )[1-9][0-9]*(?=[ ,}\n])", text))
    chosen_figure = data.draw(st.sampled_from(figures))
    other = f"{text[: chosen_figure.start()]}{int(chosen_figure[0]) + 1}{text[chosen_figure.end() :]}"
    contract, _ = read_contract(other.encode(), "v1.yaml")
    assert contract is None or contract.fingerprint != before


def test_two_values_are_never_one() -> None:
    """A list of one is not its item, and a text that looks like a list is none."""
    one = patched(DESK, ("vendor: {name: Desk}", "vendor: {name: Desk, tax_id: '[a, b]'}"))
    other = patched(DESK, ("vendor: {name: Desk}", 'vendor: {name: Desk, tax_id: \'["a", "b"]\'}'))
    assert len({fingerprint(one), fingerprint(other), fingerprint(DESK)}) == 3


def version(number: int, effective: str, before: Contract | None = None, *, name: str = "", text: str = DESK) -> Contract:
    """A version of the desk contract, sealed where the one before is given."""
    link = f"replaces: {{version: {before.version}, fingerprint: {before.fingerprint}}}\n" if before else ""
    changed = patched(
        text, ("version: 1\n", f"version: {number}\n"), ("effective: 2026-01-01\n", f"effective: {effective}\n{link}")
    )
    return read(changed, name or f"v{number}.yaml")


def states(*versions: Contract) -> list[State]:
    return [link.state for link in chain(versions)]


def codes(*versions: Contract) -> list[str]:
    return [f.code.id for f in chain_faults(versions)]


FIRST = version(1, "2026-01-01")
SECOND = version(2, "2026-04-01", FIRST)
THIRD = version(3, "2026-07-01", SECOND)


def test_a_closed_chain_whatever_the_order_of_the_files() -> None:
    links = chain([THIRD, FIRST, SECOND])
    assert [link.state for link in links] == [State.FIRST, State.SEALED, State.SEALED]
    assert [(link.contract.effective.isoformat(), str(link.until)) for link in links] == [
        ("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-12-31"),
    ]  # fmt: skip
    assert codes(THIRD, FIRST, SECOND) == []


def test_a_version_that_says_nothing_is_open() -> None:
    assert states(FIRST, version(2, "2026-04-01")) == [State.FIRST, State.OPEN]
    assert codes(FIRST, version(2, "2026-04-01")) == ["C210"]


def test_an_older_file_that_was_altered() -> None:
    altered = version(1, "2026-01-01", text=patched(DESK, ("rate: 2.50", "rate: 2.51")))
    assert states(altered, SECOND, THIRD) == [State.FIRST, State.ALTERED, State.SEALED]
    assert codes(altered, SECOND, THIRD) == ["C223"]


def test_a_version_in_the_middle_is_missing() -> None:
    assert states(FIRST, THIRD) == [State.FIRST, State.OTHER]
    assert codes(FIRST, THIRD) == ["C210"]


def test_the_first_version_is_missing() -> None:
    assert states(SECOND, THIRD) == [State.MISSING, State.SEALED]
    assert set(codes(SECOND, THIRD)) == {"C210"}


def test_two_files_with_one_number_and_dates_out_of_order() -> None:
    assert "C210" in codes(FIRST, SECOND, version(2, "2026-05-01", FIRST, name="v2b.yaml"))
    assert "C210" in codes(version(2, "2026-01-01"), version(1, "2026-04-01"))


def test_a_version_that_is_never_in_force() -> None:
    late = patched(
        DESK,
        ("term: {from: 2026-01-01", "term: {from: 2026-03-01"),
        ("contract_year_from: 2026-01-01", "contract_year_from: 2026-03-01"),
    )
    first = version(1, "2026-01-01", text=late)
    second = version(2, "2026-03-01", first, text=late)
    assert codes(first, second) == ["C290"]
    assert [str(link.until) for link in chain([first, second])] == ["None", "2026-12-31"]
    assert codes(first, version(2, "2026-03-02", first, text=late)) == []


def test_a_version_after_the_term_and_a_file_of_another_number() -> None:
    assert codes(FIRST, version(2, "2027-01-01", FIRST)) == ["C209"]
    assert codes(FIRST, version(2, "2026-04-01", FIRST, name="v4.yaml")) == ["E509"]
    assert codes(FIRST, version(2, "2026-04-01", FIRST, name="v2-signed.yaml")) == []


@unhurried
@given(
    samples,
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 99),
    st.binary(min_size=32, max_size=32),
)
def test_a_seal_adds_one_line_and_changes_nothing_else(
    text: str, ending: str, marked: bool, ended: bool, number: int, digest: bytes  # noqa: FBT001
) -> None:  # fmt: skip
    bare = re.sub(r"(?m)^replaces:.*\n", "", text)
    bare = bare if ended else bare.rstrip("\n")
    data = (b"\xef\xbb\xbf" if marked else b"") + bare.replace("\n", ending).encode()
    made = sealed(data, "v2.yaml", number, digest.hex())
    assert made is not None
    line = f"replaces: {{version: {number}, fingerprint: {digest.hex()}}}{ending}".encode()
    assert made.count(line) == 1
    assert made.replace(line, b"") == data
    contract, findings = read_contract(made, "v2.yaml")
    assert contract is not None, findings
    assert contract.replaces is not None
    assert (contract.replaces.version, contract.replaces.fingerprint) == (number, digest.hex())


def test_where_the_seal_goes() -> None:
    text = (
        "# top\ncontract: desk\nversion: 2\neffective:   2026-07-01   # from summer on\n\ntitle: Help desk\n"
        + DESK.partition("title: Help desk\n")[2]
    )
    made = sealed(text.encode(), "v2.yaml", 1, "ab" * 32)
    assert made is not None
    assert made.decode().split("\n")[3:6] == [
        "effective:   2026-07-01   # from summer on", f"replaces: {{version: 1, fingerprint: {'ab' * 32}}}", "",
    ]  # fmt: skip


def test_a_version_between_braces_is_not_sealed() -> None:
    assert sealed(written(tree(DESK), flow=True, width=500).encode(), "v2.yaml", 1, "ab" * 32) is None


def test_the_last_line_may_have_no_end() -> None:
    text = DESK.replace("effective: 2026-01-01\n", "") + "effective: 2026-01-01"
    made = sealed(text.encode(), "v2.yaml", 1, "ab" * 32)
    assert made == f"{text}\nreplaces: {{version: 1, fingerprint: {'ab' * 32}}}".encode()
