"""Frozen dataclasses back from the plain JSON that `dataclasses.asdict` made of them."""

import types
import typing
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def thaw(cls: type[T], stored: typing.Mapping[str, Any]) -> T:
    """An instance of `cls`, nested dataclasses and tuples included. Keys that it does not know are left out."""
    hints: dict[str, Any] = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    return cls(**{name: _value(hints[name], value) for name, value in stored.items() if name in known})


@cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if is_dataclass(hint) and isinstance(hint, type):
        return thaw(hint, value)
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        kinds = inside if len(inside) == len(value) and inside[-1] is not Ellipsis else (inside[0],) * len(value)
        return tuple(_value(kind, item) for kind, item in zip(kinds, value, strict=True))
    if origin in (types.UnionType, typing.Union):
        return _value(next(kind for kind in inside if kind is not type(None)), value)
    return value
