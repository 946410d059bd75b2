"""What an SMS takes: by published counts, by the standard's own arithmetic, and for any text at all."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ports import SHARED

from otklik.channels.sms import alphabet, segments, wording
from otklik.channels.sms.segments import GSM_7, UCS_2

SEGMENTS = SHARED / "fixtures/sms/segments.json"
VECTORS = SHARED / "specs/testvectors/sms_segments.json"
TABLE = SHARED / "specs/sms/gsm0338.json"
Json = dict[str, Any]  # Any: JSON

LETTERS = st.text(st.sampled_from([*alphabet.PLAIN.septets, *"яЯşİãá😜👍\u200d—№"]), max_size=400)
LANGUAGES = st.lists(st.sampled_from(list(alphabet.LANGUAGES)), unique=True)


def samples() -> list[Json]:
    return json.loads(SEGMENTS.read_text("utf-8")) if SEGMENTS.exists() else []


@pytest.mark.skipif(not SEGMENTS.exists(), reason="the counted messages are not beside this checkout")
@pytest.mark.parametrize("known", samples(), ids=lambda one: str(one["id"]))
def test_counts_agree_with_those_of_others(known: Json) -> None:
    counted = segments.count(known["text"])
    assert {"encoding": counted.encoding, "segments": counted.segments, "units": counted.units} == known["expected"]


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not beside this checkout")
def test_counts_agree_with_the_vectors() -> None:
    for known in json.loads(VECTORS.read_text("utf-8")):
        counted = segments.count(known["text"])
        assert (counted.encoding.replace("-", ""), counted.segments) == (known["encoding"], known["segments"])


@pytest.mark.skipif(not TABLE.exists(), reason="the table is not beside this checkout")
def test_the_alphabet_is_the_published_one() -> None:
    known = json.loads(TABLE.read_text("utf-8"))
    assert {int(code, 16): char for code, char in known["extension_after_0x1B"].items()} == alphabet.EXTENSION
    assert {int(code, 16): char for code, char in known["basic"].items() if char != "ESC"} == {
        code: char for code, char in enumerate(alphabet.BASIC) if code != alphabet.ESCAPE
    }


@pytest.mark.parametrize("table", [alphabet.BASIC, alphabet.TURKISH_BASIC, alphabet.PORTUGUESE_BASIC])
def test_a_basic_table_has_each_place_once(table: str) -> None:
    assert len(table) == len(set(table)) == 128


@pytest.mark.parametrize(
    ("text", "encoding", "count", "left"),
    [
        ("A" * 160, GSM_7, 1, 0),
        ("A" * 161, GSM_7, 2, 145),
        ("€" * 80, GSM_7, 1, 0),
        ("A" * 152 + "€" + "A" * 10, GSM_7, 2, 141),
        ("Ж" * 70, UCS_2, 1, 0),
        ("Ж" * 71, UCS_2, 2, 63),
        ("Ж" * 66 + "😜" + "Ж" * 10, UCS_2, 2, 55),
    ],
)
def test_the_standards_arithmetic(text: str, encoding: str, count: int, left: int) -> None:
    counted = segments.count(text)
    assert (counted.encoding, counted.segments, counted.units_left) == (encoding, count, left)


def test_the_character_that_doubles_the_price_is_named() -> None:
    dash = segments.count("Your parcel – has come. “Thank you”")
    assert (dash.encoding, dash.costly) == (UCS_2, ("–", "“", "”"))
    assert segments.count("Your parcel - has come").costly == ()


@pytest.mark.parametrize(
    ("text", "language", "alone"),
    [("ş" * 77, "turkish", 1), ("ş" * 152, "turkish", 1), ("á" * 77, "spanish", 1), ("ã" * 152, "portuguese", 1)],
)
def test_a_national_table_saves_where_the_provider_takes_it(text: str, language: str, alone: int) -> None:
    assert segments.count(text).encoding == UCS_2
    shifted = segments.count(text, languages=[language])
    assert (shifted.encoding, shifted.segments, shifted.language) == (GSM_7, alone, language)


def test_the_header_of_a_shift_takes_its_place() -> None:
    # 155 septets alone and 149 joined with a single shift, 152 and 146 with a locking one too (TS 23.040, 9.2.3.24)
    assert segments.count("á" + "A" * 153, languages=["spanish"]).segments == 1
    assert segments.count("á" + "A" * 154, languages=["spanish"]).segments == 2
    assert segments.count("ã" * 152, languages=["portuguese"]).segments == 1
    assert segments.count("ã" * 292, languages=["portuguese"]).segments == 2
    assert segments.count("ã" * 293, languages=["portuguese"]).segments == 3


@given(text=LETTERS, languages=LANGUAGES)
def test_parts_are_whole_and_fit(text: str, languages: list[str]) -> None:
    encoding, parts = segments.split(text, languages=languages)
    counted = segments.count(text, languages=languages)
    assert "".join(parts) == text
    assert len(parts) == counted.segments
    assert all(0 < sum(map(encoding.cost, one)) <= counted.per_segment for one in parts)
    assert all(one.encode("utf-16-be").decode("utf-16-be") == one for one in parts)
    assert 0 <= counted.units_left < counted.per_segment or not text
    if encoding.alphabet:
        assert len(encoding.alphabet.encode(text)) == counted.units


@given(text=LETTERS, languages=LANGUAGES, more=st.sampled_from(list(alphabet.PLAIN.septets)))
def test_more_words_are_never_cheaper_and_more_tables_never_dearer(text: str, languages: list[str], more: str) -> None:
    assert segments.count(text + more).segments >= segments.count(text).segments
    assert segments.count(text, languages=languages).segments <= segments.count(text).segments


@given(text=LETTERS)
def test_without_its_costly_characters_a_text_is_gsm(text: str) -> None:
    counted = segments.count(text)
    bare = "".join(char for char in text if char not in counted.costly)
    assert segments.count(bare).encoding == GSM_7
    assert set(counted.costly) <= set(text)


@given(text=st.text(st.sampled_from(list(alphabet.PLAIN.septets)), max_size=100))
def test_septets_read_back_as_what_was_written(text: str) -> None:
    assert alphabet.decode(alphabet.PLAIN.encode(text)) == text


@given(language=st.sampled_from(list(alphabet.LANGUAGES)), data=st.data())
def test_national_septets_read_back_too(language: str, data: st.DataObject) -> None:
    code = alphabet.LANGUAGES[language]
    for one in alphabet.NATIONAL[language]:
        text = data.draw(st.text(st.sampled_from(list(one.septets)), max_size=50))
        locking = code if alphabet.LOCKING_SHIFT_ELEMENT in one.header[:1] else 0
        assert alphabet.decode(one.encode(text), single=code, locking=locking) == text


# ---- other words for the same -------------------------------------------------------------------------


def test_typographic_signs_have_plain_twins() -> None:
    assert wording.plain("“Ваш” заказ № 5 — готов…\u00a0Ждём") == '"Ваш" заказ No  5 - готов... Ждём'
    assert wording.plain("café déjà — ﬁn") == "café déjà - fin"
    assert wording.plain("Dvořák") == "Dvorak"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Щука, щука, ЩУКА", "Schuka, schuka, SCHUKA"),
        ("Ваш заказ готов", "Vash zakaz gotov"),
        ("Объём ЁЛКИ", "Obyom YOLKI"),
        ("ЖЭК №7", "ZHEK No 7"),
        ("Я и Ю", "Ya i Yu"),
    ],
)
def test_cyrillic_is_written_by_sound(text: str, expected: str) -> None:
    assert wording.latin(text) == expected


def test_only_what_saves_is_offered() -> None:
    plain, latin = wording.offers("Hello – " + "a" * 80)
    assert plain is not None
    assert (plain.text[:8], plain.segments) == ("Hello - ", 1)
    assert latin is None
    plain, latin = wording.offers("Ваш заказ готов — ждём вас сегодня до восьми вечера в магазине на Невском, 5")
    assert plain is None
    assert latin is not None
    assert latin.segments == 1
    assert wording.offers("Привет") == (None, None)


@given(text=LETTERS)
def test_an_offer_never_costs_more(text: str) -> None:
    before = segments.count(text).segments
    assert all(one.segments < before for one in wording.offers(text) if one)
