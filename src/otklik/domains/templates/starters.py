"""Templates to begin with: warm, honest, in Russian and English. Haste stands only beside a real date or stock."""

from typing import Final

from otklik.domains.templates.documents import (
    AnyBlock,
    ButtonBlock,
    DividerBlock,
    FooterBlock,
    HeadingBlock,
    ProductsBlock,
    TemplateBody,
    TemplateVariable,
    TextBlock,
    Wording,
)
from otklik.domains.templates.schemas import TemplateStarter

HELLO: Final = {
    "ru": "{{ person.first_name | greet: 'Здравствуйте' }}",
    "en": "{{ person.first_name | greet: 'Hello' }}",
}
LEAVE: Final = {"ru": "Отписаться", "en": "Unsubscribe"}
WHY: Final = {
    "ru": "Вы получили это письмо, потому что оставили нам свой адрес. {{ company.name }}",
    "en": "You receive this because you gave us your address. {{ company.name }}",
}


def letter(language: str, subject: str, preheader: str, *blocks: AnyBlock, mass: bool) -> Wording:
    """Greets, says the blocks, and ends with why they get it; `mass`: and how to leave."""
    footer = FooterBlock(text=WHY[language], unsubscribe=LEAVE[language] if mass else "")
    return Wording(
        subject=subject,
        preheader=preheader,
        blocks=(HeadingBlock(text=HELLO[language]), *blocks, DividerBlock(), footer),
    )


WELCOME: Final = TemplateStarter(
    code="welcome",
    kind="email",
    purpose="mass",
    body=TemplateBody(
        language="ru",
        wordings={
            "ru": letter(
                "ru",
                "Рады знакомству{{ person.first_name | after_comma }}",
                "Спасибо, что вы с нами. Рассказываем, чем можем быть полезны.",
                TextBlock(
                    text="Спасибо, что вы теперь с нами. Мы не будем писать часто: только о том, что вам пригодится.\n"
                    "\nЕсли что-то нужно прямо сейчас, просто ответьте на это письмо. Его прочитает человек."
                ),
                ButtonBlock(label="Посмотреть, что у нас есть", href="{{ company.url }}"),
                mass=True,
            ),
            "en": letter(
                "en",
                "Glad to meet you{{ person.first_name | after_comma }}",
                "Thank you for joining us. Here is how we can help.",
                TextBlock(
                    text="Thank you for joining us. We will not write often: only what is of use to you.\n"
                    "\nIf you need something now, just answer this letter. A person will read it."
                ),
                ButtonBlock(label="See what we have", href="{{ company.url }}"),
                mass=True,
            ),
        },
    ),
)

CART: Final = TemplateStarter(
    code="cart",
    kind="email",
    purpose="mass",
    body=TemplateBody(
        language="ru",
        variables=(
            TemplateVariable(name="products", kind="list", label="Товары в корзине"),
            TemplateVariable(name="cart_url", kind="link", label="Адрес корзины", example="https://example.com/cart"),
        ),
        wordings={
            "ru": letter(
                "ru",
                "Мы сохранили вашу корзину",
                "Всё, что вы выбрали, на месте. Вернитесь, когда будет удобно.",
                TextBlock(
                    text="Вы выбрали {{ products.size | plural: 'товар', 'товара', 'товаров' }}, и мы их сохранили. "
                    "Немного жаль, что мы не договорили: если что-то остановило, напишите нам, поможем."
                ),
                ProductsBlock(variable="products", count=3),
                ButtonBlock(label="Вернуться к корзине", href="{{ cart_url }}"),
                mass=True,
            ),
            "en": letter(
                "en",
                "We kept your basket",
                "Everything you chose is here. Come back when it suits you.",
                TextBlock(
                    text="You chose {{ products.size | plural: 'item', 'items' }}, and we kept them. "
                    "We are a little sorry we did not finish our talk: if something stopped you, write to us."
                ),
                ProductsBlock(variable="products", count=3),
                ButtonBlock(label="Back to the basket", href="{{ cart_url }}"),
                mass=True,
            ),
        },
    ),
)

