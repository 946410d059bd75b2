"""What only asks to wait, and what is an answer: a table of both, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.conversations import holding

HOLDS = """
минуту
Минутку
Одну минуту, пожалуйста
Секунду
секундочку, сейчас гляну
Минуту, сейчас уточню
Здравствуйте! Минуту, сейчас уточню
Добрый день, Мария! Сейчас проверю наличие на складе и вернусь
Мария, одну минуту, пожалуйста
Сейчас посмотрю
Сейчас узнаю у коллег
Уточняю
Уже проверяем
Уточню этот вопрос у менеджера и напишу вам
Хорошо, сейчас уточню
Конечно, секунду
Подождите, пожалуйста
Ожидайте
Ожидайте, пожалуйста, уточняем информацию
Я всё узнаю и отвечу вам
Спасибо за обращение! Сейчас разберёмся
Здравствуйте
Добрый вечер, Мария!
Дайте мне минутку
Момент
Сейчас подскажу
Скоро вернусь с ответом
One moment please
One moment, let me check
Hello! Just a minute
Give me a minute, please
Let me check that for you
sure!  let me check that.
I'll find out and get back to you
Hold on please
Bear with me
Please wait
Checking now
I'm looking into it
We're checking with the warehouse
Let me look into this
Hi Maria, one moment
Good afternoon
Thanks for waiting, I'll check right away
""".strip().splitlines()

ANSWERS = """
Да
Да, есть в наличии
Нет
Спасибо
Спасибо за заказ!
Пожалуйста
Хорошо
Есть. Сейчас уточню цену
Минуту назад отправил вам счёт
Минуту, курьер уже едет
Подождите, пожалуйста, курьер у подъезда
Сейчас уточню, но обычно доставка бесплатная
Проверьте, пожалуйста, почту
Посмотрите раздел оплаты на сайте
Через 5 минут отвечу
Сейчас уточню: кровать стоит 24 900
Уточните, пожалуйста, номер заказа?
Минуту, а какой у вас размер?
Оформили, ожидайте звонка курьера завтра утром
Ожидайте доставку завтра
Доставим сегодня вечером
Минутку, вот ссылка https://shop.example/beds
Мы работаем круглосуточно
Возврат занимает неделю
Привезём завтра, подождите немного
Здравствуйте! Кровать есть на складе
Сейчас в наличии два цвета
Минута разговора бесплатна
Your order will be ready in a moment.
Please check the order
Sure. Please double check your order here.
I'm looking to get an additional card.
Please verify my top-up card
Let me know if you need anything else.
Thank you
You are welcome. Let me know if you need anything else. Bye.
Great, please wait a moment, it'll be ready shortly.
Sure, which one
One moment, what is your size?
Let me check: it costs 20 dollars
Yes, we have it
We checked, the parcel is on its way
Hold the door
It takes a minute
""".strip().splitlines()
"""Some in the words of agents of ABCD and Taskmaster-4, where a looser rule would be wrong."""


@pytest.mark.parametrize("text", HOLDS)
def test_what_only_asks_to_wait_or_greets_is_holding(text: str) -> None:
    assert holding.is_holding(text, names=["Мария Ким", "Maria Kim"])


@pytest.mark.parametrize("text", ANSWERS)
def test_what_says_anything_is_an_answer(text: str) -> None:
    assert not holding.is_holding(text, names=["Мария Ким"])


def test_a_name_that_is_not_the_customers_may_be_an_answer() -> None:
    assert not holding.is_holding("Синий, минуту", names=["Мария"])


def test_a_file_or_many_words_are_an_answer() -> None:
    assert not holding.may_hold("Минуту", with_files=True)
    assert not holding.may_hold("Минуту, " + "сейчас уточню " * 20, with_files=False)


def test_a_company_adds_its_own_phrases_whatever_their_case_and_stops() -> None:
    assert holding.is_holding("Связываюсь с МАСТЕРСКОЙ!", phrases=["связываюсь с мастерской"])
    assert not holding.is_holding("Связываюсь с мастерской")


@given(st.text(max_size=holding.LENGTH_MAX))
def test_any_text_is_judged_quickly_and_without_an_error(text: str) -> None:
    holding.is_holding(text)
    holding.is_holding("сейчас " * 20 + text[:20])
    holding.is_holding("just a " * 20 + text[:20])
