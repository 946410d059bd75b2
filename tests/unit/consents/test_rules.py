"""The gate's table and the chain, as a lawyer and a forger would try them."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.consents import rules
from otklik.domains.consents.rules import Kind, Link, Sealed, Standing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANNA = UUID(int=1)
WORDS = st.text(max_size=20)


def standing(**changes: object) -> Standing:
    usual = Standing(
        purpose="news",
        channel="email",
        basis="consent",
        archived=False,
        status="granted",
        record_id=None,
        suppressed=(),
        write_only=False,
        step_open=False,
        asked_at=None,
    )
    return msgspec.structs.replace(usual, **changes)


STANDINGS = st.builds(
    Standing,
    purpose=st.sampled_from(["news", *rules.OF_PRODUCT]),
    channel=st.sampled_from(["email", "sms", rules.CALL]),
    basis=st.sampled_from([None, "consent", "contract", "legitimate_interest", "legal_duty"]),
    archived=st.booleans(),
    status=st.sampled_from([None, "granted", "withdrawn", "pending"]),
    record_id=st.none(),
    suppressed=st.lists(st.sampled_from(list(rules.STOPS)), unique=True),
    write_only=st.booleans(),
    step_open=st.booleans(),
    asked_at=st.sampled_from([None, NOON]),
)


@given(STANDINGS)
def test_advertising_goes_only_to_who_agreed_and_was_not_told_to_be_left_in_peace(told: Standing) -> None:
    if told.purpose == "news" and told.basis == "consent" and not rules.refusal(told):
        assert told.status == "granted"
        assert not told.archived
        assert not set(told.suppressed) - {"do_not_call"}


@given(STANDINGS)
def test_who_asked_for_letters_is_never_called(told: Standing) -> None:
    if told.channel == rules.CALL and (told.write_only or "do_not_call" in told.suppressed):
        assert rules.refusal(told) == "do_not_call"


@given(STANDINGS)
def test_more_reasons_to_be_left_in_peace_never_let_more_through(told: Standing) -> None:
    if rules.refusal(told):
        for reason in rules.STOPS:
            more = msgspec.structs.replace(told, suppressed=[*told.suppressed, reason])
            assert rules.refusal(more)


@given(STANDINGS)
def test_whatever_goes_rests_on_something_and_whatever_does_not_says_why(told: Standing) -> None:
    if rules.refusal(told):
        assert rules.refusal(told).replace("_", "").isalpha()
    else:
        assert rules.ground(told)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"status": None}, "no_consent"),
        ({"status": "pending"}, "consent_pending"),
        ({"status": "withdrawn"}, "consent_withdrawn"),
        ({"basis": None}, "purpose_unknown"),
        ({"archived": True}, "purpose_archived"),
        ({"basis": "legitimate_interest", "status": None}, ""),
        ({"basis": "legitimate_interest", "status": "withdrawn"}, "consent_withdrawn"),
        ({"basis": "contract", "status": "withdrawn"}, ""),
        ({"basis": "contract", "suppressed": ("unsubscribed", "complaint")}, ""),
        ({"basis": "contract", "suppressed": ("by_hand",)}, "suppressed_by_hand"),
        ({"suppressed": ("unsubscribed",)}, "suppressed_unsubscribed"),
        ({"purpose": "answer", "suppressed": ("unsubscribed", "complaint", "hard_bounce")}, ""),
        ({"purpose": "answer", "suppressed": ("blocked",)}, "suppressed_blocked"),
        ({"purpose": "automatic"}, "nobody_asked"),
        ({"purpose": "automatic", "asked_at": NOON, "suppressed": ("unsubscribed",)}, ""),
        ({"purpose": "question", "asked_at": NOON}, ""),
        ({"purpose": "question", "asked_at": NOON, "suppressed": ("unsubscribed",)}, "suppressed_unsubscribed"),
        ({"purpose": "question"}, "step_used"),
        ({"purpose": "promise", "step_open": True}, ""),
        ({"purpose": "confirmation", "status": "pending"}, ""),
        ({"purpose": "confirmation", "status": "granted"}, "not_requested"),
        ({"purpose": "confirmation", "status": "pending", "suppressed": ("complaint",)}, "suppressed_complaint"),
    ],
)
def test_the_table_of_the_gate(changes: dict[str, object], code: str) -> None:
    assert rules.refusal(standing(**changes)) == code


def test_every_kind_of_message_the_product_sends_is_in_the_table() -> None:
    assert set(rules.OF_PRODUCT.values()) == set(Kind) - {Kind.COMPANY, Kind.NOTICE}


# ---- the chain ----------------------------------------------------------------------------------------


def chain_of(texts: list[str]) -> list[Sealed]:
    made: list[Sealed] = []
    before = rules.GENESIS
    for number, words in enumerate(texts, start=1):
        personal, salt = f'{{"address":"{number}@client.example"}}', f"salt{number}"
        link = Link(
            contact_id=ANNA,
            number=number,
            at=NOON,
            act="granted",
            purpose="news",
            channel="email",
            wording_version=1,
            wording=words,
            language="ru",
            method="form",
            actor_kind="operator",
            actor_id=None,
            personal_digest=rules.digest_of(personal, salt=salt),
            subject_digest="",
            previous_hash=before,
        )
        before = rules.hash_of(link)
        made.append(Sealed(link=link, hash=before, personal=personal, salt=salt, erased=False))
    return made


def whole(records: list[Sealed], *, of: list[Sealed]) -> bool:
    number, last = len(of), of[-1].hash if of else rules.GENESIS
    return rules.verify(records, number=number, last_hash=last, seal_holds=True).whole


@given(st.lists(WORDS, max_size=5))
def test_a_chain_as_it_was_written_is_whole(texts: list[str]) -> None:
    chain = chain_of(texts)
    assert whole(chain, of=chain)


@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_any_change_of_any_field_of_any_record_is_found(texts: list[str], data: st.DataObject) -> None:
    chain = chain_of(texts)
    place = data.draw(st.integers(0, len(chain) - 1))
    field = data.draw(
        st.sampled_from(["wording", "purpose", "channel", "method", "language", "act", "personal_digest"])
    )
    changed = msgspec.structs.replace(chain[place].link, **{field: getattr(chain[place].link, field) + "x"})
    rehashed = data.draw(st.booleans())
    forged = msgspec.structs.replace(
        chain[place], link=changed, hash=rules.hash_of(changed) if rehashed else chain[place].hash
    )
    assert not whole([*chain[:place], forged, *chain[place + 1 :]], of=chain)


@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_a_record_taken_out_put_elsewhere_or_said_of_another_address_is_found(
    texts: list[str], data: st.DataObject
) -> None:
    chain = chain_of(texts)
    place = data.draw(st.integers(0, len(chain) - 1))
    assert not whole([*chain[:place], *chain[place + 1 :]], of=chain)
    other = msgspec.structs.replace(chain[place], personal='{"address":"mallory@client.example"}')
    assert not whole([*chain[:place], other, *chain[place + 1 :]], of=chain)
    if len(chain) > 1:
        assert not whole([chain[1], chain[0], *chain[2:]], of=chain)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_person_can_be_taken_out_of_a_chain_and_it_still_holds(texts: list[str]) -> None:
    chain = chain_of(texts)
    erased = [msgspec.structs.replace(one, personal="", salt="", erased=True) for one in chain]
    assert whole(erased, of=chain)


def test_a_chain_written_anew_with_right_hashes_lacks_the_servers_seal() -> None:
    forged = chain_of(["другие слова"])
    verdict = rules.verify(forged, number=1, last_hash=forged[-1].hash, seal_holds=False)
    assert (verdict.whole, verdict.code) == (False, "resealed")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("стоп", "stop"),
        (" СТОП! ", "stop"),
        ("/stop", "stop"),
        ("Отписаться.", "stop"),
        ("настройки", "settings"),
        ("Стоп, я передумала брать два", ""),
        ("не могу найти настройки", ""),
        ("", ""),
    ],
)
def test_only_a_message_that_is_nothing_else_is_a_command(text: str, command: str) -> None:
    assert rules.command(text) == command
