"""Files as they were at a revision of git, read with its own command: nothing is checked out and nothing is written."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from slacontract.findings import Finding, Position, finding

_MOST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of a repository: ``root`` is the top folder of its working tree, ``name`` what the user calls it."""

    root: Path
    name: str

    def read(self, path: str) -> bytes | None:
        """The bytes of a file at this revision; None where there is none."""
        done = _git(self.root, "show", "--no-textconv", f"{self.name}:{path}")
        return done.stdout if done is not None and done.returncode == 0 and self._kind(path) == "blob" else None

    def names(self, folder: str) -> tuple[str, ...] | None:
        """The names of the files in a folder at this revision; None where there is no such folder."""
        if self._kind(folder) != "tree":
            return None
        done = _git(self.root, "ls-tree", "-z", "--name-only", f"{self.name}:{folder}")
        return tuple(sorted(done.stdout.decode("utf-8", "replace").split("\0"))) if done is not None else None

    def _kind(self, path: str) -> str:
        done = _git(self.root, "cat-file", "-t", f"{self.name}:{path}")
        return done.stdout.decode().strip() if done is not None else ""


def revision(near: Path, name: str) -> tuple[Revision | None, list[Finding]]:
    """The revision of that name in the repository that holds a folder, or why there is none."""
    at = Position(name)
    if name.startswith("-"):
        return None, [finding("E505", at, f"'{name}' is no revision.", "Write a commit, branch or tag, such as HEAD~1.")]
    top = _git(near, "rev-parse", "--show-toplevel")
    if top is None:
        return None, [finding("E505", at, "Git is not installed, or does not answer.",
                              "Install git, or save the older file and name it instead.")]  # fmt: skip
    if top.returncode:
        return None, [finding("E505", at, "This folder is in no git repository, so it has no revisions.",
                              "Run the command in the repository of the contract, or name two files.")]  # fmt: skip
    root = Path(os.fsdecode(top.stdout.rstrip(b"\r\n")))
    known = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if known is None or known.returncode:
        return None, [finding("E505", at, f"Git does not know the revision '{name}'.",
                              "Write a commit, branch or tag of this repository, such as HEAD~1 (see 'git log').")]  # fmt: skip
    return Revision(root, name), []


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes] | None:
    """Ask git; None where it is not installed or does not answer."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False, env=environment,  # noqa: S603, S607
                              timeout=_MOST_SECONDS, stdin=subprocess.DEVNULL)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None


def inside(root: Path, path: Path) -> str | None:
    """A path as the repository calls it: from its top folder, with slashes; None for what lies elsewhere."""
    try:
        return PurePosixPath(path.resolve().relative_to(root.resolve())).as_posix()
    except ValueError:
        return None
