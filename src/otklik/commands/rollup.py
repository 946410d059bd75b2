"""`otklik rollup`: roll the days of speed's answers up now instead of within the hour; or all of them anew."""

import argparse
import asyncio
import json
from typing import Final

from otklik.commands import serving
from otklik.domains.speed.service import rolling
from otklik.platform.settings import Settings
from otklik.program import Program

HELP: Final = "roll the days of answers up for the figures of speed"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--anew", action="store_true", help="forget what was rolled up and make all of it again")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """A running server may go on: figures are right before, while and after."""
    with serving.prepared(settings, show=lambda _: None) as dsn:
        days = asyncio.run(_roll(settings, dsn, anew=arguments.anew))
    print(json.dumps({"days": days}) if arguments.json else f"{days} days rolled up")
    return 0


async def _roll(settings: Settings, dsn: str, *, anew: bool) -> int:
    program = Program(settings, database_url=dsn)
    await program.start(work=False)
    try:
        return await rolling.roll_everything(program.parts, anew=anew)
    finally:
        await program.stop()
