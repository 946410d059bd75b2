"""Journeys for tests: people, two mailboxes, a published letter, and the loops' work done by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from tests.factories import Company, unique, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_delivery import create_channel

from otklik.channels.contract import ConfigValue
from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.consents.schemas import PurposeIn
from otklik.domains.consents.service import purposes
from otklik.domains.delivery.events import MassClicked, MassHitRow, MassRead, MassRow, MassSettled
from otklik.domains.journeys import schemas
from otklik.domains.journeys.documents import Graph, JourneyWay
from otklik.domains.journeys.service import entering, figures, steering, stepping
from otklik.domains.templates import service as templates
from otklik.domains.templates.documents import TemplateBody, TemplateVariable, Wording
from otklik.domains.templates.schemas import NewTemplate
from otklik.platform.events import publish
from otklik.program import Program

PURPOSE = "offers"


@dataclass(frozen=True)
class Shop:
    """A company that is ready to send: two mailboxes and a letter."""

    program: Program
    company: Company
    first: JourneyWay
    second: JourneyWay
    third: JourneyWay

    async def person(self, name: str = "Анна Ким") -> UUID:
        made = await create_contact(
            self.program, self.company, name=name, address_kind="email", address=f"{unique('p')}@people.test"
        )
        return made.contact_id

    async def journey(self, graph: Graph, *, name: str = "Брошенная корзина") -> UUID:
        """Published and running."""
        async with unit_of_work(self.program, self.company) as ctx:
            made = await steering.create(ctx, schemas.NewJourney(name=name, graph=graph))
        async with unit_of_work(self.program, self.company) as ctx:
            await steering.publish(ctx, made.row.id)
        return made.row.id

    async def enter(self, journey_id: UUID, *contact_ids: UUID, given: Mapping[str, Any] | None = None) -> list[UUID]:
        async with unit_of_work(self.program, self.company) as ctx:
            coming = [entering.Coming(contact_id=one, at=ctx.now(), given=given or {}) for one in contact_ids]
            return await entering.call(ctx, journey_id, coming)

    async def did(
        self, contact_id: UUID, name: str, *, at: datetime | None = None, key: str | None = None, **properties: object
    ) -> None:
        person = PersonRef(contact_id=contact_id)
        await self.told(FactIn(name=name, person=person, at=at, key=key, properties=dict(properties)))

    async def told(self, *facts: FactIn) -> None:
        async with unit_of_work(self.program, self.company) as ctx:
            await recording.record(ctx, facts)

    async def move(self, journey_id: UUID, *, limit: int = stepping.BLOCK_MAX) -> int:
        """All who can be moved now; how many moves it took."""
        moved = 0
        while True:
            async with unit_of_work(self.program, self.company) as ctx:
                block = await stepping.move_block(ctx, journey_id, limit=limit)
            moved += block
            if not block:
                return moved

    async def where(self, journey_id: UUID, contact_id: UUID) -> schemas.RunOut:
        """The latest going-through of the person."""
        async with unit_of_work(self.program, self.company) as ctx:
            return (await figures.runs(ctx, journey_id=journey_id, contact_id=contact_id, limit=1))[0]

    async def messages(self, journey_id: UUID) -> Sequence[tuple[str, UUID, int, str, str]]:
        """(step, person, round, state, code) of everything planned, in order."""
        async with unit_of_work(self.program, self.company) as ctx:
            rows = await ctx.session.execute(
                text(
                    "SELECT b.step, m.contact_id, m.round, m.state, m.code FROM mass_messages m"
                    " JOIN mass_batches b ON b.id = m.batch_id WHERE b.owner_id = :journey ORDER BY m.id"
                ),
                {"journey": journey_id},
            )
            return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    async def provider(
        self, journey_id: UUID, contact_id: UUID, step: str, *, became: str, machine: bool = False, code: str = ""
    ) -> None:
        """What the sender does with the person's message of that step, and tells of it."""
        async with unit_of_work(self.program, self.company) as ctx:
            row = (
                await ctx.session.execute(
                    text(
                        "SELECT m.id, m.batch_id FROM mass_messages m JOIN mass_batches b ON b.id = m.batch_id"
                        " WHERE b.owner_id = :journey AND b.step = :step AND m.contact_id = :contact"
                        " ORDER BY m.round DESC LIMIT 1"
                    ),
                    {"journey": journey_id, "step": step, "contact": contact_id},
                )
            ).one()
            changes = {
                "accepted": "state = 'accepted', accepted_at = :now",
                "failed": "state = 'failed', code = :code",
                "read": "state = 'read', read_at = :now, read_by_machine = :machine",
                "clicked": "clicked_at = :now, read_at = coalesce(read_at, :now), read_by_machine = false",
            }[became]
            await ctx.session.execute(
                text(f"UPDATE mass_messages SET {changes} WHERE id = :id"),
                {"id": row[0], "now": ctx.now(), "machine": machine, "code": code},
            )
            if became in {"accepted", "failed"}:
                settled = MassRow(message_id=row[0], contact_id=contact_id, state=became, code=code)
                await publish(ctx, MassSettled(owner="journey", owner_id=journey_id, batch_id=row[1], rows=(settled,)))
            else:
                hit = MassHitRow(message_id=row[0], contact_id=contact_id, at=ctx.now(), machine=machine)
                event = MassRead if became == "read" else MassClicked
                await publish(ctx, event(owner="journey", owner_id=journey_id, batch_id=row[1], rows=(hit,)))


async def shop(program: Program, company: Company) -> Shop:
    """Everything a journey needs."""
    async with unit_of_work(program, company) as ctx:
        new = PurposeIn(
            code=PURPOSE,
            name_ru="Предложения",
            name_en="Offers",
            basis="legitimate_interest",
            text_ru="Согласен",
            text_en="I agree",
        )
        await purposes.create(ctx, new)
    template_id = await letter(program, company)
    boxes = [await mailbox(program, company, name) for name in ("news", "push", "sms")]
    return Shop(program, company, *(JourneyWay(channel_id=one, template_id=template_id) for one in boxes))


async def mailbox(program: Program, company: Company, name: str, *, port: int = 2525) -> UUID:
    config: dict[str, ConfigValue] = {
        "address": f"{name}@example.test",
        "from_name": "Чайная",
        "password": "unused",
        "imap_host": "127.0.0.1",
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_auth": False,
    }
    return (await create_channel(program, company, kind="email", name=name, config=config)).id


async def letter(program: Program, company: Company) -> UUID:
    """A published letter that shows the cart it is about."""
    wording = Wording(
        subject="{{ person.first_name }}, корзина ждёт",
        mode="mjml",
        code=(
            "<mjml><mj-body><mj-section><mj-column><mj-text>В корзине: {{ goods }}."
            '<a href="{{ unsubscribe_url }}">Отписаться</a></mj-text></mj-column></mj-section></mj-body></mjml>'
        ),
    )
    body = TemplateBody(
        wordings={"ru": wording}, language="ru", variables=(TemplateVariable(name="goods", example="чай"),)
    )
    async with unit_of_work(program, company) as ctx:
        made = await templates.create(ctx, NewTemplate(name="Корзина", kind="email", purpose="mass", body=body))
        await templates.publish(ctx, made.id)
    return made.id
