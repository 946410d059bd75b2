"""Mail addresses out of fields that were written by every kind of program (RFC 5322 section 3.4, and worse)."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from otklik.channels.mail import headers

ADDRESSES_MAX: Final = 500
"""Addresses read from one field."""

ADDRESS: Final = re.compile(r"[^\s<>()\[\]\",;:@'`|=]+@[^\s<>()\",;:@'\[\]*]*[^\s<>()\",;:@'\[\]*.!?/\\]")
_COMMENT: Final = re.compile(r"\(((?:[^()\\]|\\.|\([^()]*\))*)\)")
_ESCAPED: Final = re.compile(r"\\(.)")


class Address(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    address: str
    """As written; compare by `key`."""

    @property
    def key(self) -> str:
        return self.address.lower()


def parse(value: str, *, hint: str = "") -> tuple[Address, ...]:
    """Every address of a field, in order; a name without an address is kept with an empty one."""
    found = [_one(piece, hint) for piece in _pieces(value)]
    return tuple(one for one in found[:ADDRESSES_MAX] if one.address or one.name)


def _pieces(value: str) -> Iterator[str]:
    """Splits at commas and semicolons outside quotes, angles and comments; drops group names."""
    current: list[str] = []
    quoted = False
    depth = 0
    for char, escaped in _with_escapes(value):
        if char == '"' and not escaped:
            quoted = not quoted
        elif not quoted and not escaped:
            depth = _depth_after(char, depth)
            if char in ",;" and depth == 0:
                yield "".join(current)
                current = []
                continue
        current.append(char if not escaped else "\\" + char)
    yield "".join(current)


def _with_escapes(value: str) -> Iterator[tuple[str, bool]]:
    escaped = False
    for char in value:
        if char == "\\" and not escaped:
            escaped = True
            continue
        yield char, escaped
        escaped = False


def _depth_after(char: str, depth: int) -> int:
    if char in "<(":
        return depth + 1
    return max(0, depth - 1) if char in ">)" else depth


def _one(piece: str, hint: str) -> Address:
    piece = piece.strip()
    start = piece.rfind("<")
    if start >= 0:
        inside = piece[start + 1 :].partition(">")[0]
        name = piece[:start] or piece[start:].partition(">")[2]
        return _made(_group_dropped(name).strip().rstrip("<"), inside, hint)
    comments = " ".join(_COMMENT.findall(piece))
    bare = _group_dropped(_COMMENT.sub(" ", piece)).strip()
    if "@" in bare:
        return _made(comments or _without_address(bare), bare, hint)
    return Address(name=_name(bare or comments, hint), address="")


def _made(name: str, inside: str, hint: str) -> Address:
    spec = headers.decode_text(inside, hint=hint) if "=?" in inside else _COMMENT.sub("", inside)
    spec = spec.strip().strip("'\"").removeprefix("mailto:").strip()
    if spec.startswith("@") and ":" in spec:
        spec = spec.rpartition(":")[2]  # a source route: <@relay,@relay2:user@host>
    found = ADDRESS.search(spec)
    if found and (" " in spec or "<" in spec):
        spec = found.group()
    address = headers.decode_text(spec, hint=hint) if spec else ""
    return Address(name=_name(name, hint), address=re.sub(r"\s+", "", address))


def _group_dropped(name: str) -> str:
    """`Team: anna@example.com` names a group; a quoted or encoded name may hold a colon of its own."""
    if '"' in name or "=?" in name:
        return name
    head, colon, tail = name.rpartition(":")
    return tail if colon and "@" in tail and "@" not in head else name


def _without_address(bare: str) -> str:
    return ADDRESS.sub("", bare) if " " in bare else ""


def _name(value: str, hint: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value.startswith('"') and value.endswith('"'):
        value = value[1:-1]
    unescaped = _ESCAPED.sub(r"\1", re.sub(r'(?<!\\)"', "", value))
    return headers.decode_text(unescaped, hint=hint).strip().strip("'\"").strip()
