"""A draft sent to whoever writes it, by the ordinary way: the ledger, its gate and its trail."""

from typing import Final
from uuid import UUID

from otklik.domains.delivery.service import channels, ledger
from otklik.domains.templates import queries, schemas, service
from otklik.domains.templates.errors import LanguageMissing, NotTestable
from otklik.domains.templates.events import TemplateTested
from otklik.domains.templates.service import people, rendering
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

PURPOSE: Final = "test"
MARK: Final = "[Test] "
"""Before a subject, so that nobody takes it for what customers got."""
ADDRESS_KINDS: Final = {"email": "email", "sms": "phone"}


async def send(ctx: Ctx, template_id: UUID, asked: schemas.TemplateTestIn) -> schemas.TemplateTestOut:
    """Raises `TemplateNotFound`, `LanguageMissing`, `NotTestable`, `RenderFailed`, `delivery.errors.Refused`."""
    row = await service.found(ctx, template_id)
    kind, body = service.kind_of(row), service.body_of(row)
    if asked.language not in body.wordings:
        raise LanguageMissing(params={"language": asked.language})
    channel = await channels.get(ctx, asked.channel_id)
    if channels.manifest(ctx, channel.kind).address_kind != ADDRESS_KINDS.get(kind):
        raise NotTestable(params={"kind": kind})
    parts = rendering.read(kind, body, asked.language, blocks=await queries.block_sources(ctx))
    recipient = await people.recipient(
        ctx, body, language=asked.language, contact_id=asked.contact_id, named=parts.named()
    )
    said = rendering.render(parts, asked.language, recipient)
    to = await _address(ctx, kind, asked.to)
    draft = ledger.Draft(
        channel_id=channel.id,
        lane=template_id,
        subject_id=new_id(),
        key=f"template-test:{new_id()}",
        purpose=PURPOSE,
        to_address=to,
        thread_id="",
        content=ledger.Content(
            text=said.get("text", ""),
            html=said.get("html", ""),
            subject=f"{MARK}{said['subject']}" if kind == "email" else "",
            language=asked.language,
        ),
    )
    planned = await ledger.plan(ctx, draft)
    await publish(ctx, TemplateTested(template_id=template_id, ledger_id=planned.id), subject_id=template_id)
    return schemas.TemplateTestOut(ledger_id=planned.id, to=to)


async def _address(ctx: Ctx, kind: str, to: str) -> str:
    """A letter goes to nobody but oneself; an SMS to the phone that was typed."""
    if kind == "sms" and to.strip():
        return to.strip()
    if kind != "email" or ctx.actor.kind is not ActorKind.OPERATOR or ctx.actor.id is None:
        raise NotTestable(params={"kind": kind})
    return (await workspaces.operator(ctx, ctx.actor.id)).email
