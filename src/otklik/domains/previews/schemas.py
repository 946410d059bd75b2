"""Shapes of previews on the wire."""

import msgspec


class PreviewSettings(msgspec.Struct, frozen=True, kw_only=True):
    enabled: bool = True
    """Whether this server fetches the title and picture of the first link of a message."""
