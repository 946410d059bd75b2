"""The `otklik` command: one sub-command a module of `otklik.commands`."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Final

import otklik
from otklik import commands
from otklik.commands import messages
from otklik.platform import log, settings
from otklik.platform.errors import OtklikError

EXIT_FAILED: Final = 1
EXIT_USAGE: Final = 2


def run() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code: 0 done, 1 failed, 2 wrong usage or settings."""
    parser, modules = _parser(arguments)
    parsed = parser.parse_args(arguments)
    try:
        found = settings.load()
    except settings.SettingInvalid as error:
        print(f"otklik: {error.name}: {error.reason}", file=sys.stderr)
        return EXIT_USAGE
    log.configure(level=found.log_level, style=found.log_format)
    try:
        return int(modules[parsed.command].run(found, parsed))
    except OtklikError as error:
        print(f"otklik: {messages.line(error)}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return 130


def _parser(arguments: Sequence[str]) -> tuple[argparse.ArgumentParser, dict[str, ModuleType]]:
    parser = argparse.ArgumentParser(prog="otklik", description=otklik.__doc__)
    parser.add_argument("--version", action="version", version=f"otklik {otklik.__version__}")
    choices = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules: dict[str, ModuleType] = {}
    names = [found.name for found in pkgutil.iter_modules(commands.__path__)]
    wanted = arguments[0].replace("-", "_") if arguments else ""
    for found in [wanted] if wanted in names else names:  # a start need not import what it will not run
        module = importlib.import_module(f"{commands.__name__}.{found}")
        if hasattr(module, "HELP"):
            name = found.replace("_", "-")
            module.add(choices.add_parser(name, help=module.HELP, description=module.__doc__))
            modules[name] = module
    return parser, modules
