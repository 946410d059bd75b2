"""Templates as `GET /{account}/message_templates` lists them: its document's examples, and every kind of place."""

from typing import Any

Template = dict[str, Any]  # Any: JSON

ORDER: Template = {
    "id": "1315502779341834",
    "name": "order_ready",
    "language": "ru",
    "status": "APPROVED",
    "category": "UTILITY",
    "quality_score": {"score": "GREEN", "date": 1751247548},
    "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Заказ {{1}}", "example": {"header_text": ["A-17"]}},
        {
            "type": "BODY",
            "text": "Здравствуйте, {{1}}! Заказ на {{2}} готов.",
            "example": {"body_text": [["Мария", "3 200 ₽"]]},
        },
        {"type": "FOOTER", "text": "Чайная"},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Заберу сегодня"},
                {"type": "URL", "text": "Отследить", "url": "https://tea.example/t/{{1}}", "example": ["A-17"]},
            ],
        },
    ],
}
NAMED: Template = {
    "id": "2",
    "name": "come_back",
    "language": "ru",
    "status": "APPROVED",
    "category": "MARKETING",
    "parameter_format": "NAMED",
    "quality_score": {"score": "YELLOW"},
    "components": [
        {
            "type": "BODY",
            "text": "{{first_name}}, мы соскучились. Скидка {{sale}}.",
            "example": {
                "body_text_named_params": [
                    {"param_name": "first_name", "example": "Мария"},
                    {"param_name": "sale", "example": "10 %"},
                ]
            },
        }
    ],
}
PICTURE: Template = {
    "id": "3",
    "name": "spring",
    "language": "en_US",
    "status": "APPROVED",
    "category": "MARKETING",
    "components": [
        {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://scontent.example/1"]}},
        {"type": "BODY", "text": "Spring tea is here"},
    ],
}
REJECTED: Template = {
    "id": "4",
    "name": "abandoned_cart",
    "language": "en",
    "status": "REJECTED",
    "rejected_reason": "INVALID_FORMAT",
    "category": "MARKETING",
    "components": [{"type": "BODY", "text": "{{1}}{{2}}"}],
}
CODE: Template = {
    "id": "5",
    "name": "sign_in",
    "language": "ru",
    "status": "APPROVED",
    "category": "AUTHENTICATION",
    "components": [
        {"type": "BODY", "text": "{{1}} — ваш код", "example": {"body_text": [["123456"]]}},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Скопировать"}]},
    ],
}
