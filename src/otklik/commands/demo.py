"""`otklik demo`: create the demo company, once."""

import argparse
import asyncio
import json
from typing import Final

from otklik import demo
from otklik.commands import serving
from otklik.platform.settings import Settings
from otklik.program import Program

HELP: Final = "create the demo company with its site chat, once"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    with serving.prepared(settings, show=lambda _: None) as dsn:
        welcome = asyncio.run(_create(settings, dsn))
    if arguments.json:
        print(json.dumps({"email": welcome.email, "password": welcome.password}))
    else:
        print(f"sign in as {welcome.email} with the password {welcome.password}")
    return 0


async def _create(settings: Settings, dsn: str) -> demo.Welcome:
    program = Program(settings, database_url=dsn)
    await program.start(work=False)
    try:
        return await demo.create(program)
    finally:
        await program.stop()
