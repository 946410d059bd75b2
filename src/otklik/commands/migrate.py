"""`otklik migrate`: bring the database to this version's schema."""

import argparse
import json
from typing import Final

from otklik.commands.database import opened
from otklik.platform import datadir, migrate
from otklik.platform.settings import Settings

HELP: Final = "bring the database to this version's schema"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    datadir.prepare(settings.data_dir)
    with opened(settings) as database:
        applied = migrate.migrate(database.dsn)
    if arguments.json:
        print(json.dumps({"applied": applied, "head": migrate.head()}))
    else:
        print(f"migrated to {migrate.head()}" if applied else "nothing to migrate")
    return 0
