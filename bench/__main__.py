"""`script/bench [NAME…] [--json] [--tiny]`: run the benchmarks and print their figures as they come."""

import argparse
import importlib
import sys
import time
from collections.abc import Sequence
from typing import Final

import uvloop

from bench import figures, harness

NAMES: Final = (
    "inbound",
    "sockets",
    "inbox",
    "lists",
    "desk",
    "start",
    "idle",
    "journal",
    "webhooks",
    "speed",
    "segments",
    "imports",
    "mass",
    "campaign",
    "whole",
    "journeys",
)


def main(arguments: Sequence[str]) -> int:
    parsed = _parser().parse_args(arguments)
    harness.raise_file_limit()
    if not parsed.json:
        print(figures.heading())
    for name in parsed.names or NAMES:
        uvloop.run(_run(name, json=parsed.json, tiny=parsed.tiny))
    return 0


async def _run(name: str, *, json: bool, tiny: bool) -> None:
    module = importlib.import_module(f"bench.{name}")
    started = time.monotonic()
    async for found in module.run(module.TINY if tiny else None):
        print(figures.as_line(found) if json else figures.as_row(found), flush=True)
    print(f"bench: {name} took {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure Otklik beside bare references.")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*NAMES, []], help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--tiny", action="store_true", help="a few seconds to see that it runs; figures mean nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