BIRTHDAY: Final = TemplateStarter(
    code="birthday",
    kind="email",
    purpose="mass",
    body=TemplateBody(
        language="ru",
        variables=(
            TemplateVariable(name="gift", label="Подарок", example="кофе в подарок к любому заказу"),
            TemplateVariable(name="gift_until", kind="deadline", label="До какого дня действует подарок"),
        ),
        wordings={
            "ru": letter(
                "ru",
                "С днём рождения{{ person.first_name | after_comma }}!",
                "У нас для вас подарок.",
                TextBlock(
                    text="С днём рождения! Спасибо, что вы с нами. Наш подарок вам: **{{ gift }}**.\n"
                    "\nПодарок действует до {{ gift_until | day }}, так что выбирайте спокойно."
                ),
                ButtonBlock(label="Выбрать подарок", href="{{ company.url }}"),
                mass=True,
            ),
            "en": letter(
                "en",
                "Happy birthday{{ person.first_name | after_comma }}!",
                "We have a present for you.",
                TextBlock(
                    text="Happy birthday! Thank you for being with us. Our present to you: **{{ gift }}**.\n"
                    "\nIt is yours until {{ gift_until | day }}, so take your time."
                ),
                ButtonBlock(label="Choose the present", href="{{ company.url }}"),
                mass=True,
            ),
        },
    ),
)

ORDER: Final = TemplateStarter(
    code="order",
    kind="email",
    purpose="personal",
    body=TemplateBody(
        language="ru",
        variables=(
            TemplateVariable(name="order_number", label="Номер заказа", example="1042"),
            TemplateVariable(name="order_status", label="Что с заказом", example="передан в доставку"),
            TemplateVariable(name="delivery_at", kind="date", label="Когда привезём"),
            TemplateVariable(name="order_total", kind="money", label="Сумма", example="3870"),
            TemplateVariable(
                name="order_url", kind="link", label="Адрес заказа", example="https://example.com/orders/1042"
            ),
        ),
        wordings={
            "ru": letter(
                "ru",
                "Заказ {{ order_number }} {{ order_status }}",
                "Привезём {{ delivery_at | day }}. Всё идёт по плану.",
                TextBlock(
                    text="Ваш заказ **{{ order_number }}** на {{ order_total | money }} {{ order_status }}. "
                    "Ждите нас {{ delivery_at | day }} ({{ delivery_at | weekday }})."
                ),
                ButtonBlock(label="Посмотреть заказ", href="{{ order_url }}"),
                mass=False,
            ),
            "en": letter(
                "en",
                "Order {{ order_number }}: {{ order_status }}",
                "It will be with you on {{ delivery_at | day }}.",
                TextBlock(
                    text="Your order **{{ order_number }}** for {{ order_total | money }}: {{ order_status }}. "
                    "Expect us on {{ delivery_at | weekday }}, {{ delivery_at | day }}."
                ),
                ButtonBlock(label="See the order", href="{{ order_url }}"),
                mass=False,
            ),
        },
    ),
)

REVIEW: Final = TemplateStarter(
    code="review",
    kind="email",
    purpose="mass",
    body=TemplateBody(
        language="ru",
        variables=(
            TemplateVariable(
                name="review_url", kind="link", label="Где оставить отзыв", example="https://example.com/"
            ),
        ),
        wordings={
            "ru": letter(
                "ru",
                "Как вам у нас?",
                "Один вопрос и минута вашего времени.",
                TextBlock(
                    text="Спасибо за заказ. Расскажите, всё ли получилось, как вы ждали: нам важно и хорошее, и плохое."
                    " Каждый отзыв читает человек, и на каждый мы отвечаем."
                ),
                ButtonBlock(label="Оставить отзыв", href="{{ review_url }}"),
                mass=True,
            ),
            "en": letter(
                "en",
                "How was it?",
                "One question, one minute of your time.",
                TextBlock(
                    text="Thank you for your order. Tell us whether it was what you hoped for, good or bad. "
                    "A person reads every review, and we answer each."
                ),
                ButtonBlock(label="Write a review", href="{{ review_url }}"),
                mass=True,
            ),
        },
    ),
)

STARTERS: Final = (WELCOME, CART, BIRTHDAY, ORDER, REVIEW)
