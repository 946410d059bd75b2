"""Feeling without lies: haste and scarcity must hang on a real date or a real stock, or they are refused.

Source: the column on five mistakes of personal communication: letters need fear of missing out, gain, gratitude and
belonging; and "the main thing: do not deceive". So words of haste are welcome where the same paragraph shows a
variable of the kind `deadline` or `stock`, which is filled from a fact at sending; a typed date or number is not one.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from otklik.domains.templates.language import shield

Haste = Literal["deadline", "stock"]
FOUND_MAX: Final = 20

_N: Final = r"(?:\d+|⟦[\w.]+⟧|одн[аои]|дв[ае]|три|четыре|пять|one|two|three|a few)"
_DEADLINE: Final = re.compile(
    r"последн(?:ий|ие|яя) (?:день|дни|час|часы|минут\w*|шанс|возможность|недел\w+)"
    r"|(?<!не )только (?:сегодня|завтра|сейчас|до конца|до ⟦[\w.]+⟧|до \d|\d+ (?:дн|час))(?! утром| вечером)"
    r"|до конца (?:акции|распродажи|скидк\w+)"
    rf"|остал(?:ось|ся|ись)(?: всего| лишь| только)? {_N} (?:дн|ден|час|минут|недел)"
    r"|(?<!не )(?:успей(?:те)?|спешите|поспешите|торопитесь|поторопитесь)\b"
    r"|(?:скидк\w+|бонус\w*|балл\w*|предложени\w+) (?:сгор\w+|исчез\w+|пропад\w+)"
    r"|(?:акци\w+|распродаж\w+|скидк\w+|предложени\w+) (?:заканчива\w+|кончает\w+|завершает\w+|действ\w+ (?:только|до))"
    r"|завтра будет поздно|пока не поздно|до полуночи"
    r"|(?:only today|today only|last (?:day|chance|hours?|minutes?)|final (?:day|hours?))\b"
    r"|(?:sale|offer|discount|deal)s? (?:ends?|expires?|is ending|is over)\b|ends (?:today|tonight|tomorrow|soon)\b"
    rf"|{_N} (?:hours?|days?|minutes?) (?:left|remaining)\b"
    r"|(?<!no )(?<!don.t )\bhurry\b|\bact now\b|limited[- ]time\b"
    r"|before midnight\b|before it.s too late|don.t miss out\b",
    re.IGNORECASE,
)
_STOCK: Final = re.compile(
    rf"остал(?:ось|ся|ись|ась)(?: всего| лишь| только)? {_N} (?:шт|мест|экземпляр|товар|пар|размер|билет|единиц|номер)"
    r"|последн(?:ий|ие|яя|юю) (?:экземпляр\w*|штук\w*|пар[аыу]\w*|размер\w*|мест\w*|билет\w*|товар\w*)"
    r"|почти (?:раскупили|раскуплен\w*|закончил\w+|не осталось)|вот-вот закончится|разбирают|расхватывают"
    r"|количество (?:товара |мест )?ограничен\w*|ограниченн\w+ (?:количество|тираж|парти\w+|серии)"
    r"|пока (?:есть )?в наличии|товар\w* заканчива\w+"
    rf"|only {_N}(?: \w+)? (?:left|remaining)\b|{_N} (?:items?|pieces?|seats?|pairs?|tickets?) left\b"
    r"|almost (?:gone|sold out)|selling (?:fast|out)|limited (?:stock|quantit\w+|supply|edition)"
    r"|while (?:stocks?|supplies) last"
    r"|last (?:items?|pieces?|pairs?|seats?|tickets?|ones?|few)\b|going fast\b",
    re.IGNORECASE,
)
_WARM: Final = re.compile(
    r"\b(?:вы|вас|вам|вами|ваш\w*|спасибо|благодар\w+|рад[аы]?|клуб\w*|перв\w+ узна\w+|дорог(?:ой|ая|ие)|ждали|заботой"
    r"|you|your|yours|thanks?|thank you|grateful|glad|club|first to know|dear|welcome)\b",
    re.IGNORECASE,
)
_OUTPUT_NAME: Final = re.compile(r"\{\{-?\s*([a-z_][\w.]*)", re.IGNORECASE)
_PERSONAL: Final = re.compile(r"⟦person\.")


class Pressed(msgspec.Struct, frozen=True, kw_only=True):
    """Words of haste nothing real stands behind. `needs`: the kind of variable that would."""

    needs: Haste
    words: str
    part: str


def unbound(texts: Iterable[tuple[str, str]], kinds: Mapping[str, str]) -> list[Pressed]:
    """Of `(part, Liquid source)`: every haste whose paragraph shows no variable of its kind, in order.

    `kinds`: the declared variables' kinds by name.
    """
    found: list[Pressed] = []
    for part, source in texts:
        for paragraph in _paragraphs(source):
            shown = {kinds.get(name.partition(".")[0], "") for name in re.findall(r"⟦([\w.]+)⟧", paragraph)}
            found += _pressed(paragraph, part, shown)
    return found[:FOUND_MAX]


def dry(source: str) -> bool:
    """Whether a text speaks to nobody: neither a person's own facts nor a word to them, thanks, or a club."""
    words = _named(source)
    return bool(words.strip()) and not _PERSONAL.search(words) and not _WARM.search(words)


def _pressed(paragraph: str, part: str, shown: set[str]) -> list[Pressed]:
    found: list[Pressed] = []
    for needs, pattern in (("stock", _STOCK), ("deadline", _DEADLINE)):
        said = pattern.search(paragraph)
        if said and needs not in shown:
            found.append(Pressed(needs="stock" if needs == "stock" else "deadline", words=said[0], part=part))
    return found


def _paragraphs(source: str) -> list[str]:
    return [one for one in _named(source).split("\n") if one.strip()]


def _named(source: str) -> str:
    """Outputs as `⟦name⟧`, other Liquid left out, `ё` as `е`, spaces single."""
    words = shield.changed(source, _name_of).replace("ё", "е").replace("Ё", "Е")
    return re.sub(r"[^\S\n]+", " ", words)


def _name_of(piece: str) -> str:
    named = _OUTPUT_NAME.match(piece)
    return f"⟦{named[1]}⟧" if named else ""
