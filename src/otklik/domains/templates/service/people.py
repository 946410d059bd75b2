"""A person as a template sees them: a real contact, or a sample who stands for all."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.contacts import service as contacts
from otklik.domains.passes.service import links as passes
from otklik.domains.snippets import service as snippets
from otklik.domains.templates.documents import TemplateBody, TemplateSample, TemplateVariable
from otklik.domains.templates.language import filters, names
from otklik.domains.templates.language.compiling import Recipient
from otklik.domains.templates.language.variables import Named
from otklik.domains.templates.service import goods
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import Ctx

SAMPLE_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "female": {"ru": "Анна Петрова", "en": "Anna Smith"},
    "male": {"ru": "Иван Петров", "en": "John Smith"},
}
SAMPLE: Final = TemplateSample()
NOTHING: Final = Named()
DEADLINE_IN: Final = timedelta(days=3)
BIRTHDAY: Final = "birthday"
"""The attribute of which `person.age` is told; journeys and segments call it so too."""
STOCK: Final = 3
SITE: Final = "https://example.com/"
"""Links a sender makes for each letter are only shown by examples here."""


class SegmentsPort(Protocol):
    """Told by the domain that knows segments: which of the codes a person is in."""

    async def held(self, ctx: Ctx, *, contact_id: UUID, codes: Iterable[str]) -> frozenset[str]: ...


class SegmentsSlot:
    """Where that domain puts itself, for `ctx.use` works by concrete type; nobody is in any segment until it does."""

    def __init__(self, port: SegmentsPort | None = None) -> None:
        self.port = port


async def recipient(
    ctx: Ctx,
    body: TemplateBody,
    *,
    language: str,
    contact_id: UUID | None,
    segments: Iterable[str] = (),
    named: Named = NOTHING,
    sample: TemplateSample = SAMPLE,
) -> Recipient:
    """Declared variables by their examples. `named`: segments and goods that are asked of a real person.

    Raises `contacts.errors.ContactNotFound`.
    """
    company = await workspaces.workspace(ctx)
    held = frozenset(segments)
    if contact_id is not None:
        held |= await _held(ctx, contact_id, named.segments)
    facts: dict[str, object] = {
        "person": await _person(ctx, contact_id, language, company.time_zone)
        if contact_id is not None
        else _sample(sample, language),
        "company": {**company_facts(company), "url": company.site_url or SITE},
        "now": ctx.now(),
        "unsubscribe_url": f"{SITE}unsubscribe",
        "preferences_url": f"{SITE}preferences",
        "web_url": f"{SITE}letter",
        "pass_url": passes.link(ctx, contact_id) if contact_id is not None else f"{SITE}card",
    }
    zone = company.time_zone
    if contact_id is not None:
        zone = (await contact_policy.zones(ctx, [contact_id]))[contact_id].key
    facts |= await _goods(ctx, contact_id, language, named.goods)
    facts |= {one.name: example(one, language, ctx) for one in body.variables}
    return Recipient(facts=facts, segments=held, language=language, time_zone=zone)


def company_facts(company: workspaces.WorkspaceData) -> dict[str, str]:
    """What the company says of itself in its settings; what it did not say is empty."""
    return {
        "name": company.name,
        "phone": company.phone,
        "email": company.email,
        "url": company.site_url,
        "address": company.address,
    }


async def unsaid(ctx: Ctx) -> frozenset[str]:
    """Paths of what the company did not say of itself: `company.url`."""
    company = await workspaces.workspace(ctx)
    return frozenset(f"company.{name}" for name, value in company_facts(company).items() if not value)


def person_facts(
    name: str,
    *,
    addresses: Mapping[str, str],
    language: str,
    attributes: Mapping[str, object],
    now: datetime | None = None,
) -> dict[str, object]:
    """What stands under `person`; attributes under the names by which they are written in braces.

    `now`, in the company's zone: their age is told too.
    """
    parts = names.parts(name)
    told = {} if now is None else {"age": _age(attributes.get(BIRTHDAY), now)}
    return {
        "name": name,
        "first_name": parts.first,
        "last_name": parts.last,
        "middle_name": parts.middle,
        "gender": names.gender(parts),
        "email": addresses.get("email", ""),
        "phone": addresses.get("phone", ""),
        "language": language,
        "attributes": {snippets.variable_name(key): value for key, value in attributes.items()},
        **told,
    }


def spoken(body: TemplateBody, wanted: str) -> str:
    """Which of a body's languages is for somebody: their own, its main one (`en` for `en-GB`), or the fallback."""
    for one in (wanted, wanted.partition("-")[0], body.language):
        if one in body.wordings:
            return one
    return next(iter(body.wordings))


def example(variable: TemplateVariable, language: str, ctx: Ctx) -> object:
    """What a preview shows for a declared value: its example, or something plausible."""
    if variable.example:
        return meant(variable, variable.example)
    soon = ctx.now() + DEADLINE_IN
    return {
        "number": 5,
        "money": goods.SAMPLE_PRICE,
        "stock": STOCK,
        "date": soon.isoformat(),
        "deadline": soon.isoformat(),
        "link": "https://example.com/",
        "list": _products(language),
    }.get(variable.kind, variable.label or variable.name)


def meant(variable: TemplateVariable, value: str) -> object:
    """A declared value as it was typed: of a number the number, so that it can be compared; of a list its parts."""
    if variable.kind not in {"number", "money", "stock", "list"}:
        return value
    try:
        return json.loads(value, parse_float=Decimal)  # 12.50 is shown with its nought
    except (ValueError, RecursionError):
        return value


def _products(language: str) -> Sequence[Mapping[str, object]]:
    """Of an event's own list: prices as events hold them."""
    titles = goods.SAMPLE_TITLES.get(language, goods.SAMPLE_TITLES["en"])
    about = {"url": SITE, "image_url": goods.SAMPLE_PICTURE, "price": goods.SAMPLE_PRICE}
    return [{"title": one, **about} for one in titles]


async def _goods(ctx: Ctx, contact_id: UUID | None, language: str, lists: frozenset[str]) -> Mapping[str, object]:
    if contact_id is None:
        return goods.sample(language)
    root_id = (await contacts.get(ctx, contact_id)).id
    return (await goods.facts(ctx, contact_ids=[root_id], names=lists))[root_id]


def _age(birthday: object, now: datetime) -> int | None:
    born = filters.moment(birthday, str(now.tzinfo or "UTC"))
    return None if born is None else filters.years(born, today=now)


def _sample(one: TemplateSample, language: str) -> dict[str, object]:
    name = SAMPLE_NAMES[one.gender].get(language, SAMPLE_NAMES[one.gender]["en"])
    addresses = {"email": "anna@example.com", "phone": "+79991234567"}
    known = person_facts(name, addresses=addresses, language=language, attributes={})
    return {**known, "gender": one.gender, "age": one.age}


async def _person(ctx: Ctx, contact_id: UUID, language: str, zone: str) -> dict[str, object]:
    contact = await contacts.get(ctx, contact_id)
    held = {one.address_kind: one.address for one in reversed(contact.identities)}
    attributes: Mapping[str, Any] = contact.attributes  # Any: text, numbers, flags
    return person_facts(
        contact.name,
        addresses=held,
        language=contact.locale or language,
        attributes=attributes,
        now=ctx.now().astimezone(ZoneInfo(zone)),
    )


async def _held(ctx: Ctx, contact_id: UUID, codes: Iterable[str]) -> frozenset[str]:
    port = ctx.use(SegmentsSlot).port
    return frozenset() if port is None else await port.held(ctx, contact_id=contact_id, codes=codes)
