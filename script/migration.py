"""Compares the models with a freshly migrated database and writes the difference as a migration."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from alembic import command

from otklik import discovery
from otklik.platform import migrate
from otklik.platform.postgres import Postgres

ROOT: Final = Path(__file__).parents[1]
VERSIONS: Final = ROOT / "src/otklik/migrations/versions"


def guarded(text: str) -> str:
    """With row-level security on every new table of a tenant, and without Alembic's own remarks."""
    text = re.sub(r" *# ###.*\n", "", text)
    made = re.findall(r"op\.create_table\(\s*'(\w+)',(?:(?!op\.create_table).)*?'workspace_id'", text, flags=re.DOTALL)
    if not made:
        return text
    text = text.replace("\nrevision =", "\nfrom otklik.platform.tenancy import protect\n\nrevision =", 1)
    names = ", ".join(f'"{name}"' for name in made)
    return f"{text.rstrip()}\n    protect(op.get_bind(), [{names}])\n"


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
            path = VERSIONS / f"{number:04}_{slug}.py"
            path.write_text(guarded(path.read_text()))
            for arguments in (["check", "--fix", "--quiet", "--select=I"], ["format", "--quiet"]):
                subprocess.run([Path(sys.executable).with_name("ruff"), *arguments, path], check=True)
            print(f"wrote {path.relative_to(ROOT)}")
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
