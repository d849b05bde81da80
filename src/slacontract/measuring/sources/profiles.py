"""Profiles: the files that come with the program, and a user's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, any_stops, finding, nearest
from slacontract.parse.records import read_profile

if TYPE_CHECKING:
    from slacontract.model.records import Export, Profile, RecordSource

HERE: Final = Path(__file__).parents[1] / "profiles"


def names() -> list[str]:
    """The profiles that come with the program."""
    return sorted(path.stem for path in HERE.glob("*.yaml"))


def built_in(name: str) -> Profile:
    """A profile that comes with the program; a fault in it is one of ours."""
    path = HERE / f"{name}.yaml"
    profile, findings = read_profile(path.read_bytes(), path.name)
    assert profile is not None, findings
    return profile


def export_of(source: RecordSource, folder: Path | None) -> tuple[Export | None, list[Finding]]:
    """The export that a source names: of a profile of ours, or of a file beside ``records.yaml``."""
    profile, findings = _profile(source, folder)
    if profile is None:
        return None, findings
    exports = {str(key): export for key, export in profile.exports.items()}
    if source.export is not None:
        if str(source.export) in exports:
            return exports[str(source.export)], []
        what = f"The profile '{source.profile}' has no export '{source.export}'."
        return None, [finding("R601", source.place_of("export"), what, nearest(source.export, exports))]
    by_table = {str(export.table): export for export in profile.exports.values() if export.table}
    if source.table is not None and len(exports) > 1 and str(source.table) in by_table:
        return by_table[str(source.table)], []
    if len(exports) == 1:
        return next(iter(exports.values())), []
    what = f"The profile '{source.profile}' has {len(exports)} exports, and the source does not say which it is."
    remedy = f"Add 'export:' with one of: {', '.join(sorted(exports))}."
    return None, [finding("R601", source.place_of("profile"), what, remedy)]


def _profile(source: RecordSource, folder: Path | None) -> tuple[Profile | None, list[Finding]]:
    said = str(source.profile)
    if said in names():
        return built_in(said), []
    path = (folder or Path()) / said
    if said.endswith((".yaml", ".yml")) and path.is_file():
        profile, findings = read_profile(path.read_bytes(), str(path))
        return (None, findings) if any_stops(findings) else (profile, findings)
    what = f"There is no profile '{said}'."
    remedy = f"{nearest(said, names())} Or write the path of your own profile, which ends in .yaml."
    return None, [finding("R601", source.place_of("profile"), what, remedy)]
