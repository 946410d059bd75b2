"""What a benchmark says: one figure a line, beside its reference, for people or for programs."""

import math
import statistics
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """`ratio` is value / reference, taken in one run; `target` is a limit in words: `value <= 150`, `ratio >= 0.8`."""

    name: str
    value: float
    unit: str
    reference: float | None = None
    ratio: float | None = None
    target: str | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target holds; None where there is none."""
        if self.target is None:
            return None
        subject, sign, limit = self.target.split(" ")
        measured = self.ratio if subject == "ratio" else self.value
        if measured is None:
            return False
        return measured <= float(limit) if sign == "<=" else measured >= float(limit)


def figure(name: str, value: float, unit: str, *, reference: float | None = None, target: str | None = None) -> Figure:
    """A figure rounded to what can be believed, with the ratio to its reference."""
    return Figure(
        name=name,
        value=_rounded(value),
        unit=unit,
        reference=None if reference is None else _rounded(reference),
        ratio=_rounded(value / reference) if reference else None,
        target=target,
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all do not exceed; infinite when there are none."""
    if not values:
        return float("inf")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def as_line(found: Figure) -> str:
    """One JSON object."""
    return msgspec.json.encode(found).decode()


_WIDTHS: Final = (46, 12, 8, 12, 8, 16)


def heading() -> str:
    return _row("name", "value", "unit", "reference", "ratio", "target")


def as_row(found: Figure) -> str:
    verdict = {None: "", True: "met", False: "MISSED"}[found.met]
    return (
        f"{_row(found.name, found.value, found.unit, found.reference, found.ratio, found.target)}  {verdict}".rstrip()
    )


def _row(*cells: object) -> str:
    texts = ["" if cell is None else f"{cell:,}" if isinstance(cell, float) else str(cell) for cell in cells]
    padded = [
        text.ljust(width) if at in {0, 2, 5} else text.rjust(width)
        for at, (text, width) in enumerate(zip(texts, _WIDTHS, strict=True))
    ]
    return " ".join(padded)


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
