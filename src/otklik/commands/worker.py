"""`otklik worker`: run only the background work (against an external database)."""

import argparse
from typing import Final

from otklik.commands import serving
from otklik.platform.settings import Settings

HELP: Final = "run only the background work (against an external database)"


def add(parser: argparse.ArgumentParser) -> None:
    """No options: settings are OTKLIK_ variables."""


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    return serving.serve(settings, with_web=False, with_work=True)
