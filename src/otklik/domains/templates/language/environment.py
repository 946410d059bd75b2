"""The sandbox templates run in: a few tags, limits on loops, names, output and time, nothing from files or networks."""

from collections.abc import Sequence, Sized
from time import monotonic
from typing import Any, Final, TextIO

from liquid import BoundTemplate, Environment, RenderContext
from liquid.ast import BlockNode, Node
from liquid.builtin.expressions import BooleanExpression, parse_primitive
from liquid.exceptions import LiquidError, LiquidSyntaxError, ResourceLimitError
from liquid.expression import Expression
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_AND, TOKEN_EOF, TOKEN_TAG, Token
from liquid.undefined import UNDEFINED

from otklik.domains.templates.language.filters import FILTERS

LOOP_TURNS_MAX: Final = 1_000
OUTPUT_BYTES_MAX: Final = 1_000_000
LOCALS_BYTES_MAX: Final = 200_000
NESTING_MAX: Final = 20
RENDER_SECONDS_MAX: Final = 2.0
VALUE_CHARS_MAX: Final = 1_000_000
"""Of what a filter makes: it is in memory before it is output, and the next filter makes more of it."""
RANGE_MAX: Final = 10_000
"""Of `(1..n)` given to a filter, which would make a list of it."""

TAGS: Final = frozenset(
    {"if", "unless", "case", "for", "break", "continue", "assign", "capture", "comment", "raw", "echo", "segment"}
)
"""What a template may use; no `include`, no `render`: named blocks of the company stand in their place."""
LEFT_OUT: Final = frozenset(
    {"safe", "escapejs", "base64_decode", "base64_encode", "base64_url_safe_decode", "base64_url_safe_encode"}
)
"""Filters of the library that would let a value out unescaped, or are of no use in a letter."""
_PSEUDO: Final = frozenset({"content", "output", "illegal", "#"})
"""What the parser itself calls tags, and comments of one line."""
SEGMENTS: Final = "_segments"
"""Hidden name of a render: codes of the segments the person is in."""


FAILURES: Final = (LiquidError, ArithmeticError, AttributeError, RecursionError, TypeError, ValueError)
"""What a render may end with: filters of the library let Python's own errors out where a value is of a strange kind."""


class TooSlow(ResourceLimitError):
    """A render took longer than `RENDER_SECONDS_MAX`."""


class TooLong(ResourceLimitError):
    """A filter made, or would make, more than `VALUE_CHARS_MAX`."""


class SegmentNode(Node):
    """`{% segment 'loyal' %}…{% else %}…{% endsegment %}`; after the code may stand `and` with a condition."""

    def __init__(self, token: Token, codes: Sequence[Expression], inside: BlockNode, outside: BlockNode | None) -> None:
        """`codes`: the segment's and, where one stands there, the condition."""
        super().__init__(token)
        self.codes, self.inside, self.outside = codes, inside, outside
        self.blank = False

    def __str__(self) -> str:
        """As written: what a place shows is looked for in its words."""
        said = " and ".join(str(one) for one in self.codes)
        others = f"{{% else %}}{self.outside}" if self.outside else ""
        return f"{{% segment {said} %}}{self.inside}{others}{{% endsegment %}}"

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if self._holds(context):
            return self.inside.render(context, buffer)
        return self.outside.render(context, buffer) if self.outside else 0

    def children(self, static_context: RenderContext, *, include_partials: bool = True) -> list[Node]:
        return [self.inside, *([self.outside] if self.outside else [])]

    def expressions(self) -> list[Expression]:
        return [*self.codes]

    def _holds(self, context: RenderContext) -> bool:
        code, *more = self.codes
        held = context.resolve(SEGMENTS, default=())
        return str(code.evaluate(context)) in held and all(one.evaluate(context) for one in more)


class SegmentTag(Tag):
    """Only for those of a segment; `else`: for all others."""

    name = "segment"
    end = "endsegment"

    def parse(self, stream: TokenStream) -> Node:
        token = stream.eat(TOKEN_TAG)
        inner = stream.into_inner(tag=token)
        codes: list[Expression] = [parse_primitive(self.env, inner)]
        if inner.current.kind == TOKEN_AND:
            next(inner)
            codes.append(BooleanExpression.parse(self.env, inner))
        inner.expect_eos()
        block = get_parser(self.env).parse_block
        inside = block(stream, frozenset({"else", "endsegment", TOKEN_EOF}))
        outside = None
        if stream.current.is_tag("else"):
            next(stream)
            outside = block(stream, frozenset({"endsegment", TOKEN_EOF}))
        if not stream.current.is_tag("endsegment"):
            raise LiquidSyntaxError("expected tag 'endsegment'", token=token)
        return SegmentNode(token, codes, inside, outside)


class TimedContext(RenderContext):
    """Gives up when the time is over: looked at wherever a name is resolved or a filter applied."""

    __slots__ = ("_until",)

    def __init__(self, template: BoundTemplate, **kwargs: Any) -> None:  # Any: as the base has it
        super().__init__(template, **kwargs)
        self._until = monotonic() + RENDER_SECONDS_MAX

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        self._look()
        return super().get(path, token=token, default=default)

    def filter(self, name: str, token: Token | None) -> Any:  # Any: as the base has it
        self._look()
        found = super().filter(name, token)

        def bounded(*values: Any, **named: Any) -> Any:  # Any: as above
            _before(name, values)
            made = found(*values, **named)
            if isinstance(made, str) and len(made) > VALUE_CHARS_MAX:
                raise TooLong("value too long", token=token)
            return made

        return bounded

    def _look(self) -> None:
        if monotonic() > self._until:
            raise TooSlow("took too long", token=None)


class SandboxedTemplate(BoundTemplate):
    context_class = TimedContext


class Sandbox(Environment):
    """One of the two below; parsed templates may be kept and used from any task, for a render changes nothing."""

    template_class = SandboxedTemplate
    loop_iteration_limit = LOOP_TURNS_MAX
    output_stream_limit = OUTPUT_BYTES_MAX
    local_namespace_limit = LOCALS_BYTES_MAX
    block_nesting_limit = NESTING_MAX
    context_depth_limit = NESTING_MAX

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        self.add_tag(SegmentTag)
        for name in self.tags.keys() - TAGS - _PSEUDO:
            del self.tags[name]
        for name in LEFT_OUT:
            self.filters.pop(name, None)
        self.filters.update(FILTERS)


PLAIN: Final = Sandbox()
HTML: Final = Sandbox(autoescape=True)
"""Every value is escaped, however it came; there is no way round it."""


def _before(name: str, values: Sequence[object]) -> None:
    """Refuse what would fill the memory in one step. Raises `TooLong`."""
    for one in values:
        if isinstance(one, range) and len(one) > RANGE_MAX:
            raise TooLong("range too long", token=None)
    if name == "replace" and len(values) > 2:
        value, old, new = (str(one) for one in values[:3])
        if value.count(old) * len(new) > VALUE_CHARS_MAX:
            raise TooLong("value too long", token=None)
    if name == "join" and len(values) > 1:
        count = len(values[0]) if isinstance(values[0], Sized) else 0
        if count * len(str(values[1])) > VALUE_CHARS_MAX:
            raise TooLong("value too long", token=None)


def of(*, html: bool) -> Sandbox:
    return HTML if html else PLAIN


def known_filters() -> frozenset[str]:
    return frozenset(PLAIN.filters)
