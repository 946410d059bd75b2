"""What the server writes to people in their language."""

from otklik.platform.i18n import tr


def test_a_name_with_quotation_marks_of_its_own_is_not_quoted_twice() -> None:
    assert tr("ru", "livechat.transcript.subject", {"company": "Кофейня «Отклик»"}) == (
        "Ваша переписка с Кофейня «Отклик»"
    )
    assert tr("ru", "livechat.transcript.subject", {"company": "Отклик"}) == "Ваша переписка с «Отклик»"
