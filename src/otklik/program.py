"""The composition root: makes the long-lived parts once and hands each what it needs."""

import asyncio
from contextlib import suppress
from pathlib import Path

from otklik import discovery
from otklik.channels import registry
from otklik.channels.registry import Registry
from otklik.domains.activity.gathering import Gathering
from otklik.domains.activity.intake import Senders
from otklik.domains.activity.service.titles import TitlesSlot
from otklik.domains.automations.service.lagging import Looks
from otklik.domains.campaigns.service.rows import OWNER as CAMPAIGN
from otklik.domains.campaigns.service.writing import CampaignAuthor
from otklik.domains.delivery.hooks import Doors
from otklik.domains.delivery.journal import Journal
from otklik.domains.delivery.mass_doors import MassDoors
from otklik.domains.delivery.pacing import Pacing
from otklik.domains.delivery.service import channels
from otklik.domains.delivery.service.mass import BellsSlot, MassAuthors
from otklik.domains.goods.service import CatalogueTitles
from otklik.domains.goods.service.choosing import PersonalGoods
from otklik.domains.journeys.service import planning
from otklik.domains.journeys.service.roads import Roads
from otklik.domains.journeys.service.writing import JourneyAuthor
from otklik.domains.livechat.service.bells import VisitorBells
from otklik.domains.livechat.service.visitors import ADDRESS_KIND as VISITOR
from otklik.domains.passes.service.issuing import ADDRESS_KIND as CARD
from otklik.domains.passes.service.telling import PassBells
from otklik.domains.routing.service.holding import LooksSlot
from otklik.domains.segments.service.explaining import Membership
from otklik.domains.templates.service.goods import GoodsSlot
from otklik.domains.templates.service.people import SegmentsSlot
from otklik.domains.workspaces.identity import SessionIdentifier
from otklik.platform import workers
from otklik.platform.alarms import Alarms, keep_ringing
from otklik.platform.apns import Apns
from otklik.platform.clock import Clock, SystemClock, Timekeeper
from otklik.platform.context import Parts
from otklik.platform.crypto import Cipher, load_key
from otklik.platform.db import Database
from otklik.platform.dns import Dns
from otklik.platform.events import EventBus
from otklik.platform.fcm import Fcm
from otklik.platform.files import Files, open_files
from otklik.platform.http import HttpClient
from otklik.platform.jobs import Jobs
from otklik.platform.personal import PersonalData
from otklik.platform.pool import SystemPool
from otklik.platform.realtime import Hub
from otklik.platform.settings import Settings
from otklik.platform.tracing import Tracing
from otklik.platform.web import IdentifierSlot


class Program:
    """One process of Otklik: its parts, and whether it serves the web, works in the background, or both."""

    def __init__(
        self,
        settings: Settings,
        *,
        database_url: str,
        clock: Clock | None = None,
    ) -> None:
        discovery.models()
        self.settings = settings
        self.parts = Parts({Settings: settings})
        self._tasks: list[asyncio.Task[None]] = []
        self._add_parts(database_url, clock or SystemClock())

    def _add_parts(self, url: str, clock: Clock) -> None:
        parts = self.parts
        self.database = Database(url, clock=clock, parts=parts, connections_max=self.settings.database_connections_max)
        for module in discovery.modules("errors"):
            self.database.map_errors(getattr(module, "BY_CONSTRAINT", {}))
        parts.add(Database, self.database)
        parts.add(Timekeeper, Timekeeper(clock))
        parts.add(Cipher, Cipher(load_key(setting=self.settings.secret_key, folder=self.settings.data_dir)))
        parts.add(Files, open_files(self.settings))
        parts.add(HttpClient, HttpClient(allowed_hosts=self.settings.allowed_hosts))
        parts.add(Apns, Apns())
        parts.add(Fcm, Fcm())
        parts.add(Pacing, Pacing())
        parts.add(Dns, Dns())
        self._fill_slots()
        parts.add(Roads, Roads())
        doors = Doors()
        parts.add(Doors, doors)
        parts.add(Registry, registry.load(folders=[Path(folder) for folder in self.settings.provider_folders]))
        parts.add(Tracing, Tracing(self.settings))
        self.hub = Hub(url)
        parts.add(Hub, self.hub)
        self.hub.on_notify(channels.CHANGED, doors.forget)
        self.pool = SystemPool(url)
        parts.add(SystemPool, self.pool)
        parts.add(Journal, Journal(self.pool))
        parts.add(Gathering, Gathering(self.database))
        parts.add(Senders, Senders())
        parts.add(MassDoors, MassDoors(parts))
        bus = EventBus()
        bus.collect(discovery.modules("handlers"))
        parts.add(EventBus, bus)
        self.jobs = Jobs(url, parts=parts)
        self.jobs.collect(discovery.modules("jobs"))
        parts.add(Jobs, self.jobs)
        parts.add(PersonalData, PersonalData(discovery.modules("personal")))
        alarms = Alarms()
        alarms.collect(discovery.modules("jobs"))
        parts.add(Alarms, alarms)
        parts.add(IdentifierSlot, IdentifierSlot(SessionIdentifier(parts)))

    def _fill_slots(self) -> None:
        """What a domain asks of those above it."""
        parts = self.parts
        parts.add(SegmentsSlot, SegmentsSlot(Membership()))
        parts.add(GoodsSlot, GoodsSlot(PersonalGoods()))
        parts.add(TitlesSlot, TitlesSlot(CatalogueTitles()))
        parts.add(LooksSlot, LooksSlot(Looks()))
        parts.add(MassAuthors, MassAuthors({CAMPAIGN: CampaignAuthor(), planning.OWNER: JourneyAuthor()}))
        parts.add(BellsSlot, BellsSlot({VISITOR: VisitorBells(), CARD: PassBells()}))

    async def start(self, *, work: bool) -> None:
        """Open what is shared, and with `work` start the background loops."""
        loops = [*workers.collect(discovery.modules("workers")), keep_ringing] if work else []
        await self.jobs.open()
        await self.pool.open()
        await self.hub.start()
        if work:
            self._tasks.append(asyncio.create_task(self._work_jobs(), name="jobs"))
        self._tasks += [asyncio.create_task(workers.keep(loop, self.parts), name=loop.__name__) for loop in loops]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()
        await self.hub.stop()
        await self.jobs.close()
        await self.pool.close()
        await self.parts.get(HttpClient).close()
        await self.parts.get(Apns).close()
        await self.parts.get(Files).close()
        await self.database.close()
        self.parts.get(Tracing).close()

    async def _work_jobs(self) -> None:
        async def run(_: Parts) -> None:
            await self.jobs.work()

        await workers.keep(run, self.parts)
