"""What the demo company has lived through: its ready replies and a few days of conversations, as plain data.

Days and times are Moscow's; what is told in minutes happened that long before the first start.
"""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.channels.contract import Price
from otklik.domains.posts.schemas import PostIn

ZONE: Final = ZoneInfo("Europe/Moscow")
SITE: Final = "https://otklik-coffee.example"
LETTER: Final = Price(micros=150_000, currency="RUB")
"""What a letter costs the shop by its contract: fifteen kopecks."""

ANNA: Final = "anna"
ILYA: Final = "ilya"
DARIA: Final = "daria"
CUSTOMER: Final = "customer"
STAYS: Final = 4 * 60
"""Minutes for which those who just wrote keep their page open: whoever looks at the demo finds them there."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a conversation, `after_seconds` the one before it."""

    after_seconds: int
    who: str
    text: str = ""
    act: str = "say"
    """`say`, or by an operator `note`, `take`, `close`; by the customer `read`."""


class Dialogue(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation in the site chat. It began `days_ago` at a time of day, or a number of minutes ago."""

    lines: tuple[Line, ...]
    days_ago: int = 0
    at: str = ""
    minutes_ago: int = 0
    name: str = ""
    """As an operator wrote it down; a site chat does not ask."""
    language: str = "ru"
    page: str = "/"
    page_title: str = "Кофейня «Отклик»"
    device: str = "desktop"
    stays_minutes: int = 0
    """How long after their last words the customer's page stays open; who waits and has closed it is missed."""

    def began(self, now: datetime) -> datetime:
        """When the first line was said."""
        if not self.at:
            return now - timedelta(minutes=self.minutes_ago)
        day = now.astimezone(ZONE).date() - timedelta(days=self.days_ago)
        return datetime.combine(day, time.fromisoformat(self.at), tzinfo=ZONE)


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    shortcut: str
    title: str
    text: str


def asks(after_seconds: int, text: str) -> Line:
    return Line(after_seconds=after_seconds, who=CUSTOMER, text=text)


def says(after_seconds: int, who: str, text: str) -> Line:
    return Line(after_seconds=after_seconds, who=who, text=text)


def notes(after_seconds: int, who: str, text: str) -> Line:
    return Line(after_seconds=after_seconds, who=who, text=text, act="note")


def takes(after_seconds: int, who: str) -> Line:
    return Line(after_seconds=after_seconds, who=who, act="take")


def closes(after_seconds: int, who: str) -> Line:
    return Line(after_seconds=after_seconds, who=who, act="close")


def reads(after_seconds: int) -> Line:
    return Line(after_seconds=after_seconds, who=CUSTOMER, act="read")


REPLIES: Final = (
    Reply(
        shortcut="доставка",
        title="Сроки и цена доставки",
        text="По Москве привозим на следующий день, по России отправляем почтой и СДЭК за 2–7 дней. "
        "От 3 000 ₽ доставка бесплатная.",
    ),
    Reply(
        shortcut="возврат",
        title="Возврат",
        text="Закрытую упаковку примем обратно в течение 14 дней. Если зерно не понравилось, напишите, что не так: "
        "заменим на другое.",
    ),
    Reply(
        shortcut="помол",
        title="Какой помол выбрать",
        text="Для турки нужен самый тонкий помол, для гейзерной кофеварки средний, для френч-пресса крупный. "
        "Смелем бесплатно, скажите только, в чём варите.",
    ),
    Reply(
        shortcut="офис",
        title="Кофе для офиса",
        text="Для офиса есть подписка: привозим зерно раз в неделю, кофемашину обслуживаем сами. "
        "Сколько вас человек и какая машина стоит?",
    ),
    Reply(
        shortcut="часы",
        title="Когда мы отвечаем",
        text="Отвечаем каждый день с 9 до 21 по Москве.",
    ),
    Reply(
        shortcut="статус",
        title="Где заказ",
        text="{имя}, сейчас посмотрю, где ваш заказ. Подскажите его номер?",
    ),
    Reply(
        shortcut="спасибо",
        title="Спасибо",
        text="Спасибо, что написали. Если появятся вопросы, мы на связи.",
    ),
)

DIALOGUES: Final = (
    Dialogue(
        name="Мария Иванова",
        days_ago=4,
        at="10:12",
        page="/orders/4821",
        page_title="Заказ 4821",
        device="phone",
        lines=(
            asks(0, "Здравствуйте! Где мой заказ 4821? Обещали вчера."),
            takes(50, ANNA),
            says(
                150, ANNA, "Мария, здравствуйте. Курьер вчера не дозвонился. Привезёт сегодня с 14 до 18, вам удобно?"
            ),
            asks(95, "Да, удобно. Пусть звонит на второй номер, он в заказе."),
            says(110, ANNA, "Передала, позвонит за час. И извините за вчерашнее: вернули вам стоимость доставки."),
            reads(25),
            closes(3600, ANNA),
        ),
    ),
    Dialogue(
        name="Пётр Соколов",
        days_ago=3,
        at="14:40",
        page="/goods/timemore-c3",
        page_title="Кофемолка Timemore C3",
        lines=(
            asks(0, "Подскажите, кофемолка Timemore C3 в чёрном цвете есть в наличии?"),
            takes(60, ILYA),
            says(95, ILYA, "Здравствуйте. Чёрных осталось две, могу отложить одну до завтрашнего вечера."),
            asks(120, "Отложите, пожалуйста. Соколов, заберу сам."),
            says(80, ILYA, "Отложил. Ждём вас завтра с 9 до 21 на Пятницкой, 12."),
            reads(15),
            closes(2400, ILYA),
        ),
    ),
    Dialogue(
        name="Наталья Белая",
        days_ago=3,
        at="22:20",
        page="/subscription",
        page_title="Подписка на кофе",
        device="phone",
        lines=(
            asks(0, "Добрый вечер. Можно приостановить подписку на декабрь? Уезжаю."),
            takes(38_400, ILYA),
            says(90, ILYA, "Наталья, доброе утро. Поставил паузу с 1 по 31 декабря, деньги за декабрь не спишутся."),
            reads(400),
            closes(1200, ILYA),
        ),
    ),
    Dialogue(
        name="Айгуль Сафина",
        days_ago=2,
        at="19:05",
        page="/returns",
        page_title="Возврат и обмен",
        lines=(
            asks(0, "Можно вернуть зерно, если упаковка вскрыта? Купила Кению, слишком кислая для меня."),
            takes(130, DARIA),
            says(
                140, DARIA, "Айгуль, здравствуйте. Вскрытую упаковку вернуть нельзя, но мы заменим её на другой сорт."
            ),
            notes(30, DARIA, "Предлагаю Бразилию Серрадо: самая низкая кислотность из того, что есть."),
            asks(200, "А что посоветуете без кислинки?"),
            says(
                75,
                DARIA,
                "Бразилию Серрадо: шоколад и орех, кислотности почти нет. Положить 250 г к следующему заказу?",
            ),
            closes(900, DARIA),
        ),
    ),
    Dialogue(
        name="Emma Clark",
        days_ago=2,
        at="12:15",
        language="en",
        page="/en/delivery",
        page_title="Delivery",
        lines=(
            asks(0, "Hi! Do you ship to Kazakhstan?"),
            takes(90, ANNA),
            says(60, ANNA, "Hello Emma. Yes, by CDEK, 6 to 9 days to Almaty, 890 ₽ for up to 2 kg."),
            reads(40),
            closes(1800, ANNA),
        ),
    ),
    Dialogue(
        name="Дмитрий Орлов",
        days_ago=1,
        at="11:30",
        page="/office",
        page_title="Кофе для офиса",
        lines=(
            asks(0, "Добрый день. Хотим подписку на кофе для офиса, нас 25 человек. Что посоветуете?"),
            takes(120, ANNA),
            says(
                85,
                ANNA,
                "Дмитрий, здравствуйте. На 25 человек обычно уходит 6 кг в месяц. Какая у вас кофемашина?",
            ),
            asks(300, "Jura, автомат. И хотим закрывающие документы через ЭДО."),
            notes(90, ANNA, "Для счёта: ООО «Север», ЭДО в Диадоке. Илья, проверь, хватит ли Бразилии на декабрь."),
            says(
                150,
                ANNA,
                "Для Jura подойдёт эспрессо-смесь «Домашняя». Документы отправим в Диадок. Пришлю счёт завтра.",
            ),
            reads(60),
        ),
    ),
    Dialogue(
        name="Светлана Ким",
        minutes_ago=95,
        page="/goods/kenya-aa",
        page_title="Кения АА, 250 г",
        device="phone",
        stays_minutes=10,
        lines=(
            asks(0, "Здравствуйте! Какой помол взять для гейзерной кофеварки?"),
            takes(70, ILYA),
            says(
                65, ILYA, "Светлана, здравствуйте. Средний. Смелем бесплатно, напишите об этом в комментарии к заказу."
            ),
            reads(30),
            asks(3_300, "Оформила, заказ 4907. А можно добавить в него ещё пачку Эфиопии?"),
        ),
    ),
    Dialogue(
        name="Руслан Ахметов",
        minutes_ago=17,
        page="/cart",
        page_title="Корзина",
        stays_minutes=STAYS,
        lines=(
            asks(0, "Промокод ОСЕНЬ не работает, пишет «истёк». На сайте написано, что до конца месяца."),
            asks(45, "Корзина на 4 200 ₽, не хочу терять скидку"),
        ),
    ),
    Dialogue(
        minutes_ago=5,
        page="/delivery",
        page_title="Доставка и оплата",
        device="phone",
        stays_minutes=STAYS,
        lines=(asks(0, "А в Казань сколько идёт доставка?"),),
    ),
)
POST: Final = PostIn(
    title="Новый урожай: Эфиопия",
    text="Приехала Эфиопия Сидамо: жасмин, бергамот и лёгкая кислинка. До воскресенья — по цене прошлого урожая.",
    button_label="Попробовать",
    button_url="https://zerno.example/ethiopia",
    utm_campaign="novyy-urozhay",
)
"""For the company's communities, of which the demo has none: it writes to nobody."""
