"""Recipes: journeys ready to begin with, worded in Russian and English. Channels and letters are chosen by the company.

Names of events are those of the table in docs/how-to/facts.md; tests/unit/journeys holds them to it.
"""

from collections.abc import Callable, Mapping
from typing import Final

from otklik.domains.journeys import schemas
from otklik.domains.journeys.documents import (
    DAY_SECONDS,
    AnyNode,
    Branch,
    Cascade,
    CascadeStep,
    Condition,
    DateTrigger,
    EntryProperty,
    EventTrigger,
    Exit,
    Goal,
    GoalEvent,
    Graph,
    JourneyWay,
    Reentry,
    SegmentTrigger,
    Send,
    WaitEvent,
    WaitFor,
    WaitUntil,
    WasSent,
)
from otklik.domains.journeys.errors import RecipeUnknown

HOUR_SECONDS: Final = 3_600
NEAR_SECONDS: Final = 1_800
"""So long after somebody came near a shop they may still be about."""
COLUMN: Final = 260
ROW: Final = 150
OFFERS: Final = "offers"
SERVICE: Final = "service"
"""Purposes as a company is set up with; another one is chosen in the inspector."""

Say = Callable[[str, str], str]


def every(locale: str) -> list[schemas.Recipe]:
    """In the order in which they are offered."""
    return [schemas.Recipe(code=code, graph=graph(code, locale), letters=code in LETTERS) for code in BOOK]


def graph(code: str, locale: str) -> Graph:
    """Titles in the language of whoever begins it. Raises `RecipeUnknown`."""
    if code not in BOOK:
        raise RecipeUnknown(params={"code": code})
    return BOOK[code](lambda ru, en: ru if locale == "ru" else en)


def _send(
    node_id: str,
    title: str,
    at: tuple[int, int],
    leads: str,
    *,
    purpose: str = OFFERS,
    expires_seconds: int | None = None,
) -> Send:
    return Send(
        id=node_id,
        title=title,
        ways=(JourneyWay(),),
        purpose=purpose,
        expires_seconds=expires_seconds,
        next=leads,
        x=at[0] * COLUMN,
        y=at[1] * ROW,
    )


def _wait(node_id: str, title: str, at: tuple[int, int], leads: str, *, seconds: int) -> WaitFor:
    return WaitFor(id=node_id, title=title, seconds=seconds, next=leads, x=at[0] * COLUMN, y=at[1] * ROW)


def _exit(say: Say, at: tuple[int, int]) -> Exit:
    return Exit(id="end", title=say("Конец", "End"), x=at[0] * COLUMN, y=at[1] * ROW)


def _bought(node_id: str, say: Say, at: tuple[int, int], leads: str, *, seconds: int) -> WaitEvent:
    """Wait for a purchase; whoever bought needs no more words."""
    return WaitEvent(
        id=node_id,
        title=say("Ждём покупку", "Wait for a purchase"),
        event="purchase",
        seconds=seconds,
        happened="end",
        timeout=leads,
        x=at[0] * COLUMN,
        y=at[1] * ROW,
    )


def _welcome(say: Say) -> Graph:
    nodes: tuple[AnyNode, ...] = (
        _send("hello", say("Знакомство", "Welcome"), (0, 1), "wait"),
        _wait("wait", say("Два дня", "Two days"), (0, 2), "morning", seconds=2 * DAY_SECONDS),
        WaitUntil(id="morning", title=say("До утра", "Until morning"), at="10:00", next="read", x=0, y=3 * ROW),
        Branch(
            id="read",
            title=say("Прочитал?", "Read?"),
            test=WasSent(node_id="hello", deed="read"),
            yes="best",
            no="again",
            x=0,
            y=4 * ROW,
        ),
        _send("best", say("Что любят другие", "What others love"), (-1, 5), "end"),
        _send("again", say("Короче и по делу", "Shorter"), (1, 5), "end"),
        _exit(say, (0, 6)),
    )
    return Graph(trigger=EventTrigger(event="signed_up", next="hello"), nodes=nodes)


def _cart(say: Say) -> Graph:
    nodes: tuple[AnyNode, ...] = (
        _bought("hour", say, (0, 1), "remind", seconds=HOUR_SECONDS),
        _send("remind", say("Корзина ждёт", "Your cart"), (0, 2), "day"),
        _bought("day", say, (0, 3), "help", seconds=DAY_SECONDS),
        _send("help", say("Помочь выбрать?", "Need a hand?"), (0, 4), "end"),
        _exit(say, (0, 5)),
    )
    return Graph(
        trigger=EventTrigger(event="cart_updated", next="hour"),
        nodes=nodes,
        goal=GoalEvent(event="purchase"),
        reentry=Reentry(rule="after_days", days=3),
    )


