"""Frozen classes: values with named fields, of which most of this program is made.

One is what ``dataclass(frozen=True, slots=True)`` makes, and ``replace`` and ``fields`` take it so. But ``dataclass`` compiles
six functions for each class, one by one, and for 200 classes this was a fifth of the time in which `check` starts. Here what is
written for a class is compiled in one go, and what is seldom called is the same for all.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, Final, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Give a class its fields, as it annotates them; none of its values can be changed."""
    own = vars(cls).keys()
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    functions = {**_ALIKE, **_written(made, fields(made))}
    if "__eq__" in own:
        del functions["__eq__"], functions["__hash__"]
    for name, function in functions.items():
        if name not in own:
            setattr(made, name, function)
    return made  # type: ignore[no-any-return]  # slots need a class of their own


_LATER: Final = object()
"""Stands for a default that is made anew for each value."""


def _written(cls: Any, known: tuple[Field[Any], ...]) -> dict[str, Any]:
    """The functions that are called all the time, written for a class: they take its fields, and compare and hash them."""
    names: dict[str, Any] = {"_LATER": _LATER}
    positional: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for one in known:
        names[f"_set_{one.name}"] = getattr(cls, one.name).__set__
        default, value = one.default, one.name
        if one.default_factory is not MISSING:
            default, names[f"_make_{one.name}"] = _LATER, one.default_factory
            value = f"_make_{one.name}() if {one.name} is _LATER else {one.name}"
        names[f"_default_{one.name}"] = default
        said = one.name if default is MISSING else f"{one.name}=_default_{one.name}"
        (named if one.kw_only else positional).append(said)
        lines.append(f" _set_{one.name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    mine, other = ("".join(f"{of}.{one.name}, " for one in known if one.compare) for of in ("self", "other"))
    source = [
        f"def __init__({', '.join(['self', *positional, *(['*', *named] if named else [])])}):", *(lines or [" pass"]),
        f"def __eq__(self, other): return ({mine}) == ({other}) if other.__class__ is self.__class__ else NotImplemented",
        f"def __hash__(self): return hash(({mine}))",
    ]  # fmt: skip
    exec("\n".join(source), names)  # noqa: S102  # of names of fields, as ``dataclass`` does it
    return {name: names[name] for name in ("__init__", "__eq__", "__hash__")}


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


def _refuse(self: Any, name: str, *_: Any) -> NoReturn:
    raise FrozenInstanceError(f"'{name}' of {type(self).__name__} cannot be changed")


_ALIKE: Final = {
    "__repr__": _repr, "__getstate__": _state, "__setstate__": _restore, "__setattr__": _refuse, "__delattr__": _refuse,
}  # fmt: skip
