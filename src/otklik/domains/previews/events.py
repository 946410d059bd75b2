"""What happens to previews."""

from otklik.platform.events import Event


class PreviewsSwitched(Event, frozen=True, kw_only=True):
    """The company chose whether this server looks behind links."""

    enabled: bool
