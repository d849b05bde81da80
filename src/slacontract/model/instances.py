"""Values that are no nouns: what a reader makes of one text, such as a quantity or an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic_core import core_schema

T = TypeVar("T")

if TYPE_CHECKING:
    InstanceOf = Annotated[T, ...]
else:

    class InstanceOf:
        """A value of a class, which only a reader of the language makes.

        Pydantic's own type of that name also walks the class, to read and write it as JSON. No contract is JSON, and that walk
        took a quarter of the time in which the nouns are made ready.
        """

        def __class_getitem__(cls, made: type[T]) -> Any:
            """The type of a field: the class, and that nothing is asked of a value but whether it is of it."""
            return Annotated[made, cls()]

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, _handler: Any) -> core_schema.CoreSchema:
            return core_schema.is_instance_schema(source)
