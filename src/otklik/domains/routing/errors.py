"""Expected failures of routing."""

from typing import Final

from otklik.platform.errors import NotFound, OtklikError


class TeamUnknown(NotFound):
    code = "routing.team_unknown"


class ChannelUnknown(NotFound):
    code = "routing.channel_unknown"


class LabelUnknown(NotFound):
    code = "routing.label_unknown"


class OperatorUnknown(NotFound):
    code = "routing.operator_unknown"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "fk_routing_rules_team_id": TeamUnknown,
    "fk_routing_rules_gives_team_id": TeamUnknown,
    "fk_routing_rules_channel_id": ChannelUnknown,
    "fk_routing_profiles_operator_id": OperatorUnknown,
}
