"""Compares the models with a freshly migrated database and writes the difference as a migration."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from otklik import discovery
from otklik.platform import migrate
from otklik.platform.postgres import Postgres


def main() -> int:
    """The message of the migration is the first argument."""
    if len(sys.argv) != 2:
        print('say what changed: script/migration "conversations are labelled"', file=sys.stderr)
        return 2
    discovery.models()
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres(Path(folder))
        server.start()
        try:
            if migrate.head() is not None:
                migrate.migrate(server.dsn)
            number = int(migrate.head() or "0") + 1
            config = migrate.config(server.dsn)
            slug = "_".join(sys.argv[1].lower().split())[:40]
            command.revision(config, sys.argv[1], autogenerate=True, rev_id=f"{number:04}", version_path=None)
            print(f"wrote src/otklik/migrations/versions/{number:04}_{slug}.py")
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
