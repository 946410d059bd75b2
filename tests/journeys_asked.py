"""A journey of one message: what a proof about everything that is sent asks in the name of journeys."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text as sql
from tests import factories_campaigns as said
from tests.factories import Company, unit_of_work

from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import schemas
from otklik.domains.journeys.queries import keeping
from otklik.domains.journeys.service import entering, steering, stepping
from otklik.domains.templates.documents import Kind, TemplateVariable
from otklik.platform.context import Ctx
from otklik.program import Program


@dataclass(frozen=True)
class OneMessage:
    """Running; the same person may come in again at once."""

    journey_id: UUID
    batch_id: UUID

    async def ask(self, ctx: Ctx, contact_id: UUID, words: str) -> bool:
        """The person comes in and is moved; whether these words are planned for them."""
        coming = entering.Coming(contact_id=contact_id, at=ctx.now(), given={"said": words})
        assert await entering.call(ctx, self.journey_id, [coming]) == [contact_id]
        await stepping.move_block(ctx, self.journey_id)
        last = sql("SELECT state FROM mass_messages WHERE batch_id = :batch AND contact_id = :who ORDER BY round DESC")
        return await ctx.session.scalar(last, {"batch": self.batch_id, "who": contact_id}) == "planned"


async def publish(
    program: Program, company: Company, *, channel_id: UUID, purpose: str, kind: Kind = "chat"
) -> OneMessage:
    """One send of what the caller says, to whoever is put in."""
    variables = (TemplateVariable(name="said", example="чай"),)
    letter = await said.template(program, company, kind=kind, body="{{ said }}", variables=variables)
    way = doc.JourneyWay(channel_id=channel_id, template_id=letter)
    graph = doc.Graph(
        trigger=doc.ApiTrigger(next="say"),
        nodes=(doc.Send(id="say", ways=(way,), purpose=purpose, next="end"), doc.Exit(id="end")),
        reentry=doc.Reentry(rule="always"),
    )
    async with unit_of_work(program, company) as ctx:
        made = await steering.create(ctx, schemas.NewJourney(name="Одно сообщение", graph=graph))
        await steering.publish(ctx, made.row.id)
        [batch] = await keeping.batches(ctx, made.row.id)
    return OneMessage(made.row.id, batch.batch_id)
