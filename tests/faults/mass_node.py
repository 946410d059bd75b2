"""A node that sends batches to many until it is killed: `python -m tests.faults.mass_node DATABASE_URL DATA_DIR`."""

import asyncio
import sys
from pathlib import Path

from tests import factories_mass as toys

from otklik.domains.delivery import workers
from otklik.platform.settings import Settings
from otklik.program import Program


async def main(database_url: str, folder: Path) -> None:
    program = Program(Settings(data_dir=folder, allowed_hosts=("127.0.0.1",)), database_url=database_url)
    await program.start(work=False)
    toys.author(program)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await workers.send_mass(program.parts)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
