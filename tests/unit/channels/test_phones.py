"""Numbers found in what people write, as those who collected them expected."""

import json
from typing import Any

import pytest
from tests.ports import SHARED

from otklik.channels import phones

FIXTURES = SHARED / "fixtures/phones"
Json = dict[str, Any]  # Any: JSON

pytestmark = pytest.mark.skipif(not FIXTURES.exists(), reason="the collected numbers are not beside this checkout")


def collected(name: str) -> list[Json]:
    path = FIXTURES / name
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def found(text: str, region: str) -> list[str]:
    return [one.e164 for one in phones.find(text, country=region)]


@pytest.mark.parametrize("known", collected("russian_and_cis.json"), ids=lambda one: str(one["input"]))
def test_numbers_as_people_write_them(known: Json) -> None:
    assert found(known["input"], known["region"]) == known["expected"]


def test_numbers_and_no_numbers_of_the_metadatas_own_tests() -> None:
    groups = json.loads((FIXTURES / "libphonenumber_matcher_cases.json").read_text("utf-8"))
    for known in (one for cases in groups.values() for one in cases):
        assert found(known["text"], known["region"]) == known["found_with_real_metadata"], known["text"]


def test_an_address_is_read_as_the_metadatas_own_tests_say() -> None:
    for known in collected("libphonenumber_parse_cases.json"):
        if known["agrees_with_real_metadata"] and known["valid"]:
            assert phones.e164(known["input"], country=known["region"]) == known["expected_e164"], known["input"]


def test_a_number_says_its_country_place_and_extension() -> None:
    [one] = phones.find("звоните +7 (495) 921-37-00 доб. 123 вечером", country="RU")
    assert (one.e164, one.country, one.type, one.extension) == ("+74959213700", "RU", "fixed_line", "123")
    assert "звоните +7 (495) 921-37-00 доб. 123 вечером"[one.start : one.end] == one.text


@pytest.mark.parametrize(
    ("address", "country"), [("+79123456789", "RU"), ("375296082222", "BY"), ("MTS", ""), ("", "")]
)
def test_the_country_of_an_address(address: str, country: str) -> None:
    assert phones.country_of(address) == country
