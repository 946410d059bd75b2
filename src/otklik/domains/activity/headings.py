"""What a column is for, guessed from its title, in Russian and English, and of which kind, by what it holds. Pure."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final, cast

from otklik.domains.activity import cells
from otklik.domains.activity.import_schemas import AttributeKind, ImportColumn, ImportKind, ImportPlan, Target

_WORDS: Final[Mapping[str, str]] = {
    "email": "email|e-mail|mail|почта|эл. почта|электронная почта|емейл|имейл|e-mail адрес|email address",
    "phone": "phone|phone number|mobile|tel|телефон|тел|тел.|мобильный|номер телефона|моб. телефон|сотовый",
    "external_id": "id|external id|external_id|customer id|customer_id|client id|user id|ид|код клиента"
    "|id клиента|номер клиента",
    "name": "name|full name|фио|ф.и.о.|клиент|покупатель|полное имя|имя и фамилия|customer|contact",
    "first_name": "first name|firstname|first_name|имя",
    "last_name": "last name|lastname|last_name|surname|фамилия",
    "locale": "locale|language|lang|язык",
    "consent": "consent|agreed|opt-in|opt in|subscribed|согласие|согласен|подписан|согласие на рассылку|подписка",
    "fact_name": "event|event name|action|событие|действие|название события",
    "at": "date|time|datetime|at|timestamp|created at|order date|дата|время|дата и время|дата заказа"
    "|дата покупки|когда",
    "key": "order|order id|order_id|order number|invoice|receipt|заказ|номер заказа|№ заказа"
    "|чек|номер чека|event id|key",
    "amount": "amount|sum|total|revenue|сумма|итого|сумма заказа|стоимость|выручка",
    "currency": "currency|валюта",
    "product": "sku|product id|product_id|article|stock code|артикул|код товара|штрихкод",
    "title": "product|product name|item|description|товар|название товара|наименование|номенклатура",
    "category": "category|категория|раздел|группа товаров",
    "quantity": "quantity|qty|count|количество|кол-во|шт|штук",
    "price": "price|unit price|unit_price|цена|цена за единицу",
}
_BY_TITLE: Final = {title: target for target, titles in _WORDS.items() for title in titles.split("|")}

_PERSON: Final = frozenset({"external_id", "email", "phone"})
ALLOWED: Final[Mapping[ImportKind, frozenset[str]]] = {
    "people": _PERSON | {"name", "first_name", "last_name", "locale", "consent", "attribute", "skip"},
    "facts": _PERSON | {"fact_name", "at", "key", "amount", "currency", "property", "skip"},
    "purchases": _PERSON
    | {"at", "key", "amount", "currency", "product", "title", "category", "quantity", "price", "property", "skip"},
}
"""What a column of each kind of file may be for."""
REPEATED: Final = frozenset({"skip", "attribute", "property"})
"""What more than one column may be for."""


DIGITS_MAX: Final = 11
"""A longer row of digits is somebody's number, not how many of something."""


def guess(
    titles: Sequence[str],
    kind: ImportKind,
    rows: Sequence[Sequence[str]] = (),
    *,
    known: Mapping[str, AttributeKind] | None = None,
) -> ImportPlan:
    """Each target once, the first title that says so; the unknown is an attribute of people, a property of events.

    `rows`: the first ones, by which an attribute's kind is guessed; `known`: the kinds of those that are there already.
    """
    known = known or {}
    held = list(zip_longest(*rows, fillvalue=""))
    rest = "attribute" if kind == "people" else "property"
    taken: set[str] = set()
    columns: list[ImportColumn] = []
    for at, title in enumerate(titles):
        target = _BY_TITLE.get(_bare(title), rest)
        if target not in ALLOWED[kind] or target in taken:
            target = rest
        taken |= {target} - REPEATED
        name = title.strip()[:64]
        seems = known.get(name) or (kind_of(held[at]) if at < len(held) else "text")
        if target == rest and not name:
            target = "skip"
        columns.append(
            ImportColumn(
                target=cast("Target", target),
                name=name if target in REPEATED else "",
                kind=seems if target == "attribute" else "text",
            )
        )
    return ImportPlan(columns=tuple(columns))


def kind_of(column: Sequence[str]) -> AttributeKind:
    """What every cell that holds something is; a text is whatever would lose something else: a code, a time of day."""
    said = [cell.strip() for cell in column if cell.strip()]
    if not said:
        return "text"
    if all(cells.yes(one) is not None and one[:1].isalpha() for one in said):
        return "boolean"
    if all(cells.number(one) is not None and not _is_code(one) for one in said):
        return "number"
    return "date" if all(cells.day(one) is not None and ":" not in one for one in said) else "text"


def _is_code(cell: str) -> bool:
    """An article, a card's number, a phone: written with digits, but nothing is counted by it."""
    digits = sum(char.isdigit() for char in cell)
    return digits > DIGITS_MAX or cell.startswith("+") or (digits > 1 and cell[:1] == "0" and cell[1:2].isdigit())


def _bare(title: str) -> str:
    return " ".join(title.casefold().replace("ё", "е").replace("_", " ").split()).strip(" :*")