def _browsing(say: Say) -> Graph:
    nodes: tuple[AnyNode, ...] = (
        _bought("hours", say, (0, 1), "morning", seconds=4 * HOUR_SECONDS),
        WaitUntil(id="morning", title=say("До 11:00", "Until 11:00"), at="11:00", next="goods", x=0, y=2 * ROW),
        _send("goods", say("Вы смотрели", "You looked at"), (0, 3), "end"),
        _exit(say, (0, 4)),
    )
    return Graph(
        trigger=EventTrigger(event="product_viewed", next="hours"),
        nodes=nodes,
        goal=GoalEvent(event="purchase"),
        reentry=Reentry(rule="after_days", days=7),
    )


def _comparison(say: Say) -> Graph:
    nodes: tuple[AnyNode, ...] = (
        _wait("hour", say("Час", "An hour"), (0, 1), "table", seconds=HOUR_SECONDS),
        _send("table", say("Сравнение в письме", "The comparison by mail"), (0, 2), "end"),
        _exit(say, (0, 3)),
    )
    return Graph(
        trigger=EventTrigger(event="products_compared", next="hour"),
        nodes=nodes,
        goal=GoalEvent(event="purchase"),
        reentry=Reentry(rule="after_days", days=7),
    )


def _birthday(say: Say) -> Graph:
    nodes: tuple[AnyNode, ...] = (
        _send("wish", say("Поздравление", "Best wishes"), (0, 1), "week"),
        _bought("week", say, (0, 2), "last", seconds=7 * DAY_SECONDS),
        _send("last", say("Подарок ещё ждёт", "Your gift still waits"), (0, 3), "end"),
        _exit(say, (0, 4)),
    )
    return Graph(trigger=DateTrigger(attribute="birthday", at="10:00", next="wish"), nodes=nodes)


def _order(say: Say) -> Graph:
    status = Condition(name="status", comparison="is", value="delivered")
    moves = say("Заказ в пути", "Your order moves on")
    nodes: tuple[AnyNode, ...] = (
        Branch(
            id="which",
            title=say("Доставлен?", "Delivered?"),
            test=EntryProperty(condition=status),
            yes="here",
            no="moves",
            x=0,
            y=ROW,
        ),
        _send("here", say("Заказ у вас", "Your order is here"), (-1, 2), "done", purpose=SERVICE),
        _send("moves", moves, (1, 2), "end", purpose=SERVICE, expires_seconds=DAY_SECONDS),
        Goal(id="done", title=say("Доставлен", "Delivered"), next="end", x=-COLUMN, y=3 * ROW),
        _exit(say, (0, 4)),
    )
    return Graph(trigger=EventTrigger(event="order_status", next="which"), nodes=nodes, reentry=Reentry(rule="always"))


def _review(say: Say) -> Graph:
    nodes: tuple[AnyNode, ...] = (
        _wait("week", say("Неделя", "A week"), (0, 1), "evening", seconds=7 * DAY_SECONDS),
        WaitUntil(id="evening", title=say("До вечера", "Until evening"), at="19:00", next="ask", x=0, y=2 * ROW),
        _send("ask", say("Как вам покупка?", "How do you like it?"), (0, 3), "left"),
        WaitEvent(
            id="left",
            title=say("Ждём отзыв", "Wait for the review"),
            event="review_left",
            seconds=5 * DAY_SECONDS,
            happened="thanks",
            timeout="end",
            x=0,
            y=4 * ROW,
        ),
        _send("thanks", say("Спасибо", "Thank you"), (-1, 5), "end"),
        _exit(say, (0, 6)),
    )
    return Graph(
        trigger=EventTrigger(event="purchase", next="week"),
        nodes=nodes,
        goal=GoalEvent(event="review_left", leaves=False),
        reentry=Reentry(rule="after_days", days=60),
    )


def _told(say: Say, title: str, *, event: str, days: int, expires_seconds: int | None = None) -> Graph:
    """One message when something happened, no oftener than once in so many days."""
    return Graph(
        trigger=EventTrigger(event=event, next="tell"),
        nodes=(_send("tell", title, (0, 1), "end", expires_seconds=expires_seconds), _exit(say, (0, 2))),
        goal=GoalEvent(event="purchase"),
        reentry=Reentry(rule="after_days", days=days),
    )


