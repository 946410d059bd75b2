"""`otklik replay`: read again the raw items that could not be read, after whatever was wrong is mended."""

import argparse
import asyncio
import json
from typing import Final
from uuid import UUID

from otklik.commands import serving
from otklik.domains.delivery.service import raw
from otklik.platform.settings import Settings
from otklik.program import Program

HELP: Final = "read again the inbound items that could not be read"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--item", type=UUID, help="only this journal item, even if it was read before")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Puts them back in the queue; a running server reads them at once."""
    with serving.prepared(settings, show=lambda _: None) as dsn:
        count = asyncio.run(_replay(settings, dsn, journal_id=arguments.item))
    print(json.dumps({"queued": count}) if arguments.json else f"{count} items will be read again")
    return 0


async def _replay(settings: Settings, dsn: str, *, journal_id: UUID | None) -> int:
    program = Program(settings, database_url=dsn)
    await program.start(work=False)
    try:
        return await raw.replay(program.database, journal_id=journal_id)
    finally:
        await program.stop()
