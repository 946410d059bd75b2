"""`otklik serve`: run everything on this machine: the web server and the background work."""

import argparse
from typing import Final

from otklik.commands import serving
from otklik.platform.settings import Settings

HELP: Final = "run everything on this machine: the web server and the background work"


def add(parser: argparse.ArgumentParser) -> None:
    """No options: settings are OTKLIK_ variables."""


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    return serving.serve(settings, with_web=True, with_work=True)
