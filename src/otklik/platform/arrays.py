"""Arrays of a thousand values as PostgreSQL reads them in binary: the driver itself takes ten times as long."""

import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_UUID_OID: Final = 2950
_UUID_ARRAY_OID: Final = 2951
_INT8_OID: Final = 20
_INT8_ARRAY_OID: Final = 1016
_TEXT_OID: Final = 25
_TEXT_ARRAY_OID: Final = 1009
_INT4_OID: Final = 23
_INT4_ARRAY_OID: Final = 1007
_TIMESTAMPTZ_OID: Final = 1184
_TIMESTAMPTZ_ARRAY_OID: Final = 1185
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_HEAD: Final = struct.Struct(">iiIii")
_SIXTEEN: Final = b"\x00\x00\x00\x10"
_NULL: Final = b"\xff\xff\xff\xff"
_length: Final = struct.Struct(">I").pack
_int4: Final = struct.Struct(">ii").pack
_int8: Final = struct.Struct(">iq").pack


class _Array:
    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


class UuidArray(_Array):
    """A parameter `uuid[]`; see `uuids`."""

    __slots__ = ()


class TextArray(_Array):
    """A parameter `text[]`; see `texts`."""

    __slots__ = ()


class NumberArray(_Array):
    """A parameter `integer[]`; see `numbers`."""

    __slots__ = ()


class BigNumberArray(_Array):
    """A parameter `bigint[]`; see `big_numbers`."""

    __slots__ = ()


class MomentArray(_Array):
    """A parameter `timestamptz[]`; see `moments`."""

    __slots__ = ()


def uuids(ids: Iterable[UUID | None]) -> UuidArray:
    items = [_NULL if one is None else _SIXTEEN + one.bytes for one in ids]
    return UuidArray(_array(_UUID_OID, items))


def texts(words: Iterable[str | None]) -> TextArray:
    """Raises `UnicodeEncodeError` for half a surrogate; PostgreSQL itself refuses NUL."""
    items = [_NULL if one is None else _length(len(data := one.encode())) + data for one in words]
    return TextArray(_array(_TEXT_OID, items))


def numbers(values: Iterable[int]) -> NumberArray:
    """Raises `struct.error` beyond 32 bits."""
    return NumberArray(_array(_INT4_OID, [_int4(4, one) for one in values]))


def big_numbers(values: Iterable[int | None]) -> BigNumberArray:
    """Raises `psycopg.DataError` beyond 64 bits, as PostgreSQL itself would."""
    try:
        items = [_NULL if one is None else _int8(8, one) for one in values]
    except struct.error as error:
        raise psycopg.DataError("a number beyond 64 bits") from error
    return BigNumberArray(_array(_INT8_OID, items))


def moments(values: Iterable[datetime | None]) -> MomentArray:
    """Aware ones; microseconds since 2000 in UTC, as PostgreSQL keeps them."""
    items = [_NULL if one is None else _int8(8, (one - _EPOCH) // _MICROSECOND) for one in values]
    return MomentArray(_array(_TIMESTAMPTZ_OID, items))


def _array(kind: int, items: list[bytes]) -> bytes:
    # ndim, whether there are nulls, type, length, lower bound
    return b"".join([_HEAD.pack(1, 1, kind, len(items), 1), *items])


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: _Array) -> bytes:
        return obj.data


class _UuidArrayDumper(_ArrayDumper):
    oid = _UUID_ARRAY_OID


class _TextArrayDumper(_ArrayDumper):
    oid = _TEXT_ARRAY_OID


class _NumberArrayDumper(_ArrayDumper):
    oid = _INT4_ARRAY_OID


class _BigNumberArrayDumper(_ArrayDumper):
    oid = _INT8_ARRAY_OID


class _MomentArrayDumper(_ArrayDumper):
    oid = _TIMESTAMPTZ_ARRAY_OID


psycopg.adapters.register_dumper(NumberArray, _NumberArrayDumper)
psycopg.adapters.register_dumper(BigNumberArray, _BigNumberArrayDumper)
psycopg.adapters.register_dumper(MomentArray, _MomentArrayDumper)
psycopg.adapters.register_dumper(UuidArray, _UuidArrayDumper)
psycopg.adapters.register_dumper(TextArray, _TextArrayDumper)
