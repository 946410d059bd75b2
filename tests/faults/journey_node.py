"""A node that moves people on journeys and sends what they ask for until it is killed.

`python -m tests.faults.journey_node DATABASE_URL DATA_DIR HOURS`: its clock is so many hours ahead.
"""

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path

from otklik.domains.delivery import workers as delivery
from otklik.domains.journeys import workers as journeys
from otklik.platform.clock import SystemClock
from otklik.platform.settings import Settings
from otklik.program import Program


class Ahead(SystemClock):
    """Of every other clock, by the hours told."""

    def __init__(self, hours: int) -> None:
        self._by = timedelta(hours=hours)

    def now(self) -> datetime:
        return super().now() + self._by


async def main(database_url: str, folder: Path, hours: int) -> None:
    settings = Settings(data_dir=folder, allowed_hosts=("127.0.0.1",))
    program = Program(settings, database_url=database_url, clock=Ahead(hours))
    await program.start(work=False)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.gather(delivery.send_mass(program.parts), journeys.move_people(program.parts))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
