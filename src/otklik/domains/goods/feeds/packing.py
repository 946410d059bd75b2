"""Feeds packed with gzip, as shops put them on their sites (`feed.xml.gz`): told by how they begin, not by a name."""

import gzip
import tempfile
import zlib
from contextlib import ExitStack
from typing import BinaryIO, Final

from otklik.domains.goods.errors import FeedTooLarge, FeedUnreadable
from otklik.domains.goods.schemas import FeedFormat

MAGIC: Final = b"\x1f\x8b"
"""RFC 1952, section 2.3.1."""
CHUNK_BYTES: Final = 256 * 1024
LOOKED_AT: Final = 1_024


def unpacked(file: BinaryIO, *, bytes_max: int) -> BinaryIO:
    """What is in it, from its beginning, in a file of its own; the same file where it is not packed.

    No more is written to the disk than `bytes_max`, however much is packed there. Takes a while: call it in a thread.
    Raises `FeedTooLarge`, `FeedUnreadable`.
    """
    file.seek(0)
    packed = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    if not packed:
        return file
    with ExitStack() as stack:
        into = stack.enter_context(tempfile.TemporaryFile())
        _unpack(file, into, bytes_max=bytes_max)
        into.seek(0)
        stack.pop_all()
        return into


def form_of(file: BinaryIO) -> FeedFormat:
    """Of a file that nobody said it of; it stands at its beginning afterwards."""
    file.seek(0)
    begins = file.read(LOOKED_AT).lstrip(b"\xef\xbb\xbf \r\n\t")
    file.seek(0)
    return "yml" if begins.startswith(b"<") else "csv"


def _unpack(file: BinaryIO, into: BinaryIO, *, bytes_max: int) -> None:
    size = 0
    try:
        with gzip.GzipFile(fileobj=file) as package:
            while chunk := package.read(CHUNK_BYTES):
                size += len(chunk)
                if size > bytes_max:
                    raise FeedTooLarge(params={"max_bytes": bytes_max})
                into.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FeedUnreadable from error
