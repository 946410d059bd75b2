"""What a template says, as it is kept: a letter of blocks or of code, a short text, a push; one per language."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

BLOCKS_MAX = 100
CODE_CHARS_MAX = 300_000
TEXT_CHARS_MAX = 10_000
LANGUAGES_MAX = 12
VARIABLES_MAX = 60
BUTTONS_MAX = 10
COLUMNS_MAX = 3
PRODUCTS_MAX = 12
LOOKS_MAX = 5
AGE_MAX = 120

Kind = Literal["email", "sms", "push", "chat"]
Purpose = Literal["mass", "personal"]
"""Mass letters need a way to unsubscribe; personal ones tell of what the person did (an order, a review)."""
Mode = Literal["visual", "mjml", "html"]
Align = Literal["left", "center", "right"]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$(?!\n)")]
Words = Annotated[str, Meta(max_length=TEXT_CHARS_MAX)]
Line = Annotated[str, Meta(max_length=500)]
Url = Annotated[str, Meta(max_length=2_000)]
Code = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$(?!\n)")]
Segment = Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9_-]{0,39})?$(?!\n)")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?!\n)", max_length=35)]
Gender = Literal["", "female", "male"]
Age = Annotated[int, Meta(ge=0, le=AGE_MAX)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$(?!\n)")]


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what is kept."""


class Only(Document, frozen=True, kw_only=True):
    """For whom: those who are all of what is said here; nothing said: everybody.

    Who has no name that tells of gender is of none, who has no birthday of no age.
    """

    segment: Segment = ""
    gender: Gender = ""
    age_from: Age | None = None
    age_to: Age | None = None
    """Whole years, themselves among them."""


class Block(Only, frozen=True, kw_only=True, tag_field="type"):
    """A piece of a letter."""


class HeadingBlock(Block, frozen=True, kw_only=True, tag="heading"):
    text: Line
    align: Align = "left"
    level: Annotated[int, Meta(ge=1, le=3)] = 1


class TextBlock(Block, frozen=True, kw_only=True, tag="text"):
    """Light marks: `**bold**`, `*italic*`, `[words](address)`, `- ` at the start of a list's line."""

    text: Words
    align: Align = "left"


class ImageBlock(Block, frozen=True, kw_only=True, tag="image"):
    src: Url
    alt: Line = ""
    href: Url = ""
    width: Annotated[int, Meta(ge=16, le=600)] = 600


class ButtonBlock(Block, frozen=True, kw_only=True, tag="button"):
    label: Line
    href: Url
    align: Align = "center"


class DividerBlock(Block, frozen=True, kw_only=True, tag="divider"):
    """A thin line."""


class SpacerBlock(Block, frozen=True, kw_only=True, tag="spacer"):
    height: Annotated[int, Meta(ge=4, le=200)] = 24


class ProductsBlock(Block, frozen=True, kw_only=True, tag="products"):
    """Goods of a list variable, or of those that are chosen for each person (`language.variables.GOODS`).

    Each with `title`, `url`, `image_url`, `price` and, where it was dearer, `old_price`. Of an empty list nothing is
    shown, its heading neither.
    """

    variable: Name = "products"
    heading: Line = ""
    count: Annotated[int, Meta(ge=1, le=PRODUCTS_MAX)] = 3
    button: Line = ""


class SocialLink(Document, frozen=True, kw_only=True):
    label: Line
    href: Url


class SocialBlock(Block, frozen=True, kw_only=True, tag="social"):
    links: Annotated[tuple[SocialLink, ...], Meta(max_length=10)]


class FooterBlock(Block, frozen=True, kw_only=True, tag="footer"):
    """Who writes and why; with the way to unsubscribe, worded by `unsubscribe`."""

    text: Words = ""
    unsubscribe: Line = ""


class BlockColumn(Document, frozen=True, kw_only=True):
    blocks: Annotated[
        tuple[HeadingBlock | TextBlock | ImageBlock | ButtonBlock | SpacerBlock, ...], Meta(max_length=10)
    ] = ()


class ColumnsBlock(Block, frozen=True, kw_only=True, tag="columns"):
    columns: Annotated[tuple[BlockColumn, ...], Meta(min_length=1, max_length=COLUMNS_MAX)]


AnyBlock = (
    HeadingBlock
    | TextBlock
    | ImageBlock
    | ButtonBlock
    | DividerBlock
    | SpacerBlock
    | ProductsBlock
    | SocialBlock
    | FooterBlock
    | ColumnsBlock
)


class Look(Document, frozen=True, kw_only=True):
    """Colours of a letter of blocks; in the dark the papers turn by themselves."""

    accent: Colour = "#1d5fd1"
    paper: Colour = "#ffffff"
    ground: Colour = "#f3f4f6"
    ink: Colour = "#1f2933"


class OtherLook(Only, frozen=True, kw_only=True):
    """Colours for some."""

    look: Look = Look()


class LinkButton(Document, frozen=True, kw_only=True):
    """A button of a messenger's text or a push."""

    label: Annotated[str, Meta(max_length=64)]
    url: Url = ""


class Wording(Document, frozen=True, kw_only=True):
    """What is said in one language; of each kind only its own fields are used."""

    subject: Line = ""
    preheader: Line = ""
    mode: Mode = "visual"
    blocks: Annotated[tuple[AnyBlock, ...], Meta(max_length=BLOCKS_MAX)] = ()
    look: Look = Look()
    looks: Annotated[tuple[OtherLook, ...], Meta(max_length=LOOKS_MAX)] = ()
    """The first that is for a person is theirs; `look` is for all others."""
    code: Annotated[str, Meta(max_length=CODE_CHARS_MAX)] = ""
    text: Words = ""
    """The whole of an SMS, a push or a messenger's text; of a letter its plain part, made from the HTML where empty."""
    title: Line = ""
    url: Url = ""
    buttons: Annotated[tuple[LinkButton, ...], Meta(max_length=BUTTONS_MAX)] = ()


class TemplateSample(Document, frozen=True, kw_only=True):
    """Whom a preview shows a letter to where nobody is chosen. `age` null: not known."""

    gender: Literal["female", "male"] = "female"
    age: Age | None = 34


VariableKind = Literal["text", "number", "money", "date", "deadline", "stock", "list", "link"]
"""`deadline` and `stock` may carry words of haste: they are filled from a real date or a real stock when sent."""


class TemplateVariable(Document, frozen=True, kw_only=True):
    """A value whoever sends must give. `example` is what previews show, as JSON or plain words."""

    name: Name
    kind: VariableKind = "text"
    label: Line = ""
    example: Words = ""


class TemplateBody(Document, frozen=True, kw_only=True):
    """A whole template: what it says by language, and the values it needs."""

    wordings: Annotated[dict[Language, Wording], Meta(min_length=1, max_length=LANGUAGES_MAX)]
    language: Language = "ru"
    """Spoken to those whose own language is not among `wordings`."""
    variables: Annotated[tuple[TemplateVariable, ...], Meta(max_length=VARIABLES_MAX)] = ()
