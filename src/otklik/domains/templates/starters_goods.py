"""Letters with goods, for journeys that speak of them. Nothing is to be given by hand: goods are chosen for each person
out of the catalogue, and what brought the person in (`title`, `price`, …) is said by the event of that name.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from otklik.domains.templates.documents import ProductsBlock, TemplateBody, TemplateVariable, TextBlock
from otklik.domains.templates.schemas import TemplateStarter
from otklik.domains.templates.starters import letter

SEE: Final = {"ru": "Посмотреть", "en": "Have a look"}
ALIKE: Final = {"ru": "Похожее", "en": "Something alike"}
GOOD: Final = "{% if url != '' %}[{{ title }}]({{ url }}){% else %}{{ title }}{% endif %}"
"""With its page, where it has one: a button would lead nowhere else."""
PRICE: Final = "{{ price | money: currency }}"
ABOUT: Final = (
    TemplateVariable(name="title", label="Товар", example="Колумбия Уила, 250 г"),
    TemplateVariable(name="url", kind="link", label="Страница товара", example="https://example.com/coffee"),
)
PRICED: Final = (
    *ABOUT,
    TemplateVariable(name="price", kind="money", label="Цена", example="690"),
    TemplateVariable(name="currency", label="Валюта цены", example="RUB"),
)
WAS_DEARER: Final = (*PRICED, TemplateVariable(name="old_price", kind="money", label="Прежняя цена", example="790"))
"""What `price_dropped` and `back_in_stock` tell."""

Said = Mapping[str, tuple[str, str, str]]
"""By language: subject, preheader, words."""


def _starter(
    code: str, said: Said, *lists: tuple[str, Mapping[str, str]], told: Sequence[TemplateVariable] = ()
) -> TemplateStarter:
    """`lists`: goods under the words, each with its heading by language (empty: none). `told`: by the event."""
    return TemplateStarter(
        code=code,
        kind="email",
        purpose="mass",
        body=TemplateBody(
            language="ru",
            variables=tuple(told),
            wordings={
                language: letter(
                    language,
                    subject,
                    preheader,
                    TextBlock(text=words),
                    *(
                        ProductsBlock(variable=name, heading=heading.get(language, ""), count=3, button=SEE[language])
                        for name, heading in lists
                    ),
                    mass=True,
                )
                for language, (subject, preheader, words) in said.items()
            },
        ),
    )


STARTERS: Final = (
    _starter(
        "goods_cart",
        {
            "ru": (
                "Мы сохранили вашу корзину",
                "Всё, что вы выбрали, на месте. Вернитесь, когда будет удобно.",
                "Вы кое-что выбрали, и мы это сохранили. Если что-то остановило, ответьте на это письмо: поможем.",
            ),
            "en": (
                "We kept your basket",
                "Everything you chose is here. Come back when it suits you.",
                "You chose a few things, and we kept them. If something stopped you, answer this letter, we will help.",
            ),
        },
        ("goods_in_cart", {}),
    ),
    _starter(
        "goods_help",
        {
            "ru": (
                "Помочь выбрать?",
                "Ответьте на письмо, и человек подскажет.",
                "Выбирать бывает непросто. Спросите нас, ответив на это письмо: прочитает и подскажет человек.",
            ),
            "en": (
                "Need a hand?",
                "Answer this letter, and a person will help.",
                "Choosing is not always easy. Ask us by answering this letter: a person will read it and help.",
            ),
        },
        ("goods_alike", ALIKE),
    ),
    _starter(
        "goods_viewed",
        {
            "ru": (
                "Вы смотрели",
                "Собрали в одном письме, чтобы не искать заново.",
                "Собрали то, на что вы смотрели, чтобы не искать заново.",
            ),
            "en": (
                "You looked at these",
                "All in one letter, so that you need not search again.",
                "Here is what you looked at, so that you need not search again.",
            ),
        },
        ("goods_viewed", {}),
        ("goods_alike", ALIKE),
    ),
    _starter(
        "price_drop",
        {
            "ru": (
                "{{ title }}: цена снизилась",
                "Вы смотрели этот товар, и он стал дешевле.",
                (
                    f"Вы смотрели {GOOD}. Теперь он стоит **{PRICE}**"
                    "{% if old_price != '' %} вместо {{ old_price | money: currency }}{% endif %}."
                ),
            ),
            "en": (
                "{{ title }}: the price is down",
                "You looked at it, and it costs less now.",
                (
                    f"You looked at {GOOD}. Now it is **{PRICE}**"
                    "{% if old_price != '' %} instead of {{ old_price | money: currency }}{% endif %}."
                ),
            ),
        },
        ("goods_alike", ALIKE),
        told=WAS_DEARER,
    ),
    _starter(
        "back_in_stock",
        {
            "ru": (
                "{{ title }} снова в наличии",
                "Вы смотрели этот товар, и он вернулся.",
                f"Вы смотрели {GOOD}, и он снова у нас{{% if price != '' %}}: **{PRICE}**{{% endif %}}.",
            ),
            "en": (
                "{{ title }} is back",
                "You looked at it, and we have it again.",
                f"You looked at {GOOD}, and we have it again{{% if price != '' %}}: **{PRICE}**{{% endif %}}.",
            ),
        },
        ("goods_alike", ALIKE),
        told=PRICED,
    ),
    _starter(
        "goods_thinking",
        {
            "ru": (
                "{{ title }}: ещё думаете?",
                "Если не подошло, вот похожее.",
                (
                    f"Недавно мы писали, что {GOOD} снова у нас. Если думаете, спросите, ответив на это письмо. "
                    "Если не подошло, посмотрите похожее."
                ),
            ),
            "en": (
                "{{ title }}: still thinking?",
                "If it was not right, here is something alike.",
                (
                    f"Lately we wrote that we have {GOOD} again. If you are thinking, ask us by answering this letter. "
                    "If it was not right, here is something alike."
                ),
            ),
        },
        ("goods_alike", ALIKE),
        told=ABOUT,
    ),
)
