"""A template looked at before anybody gets it: as a person would, and by the checks."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from otklik.channels.registry import Registry
from otklik.channels.sms import segments
from otklik.domains.contacts import service as contacts
from otklik.domains.prices import service as prices
from otklik.domains.templates import queries, schemas
from otklik.domains.templates.documents import Kind, Purpose, TemplateBody
from otklik.domains.templates.errors import LanguageMissing, RenderFailed
from otklik.domains.templates.rules import markup
from otklik.domains.templates.rules.checks import Finding
from otklik.domains.templates.service import people, rendering
from otklik.platform.context import Ctx

TemplateAsked = schemas.TemplateAsked
TemplatePreview = schemas.TemplatePreview
"""For those who show previews of their own."""


async def preview(ctx: Ctx, asked: schemas.TemplateAsked) -> schemas.TemplatePreview:
    """Raises `LanguageMissing`, `contacts.ContactNotFound`, `RenderFailed`."""
    body, language = asked.body, asked.language
    _require(body, language)
    parts = rendering.read(asked.kind, body, language, blocks=await queries.block_sources(ctx))
    recipient = await people.recipient(
        ctx,
        body,
        language=language,
        contact_id=asked.contact_id,
        segments=asked.segments,
        named=parts.named(),
        sample=asked.sample,
    )
    said = rendering.render(parts, language, recipient)
    unsaid = await people.unsaid(ctx)
    found = rendering.judge(asked.kind, asked.purpose, body, language, parts=parts, said=said, unsaid=unsaid)
    return schemas.TemplatePreview(
        language=language,
        subject=said.get("subject", ""),
        preheader=said.get("preheader", ""),
        html=said.get("html", ""),
        text=said.get("text", ""),
        title=said.get("title", ""),
        url=said.get("url", ""),
        buttons=rendering.buttons(body.wordings[language], said),
        bytes=len(said.get("html", "").encode()),
        cost=await _cost(ctx, said["text"], asked.contact_id) if asked.kind == "sms" and "text" in said else None,
        findings=[told(one) for one in found],
    )


async def check(
    ctx: Ctx, *, kind: Kind, purpose: Purpose, body: TemplateBody, language: str | None = None
) -> schemas.TemplateChecked:
    """Of one language or of all. Raises `LanguageMissing`."""
    if language is not None:
        _require(body, language)
    blocks = await queries.block_sources(ctx)
    unsaid = await people.unsaid(ctx)
    found: dict[str, list[schemas.TemplateFinding]] = {}
    for one in [language] if language else body.wordings:
        parts = rendering.read(kind, body, one, blocks=blocks)
        recipient = await people.recipient(ctx, body, language=one, contact_id=None)
        try:
            said = rendering.render(parts, one, recipient)
        except RenderFailed as failed:
            found[one] = [
                schemas.TemplateFinding(code=failed.code, severity="error", part="html", params=failed.params)
            ]
            continue
        judged = rendering.judge(kind, purpose, body, one, parts=parts, said=said, unsaid=unsaid)
        found[one] = [told(each) for each in judged]
    ready = not any(one.severity == "error" for many in found.values() for one in many)
    return schemas.TemplateChecked(ready=ready, findings=found)


async def problems(ctx: Ctx, kind: Kind, body: TemplateBody) -> Sequence[schemas.TemplateFinding]:
    """What would fail or leave a hole, in every language."""
    blocks = await queries.block_sources(ctx)
    return [
        schemas.TemplateFinding(
            code=f"templates.{one.code}",
            severity="error",
            part=one.part,
            params={
                "language": language,
                "line": one.line,
                "column": one.column,
                "found": one.found,
                "suggestion": one.suggestion,
            },
        )
        for language in body.wordings
        for one in rendering.read(kind, body, language, blocks=blocks).problems
    ]


def as_mjml(asked: schemas.TemplateMarkupAsked) -> schemas.TemplateMarkup:
    """The blocks as markup, for whoever goes on in code. Raises `LanguageMissing`."""
    _require(asked.body, asked.language)
    return schemas.TemplateMarkup(mjml=markup.visual(asked.body.wordings[asked.language], language=asked.language))


def told(finding: Finding) -> schemas.TemplateFinding:
    return schemas.TemplateFinding(**msgspec.structs.asdict(finding))


def _require(body: TemplateBody, language: str) -> None:
    if language not in body.wordings:
        raise LanguageMissing(params={"language": language})


async def _cost(ctx: Ctx, text: str, contact_id: UUID | None) -> schemas.SmsCost:
    """By the first kind of channel that sends SMS; without a phone: the price of any country."""
    counted = segments.count(text)
    phone = ""
    if contact_id is not None:
        held = (await contacts.get(ctx, contact_id)).identities
        phone = next((one.address for one in held if one.address_kind == prices.PHONE), "")
    kinds = [one.manifest.kind for one in ctx.use(Registry).all() if one.manifest.capabilities.sms]
    found = await prices.cost(ctx, kind=kinds[0], address=phone, segments=counted.segments) if kinds else None
    return schemas.SmsCost(
        segments=counted.segments,
        micros=found.micros if found else None,
        currency=found.currency if found else "",
    )
