"""Draw a badge: one line of text in a rounded frame, as SVG that needs no script, no font and no other file.

Widths are estimated and then told to the browser by `textLength`, so that any font fits. Text on its ground has a
contrast of more than 7:1 in both themes (WCAG 2.2, 1.4.3).
"""

from html import escape
from typing import Final, Literal

import msgspec

Theme = Literal["light", "dark", "auto"]
Size = Literal["small", "medium", "large"]

LANGUAGES: Final = frozenset({"ru", "en"})


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How it is to look. No language: the company's."""

    language: str = ""
    theme: Theme = "light"
    size: Size = "medium"

    @classmethod
    def of(cls, *, language: str, theme: str, size: str) -> "Look":
        """What is not known is the usual: nothing of an address is ever drawn."""
        return cls(
            language=language if language in LANGUAGES else "",
            theme=theme if theme in ("light", "dark", "auto") else "light",
            size=size if size in ("small", "medium", "large") else "medium",
        )


class _Metrics(msgspec.Struct, frozen=True):
    height: int
    font: int
    pad: int
    dot: int


_SIZES: Final[dict[Size, _Metrics]] = {
    "small": _Metrics(22, 11, 8, 3),
    "medium": _Metrics(28, 13, 11, 4),
    "large": _Metrics(38, 16, 15, 5),
}
_LIGHT: Final = {"ground": "#ffffff", "edge": "#cbd0d9", "ink": "#151922", "dot": "#14743a"}
_DARK: Final = {"ground": "#15181e", "edge": "#3d4553", "ink": "#e8ebf1", "dot": "#6fcf92"}
_NARROW: Final = frozenset("ijltfrI.,:;!'|()  ")
_WIDE: Final = frozenset("mwMWшщжюыфмШЩЖЮЫФМ—")


def svg(text: str, look: Look, *, measured: bool) -> str:
    """`measured` false: the mark is hollow, for no speed is told."""
    size = _SIZES[look.size]
    width = text_width(text, font=size.font)
    total = size.pad * 2 + size.dot * 2 + size.pad // 2 + width
    left = size.pad + size.dot * 2 + size.pad // 2
    middle = size.height / 2
    said = escape(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{size.height}"'
        f' viewBox="0 0 {total} {size.height}" role="img" aria-label="{said}"><title>{said}</title>'
        f"<style>{_style(look.theme)}</style>"
        f'<rect class="g" x="0.5" y="0.5" width="{total - 1}" height="{size.height - 1}" rx="{size.height // 4}"/>'
        f'<circle class="{"d" if measured else "h"}" cx="{size.pad + size.dot}" cy="{middle:g}" r="{size.dot}"/>'
        f'<text class="t" x="{left}" y="{middle + size.font * 0.35:.1f}" font-size="{size.font}"'
        f' textLength="{width}" lengthAdjust="spacingAndGlyphs">{said}</text></svg>'
    )


def text_width(text: str, *, font: int) -> int:
    """About as wide as a common sans serif draws it."""
    return round(sum(_em(char) for char in text) * font)


def _em(char: str) -> float:
    if char in _NARROW:
        return 0.31
    if char in _WIDE:
        return 0.82
    return 0.66 if char.isupper() else 0.57


def _style(theme: Theme) -> str:
    base = '.t{font-family:system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}'
    if theme == "auto":
        return f"{base}{_paint(_LIGHT)}@media (prefers-color-scheme:dark){{{_paint(_DARK)}}}"
    return base + _paint(_DARK if theme == "dark" else _LIGHT)


def _paint(colours: dict[str, str]) -> str:
    return (
        f".g{{fill:{colours['ground']};stroke:{colours['edge']}}}.t{{fill:{colours['ink']}}}"
        f".d{{fill:{colours['dot']}}}.h{{fill:none;stroke:{colours['ink']}}}"
    )