def _price_drop(say: Say) -> Graph:
    return _told(say, say("Цена снизилась", "The price is down"), event="price_dropped", days=3)


def _back_in_stock(say: Say) -> Graph:
    nodes: tuple[AnyNode, ...] = (
        _send("tell", say("Снова в наличии", "Back in stock"), (0, 1), "day"),
        _bought("day", say, (0, 2), "last", seconds=DAY_SECONDS),
        _send("last", say("Ещё думаете?", "Still thinking?"), (0, 3), "end"),
        _exit(say, (0, 4)),
    )
    return Graph(
        trigger=EventTrigger(event="back_in_stock", next="tell"),
        nodes=nodes,
        goal=GoalEvent(event="purchase"),
        reentry=Reentry(rule="always"),
    )


def _near_shop(say: Say) -> Graph:
    return _told(say, say("Вы рядом", "You are near"), event="near_shop", days=7, expires_seconds=NEAR_SECONDS)


def _reactivation(say: Say) -> Graph:
    nodes: tuple[AnyNode, ...] = (
        _send("miss", say("Давно не виделись", "It has been a while"), (0, 1), "week"),
        _bought("week", say, (0, 2), "offer", seconds=7 * DAY_SECONDS),
        _send("offer", say("Повод вернуться", "A reason to come back"), (0, 3), "month"),
        _bought("month", say, (0, 4), "end", seconds=30 * DAY_SECONDS),
        _exit(say, (0, 5)),
    )
    return Graph(
        trigger=SegmentTrigger(next="miss"),
        nodes=nodes,
        goal=GoalEvent(event="purchase"),
        reentry=Reentry(rule="after_days", days=180),
    )


def _win_back(say: Say) -> Graph:
    """For a segment of those who buy later than usual: an offer, then the question why."""
    nodes: tuple[AnyNode, ...] = (
        _send("offer", say("Повод вернуться", "A reason to come back"), (0, 1), "week"),
        _bought("week", say, (0, 2), "morning", seconds=7 * DAY_SECONDS),
        WaitUntil(id="morning", title=say("До 11:00", "Until 11:00"), at="11:00", next="why", x=0, y=3 * ROW),
        _send("why", say("Что не так?", "What went wrong?"), (0, 4), "month"),
        _bought("month", say, (0, 5), "end", seconds=30 * DAY_SECONDS),
        _exit(say, (0, 6)),
    )
    return Graph(
        trigger=SegmentTrigger(next="offer"),
        nodes=nodes,
        goal=GoalEvent(event="purchase"),
        reentry=Reentry(rule="after_days", days=90),
    )


def _cascade(say: Say) -> Graph:
    steps = (
        CascadeStep(patience_seconds=DAY_SECONDS),
        CascadeStep(patience_seconds=2 * HOUR_SECONDS),
        CascadeStep(),
    )
    nodes: tuple[AnyNode, ...] = (
        Cascade(
            id="cascade",
            title=say("Письмо → пуш → СМС", "E-mail → push → SMS"),
            steps=steps,
            purpose=OFFERS,
            next="end",
            x=0,
            y=ROW,
        ),
        _exit(say, (0, 2)),
    )
    return Graph(trigger=SegmentTrigger(existing=True, next="cascade"), nodes=nodes)


BOOK: Final[Mapping[str, Callable[[Say], Graph]]] = {
    "cascade": _cascade,
    "welcome": _welcome,
    "abandoned_cart": _cart,
    "abandoned_browsing": _browsing,
    "comparison": _comparison,
    "birthday": _birthday,
    "order_status": _order,
    "review": _review,
    "price_drop": _price_drop,
    "back_in_stock": _back_in_stock,
    "near_shop": _near_shop,
    "win_back": _win_back,
    "reactivation": _reactivation,
}

LETTERS: Final[Mapping[str, Mapping[str, str]]] = {
    "abandoned_cart": {"remind": "goods_cart", "help": "goods_help"},
    "abandoned_browsing": {"goods": "goods_viewed"},
    "price_drop": {"tell": "price_drop"},
    "back_in_stock": {"tell": "back_in_stock", "last": "goods_thinking"},
}
"""Recipes that come with letters: by step, the starter (`templates.starters_goods`) that it says."""
