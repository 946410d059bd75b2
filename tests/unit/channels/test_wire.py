"""Readers of JSON that nobody promised answer something empty instead of raising."""

from datetime import UTC, datetime

import pytest

from otklik.channels import wire
from otklik.channels.contract import InboundUnknown, Location, RawItem

BODY = {"a": {"id": 12, "name": "Анна", "no": None, "yes": True, "half": 0.5, "list": [{"x": 1}, 2, "3"]}}


@pytest.mark.parametrize(
    ("key", "text", "whole", "number"),
    [
        ("id", "12", 12, 12.0),
        ("name", "Анна", 0, None),
        ("no", "", 0, None),
        ("yes", "", 0, 1.0),
        ("half", "", 0, 0.5),
        ("list", "", 0, None),
        ("missing", "", 0, None),
    ],
)
def test_a_value_is_read_as_what_it_is_or_not_at_all(key: str, text: str, whole: int, number: float | None) -> None:
    assert wire.text(BODY, "a", key) == text
    assert wire.whole(BODY, "a", key) == whole
    assert wire.number(BODY, "a", key) == number


def test_lists_give_what_fits() -> None:
    assert wire.objs(BODY, "a", "list") == [{"x": 1}]
    assert wire.texts(BODY, "a", "list") == ["2", "3"]
    assert wire.objs(BODY, "a", "id") == []
    assert wire.texts(BODY, "a", "id") == []


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", 10**400, "x"])
def test_what_is_no_finite_number_is_none(value: object) -> None:
    assert wire.number(value) is None


@pytest.mark.parametrize("value", [0, -5, 10**15, "1772000000", True])
def test_what_is_no_time_is_none(value: object) -> None:
    assert wire.moment(value) is None


def test_a_time_nobody_gave_is_when_it_was_received() -> None:
    received = datetime(2026, 3, 2, tzinfo=UTC)
    assert wire.sent_at(RawItem(event_id="1", body=b"", received_at=received), {}) == received


def test_coordinates_may_be_text() -> None:
    assert wire.place({"latitude": "55.5", "longitude": 37}) == Location(latitude=55.5, longitude=37.0)
    assert wire.place({"latitude": "north", "longitude": 37}) is None


def test_an_event_too_deep_to_read_is_told_as_unknown() -> None:
    def dive(body: wire.Obj, item: RawItem) -> list[InboundUnknown]:
        return dive(body, item)

    found = wire.read_keyed(RawItem(event_id="1", body=b'{"message": {}}'), {"message": lambda b, i: [*dive(b, i)]})
    assert found == [InboundUnknown(name="message.incomplete")]
