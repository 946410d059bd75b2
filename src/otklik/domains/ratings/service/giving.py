"""A rating given: by a button, by the page of a letter, changed within an hour, with a comment."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.conversations.events import MessageAdded
from otklik.domains.conversations.service import changing, managing, reading, remarking, writing
from otklik.domains.delivery.errors import Refused
from otklik.domains.delivery.events import ButtonPressed
from otklik.domains.notifications import service as notifications
from otklik.domains.ratings import queries, rules
from otklik.domains.ratings.errors import RatingClosed, RatingNotFound
from otklik.domains.ratings.events import RatingReceived
from otklik.domains.ratings.models import Rating
from otklik.domains.ratings.service import asking, choosing
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher, TokenInvalid
from otklik.platform.events import publish
from otklik.platform.i18n import tr

CHANGED: Final = "rating.changed"


async def pressed(ctx: Ctx, told: ButtonPressed) -> None:
    """A button of ours, pressed where it was shown; anything else changes nothing."""
    read = _read(ctx, told.told.data)
    if read is None:
        return
    rating = await queries.rating(ctx, read[0])
    where = await queries.conversation_of_thread(ctx, channel_id=told.channel_id, thread_id=told.told.thread_id)
    if rating is None or rating.conversation_id != where:
        return
    if not rules.takes(asked_at=rating.asked_at, rated_at=rating.rated_at, now=ctx.now()):
        return
    await _give_thanked(ctx, rating, read[1])


async def by_page(ctx: Ctx, rating_id: UUID, *, score: int | None, comment: str) -> Rating:
    """What the page of a letter sends. Raises `RatingNotFound`, `RatingClosed`."""
    rating = await get(ctx, rating_id)
    if not rules.takes(asked_at=rating.asked_at, rated_at=rating.rated_at, now=ctx.now()):
        raise RatingClosed
    if score in rules.OPTIONS[rating.scale]:
        await _give(ctx, rating, score)
    if rating.score is not None and comment.strip():
        await _comment(ctx, rating, comment)
    return rating


async def remarked(ctx: Ctx, told: MessageAdded) -> None:
    """A mark typed in answer to the question is a rating; the message after a rating is its comment."""
    if told.kind != "remark":
        return
    rating = await queries.last_asked(ctx, told.conversation_id)
    if rating is None:
        return
    await ctx.session.flush()  # a block of messages goes to the database at once
    text = await queries.message_text(ctx, told.message_id)
    score = rules.typed_score(remarking.bare_word(text), scale=rating.scale)
    if score is not None and rules.takes_typed(asked_at=rating.asked_at, now=told.sent_at):
        await _give_thanked(ctx, rating, score)
    elif rating.score is not None:
        await _comment(ctx, rating, text)


async def get(ctx: Ctx, rating_id: UUID) -> Rating:
    """Raises `RatingNotFound`."""
    rating = await queries.rating(ctx, rating_id)
    if rating is None:
        raise RatingNotFound
    return rating


def _read(ctx: Ctx, data: str) -> tuple[UUID, int] | None:
    if not data.startswith(rules.PAYLOAD):
        return None
    try:
        return rules.read_payload(ctx.use(Cipher).verify(data[len(rules.PAYLOAD) :], purpose=asking.BUTTON_PURPOSE))
    except TokenInvalid:
        return None


async def _give_thanked(ctx: Ctx, rating: Rating, score: int) -> None:
    """Thanks are said once, however often the mind is changed."""
    first = rating.score is None
    await _give(ctx, rating, score)
    if first:
        await _thank(ctx, rating)


async def _give(ctx: Ctx, rating: Rating, score: int) -> None:
    if score == rating.score:
        return
    changed, was_bad = rating.score is not None, bool(rating.bad)
    bad = rules.is_bad(score, bad_up_to=rating.bad_up_to)
    rating.score, rating.bad = score, bad
    rating.rated_at = rating.rated_at or ctx.now()
    rating.changed_at = ctx.now() if changed else None
    await ctx.session.flush()
    await _show(ctx, rating)
    if bad and not was_bad:
        await _alert(ctx, rating)
    received = RatingReceived(
        rating_id=rating.id,
        conversation_id=rating.conversation_id,
        channel_id=rating.channel_id,
        operator_id=rating.operator_id,
        score=score,
        bad=bad,
        changed=changed,
    )
    await publish(ctx, received, subject_id=rating.conversation_id)


async def _show(ctx: Ctx, rating: Rating) -> None:
    """In the thread, on the list's line, and on the button that was pressed."""
    conversation = await reading.get(ctx, rating.conversation_id)
    code = rules.event_code(rating.score or 0, scale=rating.scale)
    await writing.event_line(ctx, conversation, code=code, params={"score": str(rating.score)})
    await managing.show_bad_rating(ctx, rating.conversation_id, at=rating.rated_at if rating.bad else None)
    if rating.message_id is not None:
        chosen = rules.PAYLOAD + ctx.use(Cipher).sign(
            rules.payload(rating.id, rating.score or 0), purpose=asking.BUTTON_PURPOSE
        )
        await changing.show_chosen(ctx, rating.message_id, data=chosen)
    _push(ctx, rating)


async def _thank(ctx: Ctx, rating: Rating) -> None:
    """Say thanks and, for a while, take the next message as a comment: nobody has to answer it."""
    minutes = (await choosing.get(ctx)).comment_minutes
    text = tr(rating.locale, f"ratings.thanks.{'bad' if rating.bad else 'good'}")
    if minutes:
        text = f"{text} {tr(rating.locale, 'ratings.thanks.comment', {'minutes': minutes})}"
        await remarking.expect_remark(ctx, rating.conversation_id, until=ctx.now() + timedelta(minutes=minutes))
    try:
        async with ctx.attempt():
            await writing.reply(ctx, rating.conversation_id, writing.Words(text=text, automatic=True))
    except Refused:
        return


async def _comment(ctx: Ctx, rating: Rating, text: str) -> None:
    rating.comment = text.strip().replace("\0", "")[: rules.COMMENT_LENGTH_MAX]
    await ctx.session.flush()
    if rating.bad:
        await _tell(ctx, rating, code="rating_commented")
    _push(ctx, rating)


async def _alert(ctx: Ctx, rating: Rating) -> None:
    await _tell(ctx, rating, code="rating_bad")


async def _tell(ctx: Ctx, rating: Rating, *, code: str) -> None:
    conversation = await reading.get(ctx, rating.conversation_id)
    await notifications.tell(
        ctx,
        await queries.supervisors(ctx),
        code=code,
        params={"number": str(conversation.number), "score": str(rating.score)},
        subject=notifications.Subject(kind="conversation", id=rating.conversation_id),
    )


def _push(ctx: Ctx, rating: Rating) -> None:
    data = {"id": str(rating.id), "conversation_id": str(rating.conversation_id), "bad": bool(rating.bad)}
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, data)
