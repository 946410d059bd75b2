"""Updates as Telegram posts them."""

import msgspec


def update(*, number: int, chat: int, text: str, at: float) -> bytes:
    """One text message of one person. `number` is the update's and the message's id, `at` seconds since 1970."""
    person = {"id": chat, "is_bot": False, "first_name": f"Покупатель {chat}", "language_code": "ru"}
    message = {
        "message_id": number,
        "from": person,
        "chat": {"id": chat, "first_name": person["first_name"], "type": "private"},
        "date": int(at),
        "text": text,
    }
    return msgspec.json.encode({"update_id": number, "message": message})
