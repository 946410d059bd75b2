"""The demo company: three colleagues, working hours, ready replies and a few days of site chat; made once."""

from collections.abc import Mapping
from typing import Final

import msgspec

from otklik import (
    demo_activity,
    demo_campaigns,
    demo_consents,
    demo_goods,
    demo_journeys,
    demo_order,
    demo_play,
    demo_prepared,
    demo_reach,
    demo_segments,
    demo_story,
)
from otklik.channels.contract import ConfigValue
from otklik.domains.bonus.rules import Terms
from otklik.domains.bonus.service import ruling as bonus
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import channels
from otklik.domains.posts import service as posts
from otklik.domains.prices import service as prices
from otklik.domains.schedule import service as schedule
from otklik.domains.schedule.schemas import Autoresponder, Hours, Interval
from otklik.domains.snippets import service as snippets
from otklik.domains.targets.schemas import TargetIn
from otklik.domains.targets.service import defining
from otklik.domains.templates import service as templates
from otklik.domains.templates.schemas import NewTemplate
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.schemas import OperatorData, WorkspacePatch
from otklik.domains.workspaces.service import operators
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.program import Program

EMAIL: Final = "demo@otklik.local"
PASSWORD: Final = "demo-demo-demo"  # noqa: S105 - printed to whoever started the demo
COMPANY: Final = "Кофейня «Отклик»"
OWNER: Final = "Анна Светлова"
COLLEAGUES: Final = (
    (demo_story.ILYA, "Илья Воронов", "ilya@otklik.local", "operator"),
    (demo_story.DARIA, "Дарья Лисина", "daria@otklik.local", "supervisor"),
)
TOPICS: Final = ("Где мой заказ?", "Доставка и оплата", "Помогите выбрать кофе")
QUESTIONS: Final = (
    "Сколько идёт доставка?",
    "Как вернуть товар?",
    "Какой помол выбрать?",
    "Есть ли подписка для офиса?",
    "Как применить промокод?",
)
BONUS: Final = Terms(pool_minor=30_000_00, answers_min=1, norm_seconds=180)
"""A few days of conversations give three people a place."""
CHAT: Final[Mapping[str, ConfigValue]] = {
    "title": COMPANY,
    "greeting_ru": "Здравствуйте. Спросите о кофе, заказе или доставке.",
    "greeting_en": "Hello. Ask about coffee, an order or delivery.",
    "topics": TOPICS,
    "questions": QUESTIONS,
}
TARGET: Final = TargetIn(
    name="Чат на сайте", first_seconds=20 * 60, any_seconds=30 * 60, solve_seconds=6 * 3600, working=False
)
"""By the clock, so that at any hour of the first start one wait of the story is near its end and one is past it."""

REACHED: Final = WorkspacePatch(
    site_url="https://coffee.example/",
    phone="+7 495 000-00-00",
    email="hello@coffee.example",
    address="Москва, Кофейный переулок, 1",
)
TEMPLATES: Final[Mapping[str, str]] = {
    "welcome": "Приветствие",
    "cart": "Брошенная корзина",
    "birthday": "День рождения",
    "order": "Статус заказа",
    "review": "Просьба об отзыве",
}
"""The ready templates by the names a marketer would give them."""


class Welcome(msgspec.Struct, frozen=True):
    email: str
    password: str


async def create(program: Program) -> Welcome:
    """Create what is missing; a second call changes nothing."""
    company = await workspaces.demo_company(
        program.parts, password=PASSWORD, email=EMAIL, name=COMPANY, owner_name=OWNER
    )
    async with program.database.transaction(company.workspace_id, locale="ru") as ctx:
        if await ctx.session.scalar(scoped(ctx, Channel).limit(1)) is None:  # a deleted one counts too
            await fill(ctx)
    return Welcome(EMAIL, PASSWORD)


async def fill(ctx: Ctx) -> None:
    """The demo in a company that has its owner and nothing else, as of the context's clock."""
    await workspaces.change_workspace(ctx, REACHED)
    channel = await channels.create(ctx, kind="webchat", name="Чат на сайте", config=CHAT)
    await schedule.set_hours(ctx, hours=_hours())
    for reply in demo_story.REPLIES:
        new = snippets.NewSnippet(shortcut=reply.shortcut, title=reply.title, text=reply.text)
        await snippets.create(ctx, new=new)
    await defining.create(ctx, new=TARGET)
    await prices.save(ctx, kind="email", prices=[demo_story.LETTER])
    await _write_templates(ctx)
    people = await _people(ctx)
    await demo_play.play(ctx, channel, people)
    ctx.actor = demo_play.acting(people[demo_story.ANNA])
    await demo_order.keep(ctx, people)
    await demo_consents.keep(ctx)
    await demo_activity.keep(ctx)
    await demo_goods.keep(ctx)
    await demo_segments.keep(ctx)
    await demo_journeys.keep(ctx)
    await demo_campaigns.keep(ctx)
    await posts.create(ctx, demo_story.POST)
    await demo_reach.keep(ctx, channel)
    await demo_prepared.keep(ctx, people[demo_story.ANNA])
    await bonus.put(ctx, BONUS)


async def _write_templates(ctx: Ctx) -> None:
    """Published, but for the last: a draft is there to be seen too."""
    for one in templates.starting(ctx):
        if one.code not in TEMPLATES:  # those with goods come with the journeys they are for
            continue
        new = NewTemplate(name=TEMPLATES[one.code], kind=one.kind, purpose=one.purpose, folder="Письма", body=one.body)
        made = await templates.create(ctx, new)
        if one.code != "review":
            await templates.publish(ctx, made.id)


def _hours() -> Hours:
    """On holidays too: in the first week of January the story would be without a working hour else."""
    day = (Interval(opens="09:00", closes="21:00"),)
    return Hours(
        time_zone=demo_story.ZONE.key,
        week=(day,) * 7,
        autoresponder=Autoresponder(enabled=True),
    )


async def _people(ctx: Ctx) -> dict[str, OperatorData]:
    """Colleagues have no password: they are there to be seen, and to be given conversations."""
    people = {
        key: await workspaces.create_operator(ctx, email=email, name=name, role=role)
        for key, name, email, role in COLLEAGUES
    }
    people[demo_story.ANNA] = await _owner(ctx)
    return people


async def _owner(ctx: Ctx) -> OperatorData:
    found = await operators.operators(ctx, cursor=None, limit=None)
    return next(one for one in found.items if one.role == "owner")
