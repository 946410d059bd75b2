"""Expected failures of segments."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError, TooMany


class SegmentNotFound(NotFound):
    code = "segments.not_found"


class CodeTaken(Conflict):
    """Another segment of the company has this code."""

    code = "segments.code_taken"


class ChangedMeanwhile(Conflict):
    """Somebody saved it since; `params.revision` is what there is now."""

    code = "segments.changed_meanwhile"


class SegmentsTooMany(TooMany):
    """The company has `params.max` of them already."""

    code = "segments.too_many"


class RuleInvalid(Invalid):
    """`params.at`: where in the rule, `$.of[0].window.since`; `params.reason`: what is wrong there.

    `low_above_high`, `since_after_until`: from and to stand upside down, nobody would fit; `hours_too_many`,
    `property_without_values`; else what a document of this shape lacks, in English.
    """

    code = "segments.rule_invalid"


class RuleTooLarge(Invalid):
    """More than `params.max` conditions, those of segments it names included."""

    code = "segments.rule_too_large"


class RuleTooDeep(Invalid):
    """Groups stand in groups more than `params.max` deep."""

    code = "segments.rule_too_deep"


class SegmentCycle(Invalid):
    """The segment would ask for itself, directly or through another."""

    code = "segments.cycle"


class SegmentUnknown(Invalid):
    """The rule names a segment that is not there or is archived: `params.segment_id`."""

    code = "segments.segment_unknown"


class SegmentInUse(Conflict):
    """Other segments or watchers need it: `params.used_by` of them."""

    code = "segments.in_use"


class NotAList(Conflict):
    """People are put by hand only on a list; this segment goes by a rule."""

    code = "segments.not_a_list"


class NotByRule(Conflict):
    """A list has no rule."""

    code = "segments.not_by_rule"


class ListTooLong(TooMany):
    """`params.max` people fit a list."""

    code = "segments.list_too_long"


class AddressesTooMany(Invalid):
    """More than `params.max` addresses were pasted at once."""

    code = "segments.addresses_too_many"


class WatchersTooMany(TooMany):
    """`params.max` segments may be watched at once."""

    code = "segments.watchers_too_many"


class PersonUnknown(NotFound):
    """There is no contact of this id."""

    code = "segments.person_unknown"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {"uq_segments_code": CodeTaken}
