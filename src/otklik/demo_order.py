"""How the demo company keeps order: teams, labels, saved views, rules, absences, tasks; what its customers said of it.

Through the services' own verbs, as their forms call them; only ratings are written down as they would have been given.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from otklik import demo_play
from otklik import demo_story as story
from otklik.domains.absences.schemas import OwnAbsence
from otklik.domains.absences.service import planning as absences
from otklik.domains.automations.schemas import NewAutomation, NewMacro
from otklik.domains.automations.service import keeping, macros
from otklik.domains.consultations.schemas import ConsultationIn
from otklik.domains.consultations.service import asking
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.schemas import Colour, LabelIn, SavedViewIn, ViewFilter
from otklik.domains.conversations.service import labelling, labels, planning, saved_views, writing
from otklik.domains.delivery.service import files
from otklik.domains.ratings.models import Rating
from otklik.domains.ratings.schemas import RatingChoices
from otklik.domains.ratings.service import choosing
from otklik.domains.snippets import service as snippets
from otklik.domains.tasks.service import adding as tasks
from otklik.domains.workspaces.schemas import OperatorData, TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.clock import FixedClock
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.ids import new_id

LABELS: Final[Sequence[tuple[str, Colour]]] = (("Доставка", "blue"), ("Возврат", "orange"), ("Опт", "violet"))
RATED: Final = (
    (5, "Быстро и по делу, спасибо!"),
    (5, ""),
    (4, ""),
    (2, "Заменили, но долго объясняли почему"),
    (5, ""),
)
"""Scores and comments in the order in which conversations were closed."""
ASKED_AFTER: Final = timedelta(minutes=30)
TASKS: Final = (
    ("Диадок", story.ANNA, "Позвонить Дмитрию: согласовать договор на год", timedelta(days=1), timedelta(hours=5)),
    ("4907", story.ANNA, "Проверить, что пачка ушла в заказ 4907", timedelta(), timedelta(hours=2)),
    ("Казань", story.ILYA, "Спросить, доехала ли посылка в Казань", timedelta(), timedelta(days=2)),
)
"""In the conversation with those words, whose, what, how long ago and in what time from then: the first is overdue."""
USES: Final = (
    ("доставка", story.ANNA, 9),
    ("доставка", story.ILYA, 5),
    ("помол", story.DARIA, 4),
    ("статус", story.ILYA, 3),
)
PRICES: Final = "Сорт;250 г;1 кг\r\nБразилия;590 ₽;2 100 ₽\r\nЭфиопия;720 ₽;2 600 ₽\r\nКолумбия;650 ₽;2 350 ₽\r\n"


class _Found(msgspec.Struct, frozen=True):
    """What the rest is about."""

    people: Mapping[str, OperatorData]
    conversations: Sequence[Conversation]
    labels: Mapping[str, UUID]

    def about(self, words: str) -> UUID:
        return next(one.id for one in self.conversations if words in one.preview)


async def keep(ctx: Ctx, people: Mapping[str, OperatorData]) -> None:
    """The caller acts as the owner."""
    made = {name: (await labels.create(ctx, LabelIn(name=name, colour=colour))).id for name, colour in LABELS}
    query = scoped(ctx, Conversation).order_by(Conversation.closed_at, Conversation.number)
    found = _Found(people=people, conversations=(await ctx.session.scalars(query)).all(), labels=made)
    await _sort(ctx, found)
    await _rules(ctx, found)
    await _people(ctx, found)
    await _tasks(ctx, found)
    await _replies(ctx, found)
    await _rate(ctx, found)


async def _sort(ctx: Ctx, found: _Found) -> None:
    """Labels, priority and saved views."""
    for words, label in (("Казань", "Доставка"), ("4907", "Доставка"), ("Диадок", "Опт")):
        for one in found.conversations:
            if words in one.preview:
                await labelling.add(ctx, one.id, found.labels[label])
    await labelling.prioritise(ctx, found.about("скидку"), priority="high")
    urgent = ViewFilter(view="open", priority="high")
    wholesale = ViewFilter(view="all", label_id=found.labels["Опт"])
    for name, chosen in (("Срочные", urgent), ("Опт", wholesale)):
        await saved_views.create(ctx, SavedViewIn(name=name, filter=chosen, shared=True))
    tomorrow = planning.Moment(send_at=ctx.now() + timedelta(hours=20))
    await planning.plan(ctx, found.about("Диадок"), writing.Words(text="Дмитрий, счёт готов, отправила."), tomorrow)


async def _rules(ctx: Ctx, found: _Found) -> None:
    refund = [{"kind": "add_label", "label_id": found.labels["Возврат"]}, {"kind": "priority", "priority": "high"}]
    note = {"kind": "note", "text": "Сначала предложите замену на другой сорт."}
    await macros.create(ctx, msgspec.convert({"name": "Возврат", "actions": [*refund, note]}, NewMacro, strict=False))
    rule = {
        "name": "Вернуть деньги: метка и срочность",
        "enabled": True,
        "trigger": "message_received",
        "conditions": [{"kind": "words", "words": ["вернуть", "возврат"]}],
        "actions": refund,
    }
    await keeping.create(ctx, msgspec.convert(rule, NewAutomation, strict=False))


async def _people(ctx: Ctx, found: _Found) -> None:
    """A team, a holiday with a deputy, a question to a colleague."""
    anna, ilya, daria = (found.people[key].id for key in (story.ANNA, story.ILYA, story.DARIA))
    await teams.create_team(ctx, TeamCreate(name="Магазин", member_ids=[anna, ilya, daria]))
    start = ctx.now() + timedelta(days=5)
    away = OwnAbsence(starts_at=start, ends_at=start + timedelta(days=10), deputy_operator_id=ilya)
    await absences.plan(ctx, daria, away)
    due_at = ctx.now() + timedelta(hours=3)
    asked = ConsultationIn(question="Хватит ли Бразилии на 6 кг в месяц?", due_at=due_at, operator_id=ilya)
    await asking.ask(ctx, found.about("Диадок"), asked)
    ctx.actor = demo_play.acting(found.people[story.ILYA])
    asked = ConsultationIn(question="Успеем добавить пачку в 4907 до отправки?", due_at=due_at, operator_id=anna)
    await asking.ask(ctx, found.about("4907"), asked)
    ctx.actor = demo_play.acting(found.people[story.ANNA])


async def _tasks(ctx: Ctx, found: _Found) -> None:
    now = ctx.now()
    for words, whose, text, ago, within in TASKS:
        ctx.clock = FixedClock(now - ago)
        draft = tasks.Draft(text=text, due=tasks.Due(at=ctx.now() + within), operator_id=found.people[whose].id)
        await tasks.for_conversation(ctx, found.about(words), draft)
    ctx.clock = FixedClock(now)


async def _replies(ctx: Ctx, found: _Found) -> None:
    """A price list goes with one of them; some were used these days."""
    known = {one.shortcut: one for one, _ in await snippets.search(ctx, limit=50)}
    prices = await files.keep(ctx, name="Прайс на зерно.csv", media_type="text/csv", data=PRICES.encode("utf-8-sig"))
    await ctx.session.flush()
    carried = snippets.SnippetChanges(attachment_ids=(prices.id,))
    await snippets.update(ctx, snippet_id=known["офис"].id, changes=carried)
    for shortcut, whose, times in USES:
        ctx.actor = demo_play.acting(found.people[whose])
        for _ in range(times):
            await snippets.count_use(ctx, snippet_id=known[shortcut].id)
    ctx.actor = demo_play.acting(found.people[story.ANNA])


async def _rate(ctx: Ctx, found: _Found) -> None:
    chosen = await choosing.put(ctx, RatingChoices(enabled=True, delay_minutes=int(ASKED_AFTER.total_seconds() // 60)))
    over = [one for one in found.conversations if one.closed_at is not None and one.assignee_id is not None]
    for one, (score, comment) in zip(over, RATED, strict=False):
        assert one.closed_at is not None
        assert one.assignee_id is not None
        asked_at = one.closed_at + ASKED_AFTER
        rated = {"score": score, "bad": score <= chosen.bad_up_to, "comment": comment, "rated_at": asked_at}
        ctx.session.add(
            Rating(
                id=new_id(),
                workspace_id=ctx.workspace_id,
                conversation_id=one.id,
                channel_id=one.channel_id,
                operator_id=one.assignee_id,
                closed_at=one.closed_at,
                asked_at=asked_at,
                scale=chosen.scale,
                bad_up_to=chosen.bad_up_to,
                locale="ru",
                **rated,
            )
        )
    await ctx.session.flush()
