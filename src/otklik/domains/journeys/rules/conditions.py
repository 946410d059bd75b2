"""Whether a property of an event or an attribute of a person is as a condition says."""

from collections.abc import Iterable, Mapping
from typing import Any

from otklik.domains.journeys.documents import Condition

Values = Mapping[str, Any]  # Any: JSON of events and attributes


def all_hold(conditions: Iterable[Condition], values: Values) -> bool:
    return all(holds(one, values) for one in conditions)


def holds(condition: Condition, values: Values) -> bool:
    """A value that is not there is only `unknown` and `is_not`; text is compared without case, numbers as numbers."""
    value = values.get(condition.name)
    if condition.comparison in {"known", "unknown"}:
        return (value not in (None, "", [])) == (condition.comparison == "known")
    if value is None:
        return condition.comparison == "is_not"
    if condition.comparison in {"more", "less"}:
        return _compares(condition, value)
    if condition.comparison == "contains":
        return _contains(value, condition.value)
    return _same(value, condition.value) == (condition.comparison == "is")


def _compares(condition: Condition, value: object) -> bool:
    """Numbers; or dates and other text that sorts by itself."""
    left, right = _number(value), _number(condition.value)
    if left is not None and right is not None:
        return left > right if condition.comparison == "more" else left < right
    if isinstance(value, str) and isinstance(condition.value, str):
        return value > condition.value if condition.comparison == "more" else value < condition.value
    return False


def _contains(value: object, wanted: object) -> bool:
    if isinstance(value, list):
        return any(_same(one, wanted) for one in value)  # pyright: ignore[reportUnknownVariableType] - JSON
    return _text(wanted) in _text(value)


def _same(value: object, wanted: object) -> bool:
    if isinstance(value, list):
        return any(_same(one, wanted) for one in value)  # pyright: ignore[reportUnknownVariableType] - JSON
    left, right = _number(value), _number(wanted)
    if left is not None and right is not None:
        return left == right
    return _text(value) == _text(wanted)


def _number(value: object) -> float | None:
    """`True` is not 1: a flag is compared as the word."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _text(value: object) -> str:
    return str(value).strip().casefold()
