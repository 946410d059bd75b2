"""A node that loads one file until it is killed.

`python -m tests.faults.import_node DATABASE_URL DATA_DIR WORKSPACE IMPORT BLOCK`: so many rows a transaction.
"""

import asyncio
import sys
from pathlib import Path
from uuid import UUID

from otklik.domains.activity.service import loading
from otklik.platform.context import WorkspaceId
from otklik.platform.settings import Settings
from otklik.program import Program


async def main(database_url: str, folder: Path, workspace_id: UUID, import_id: UUID) -> None:
    program = Program(Settings(data_dir=folder, allowed_hosts=("127.0.0.1",)), database_url=database_url)
    await program.start(work=False)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await loading.load(program.parts, workspace_id=WorkspaceId(workspace_id), import_id=import_id)
    await program.stop()


if __name__ == "__main__":
    loading.BLOCK = int(sys.argv[5])  # pyright: ignore[reportConstantRedefinition] - a file of a test is short
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), UUID(sys.argv[3]), UUID(sys.argv[4])))
