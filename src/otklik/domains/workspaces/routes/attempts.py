"""What a request says about whoever wants in."""

from otklik.domains.workspaces.routes.cookies import secret_of
from otklik.domains.workspaces.service.signing_in import Attempt
from otklik.platform.context import Parts
from otklik.platform.errors import Forbidden
from otklik.platform.settings import Settings
from otklik.platform.web import AnyRequest, client_address


def attempt_of(
    request: AnyRequest,
    parts: Parts,
    *,
    password: str,
    email: str = "",
    code: str | None = None,
    workspace_slug: str | None = None,
) -> Attempt:
    """Raises `Forbidden` for a form on somebody else's page: it would sign its victim in as another (login CSRF)."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise Forbidden(params={"reason": "csrf"})
    return Attempt(
        email=email,
        password=password,
        code=code,
        workspace_slug=workspace_slug,
        address=client_address(request, trusted_proxies=parts.get(Settings).trusted_proxies),
        user_agent=request.headers.get("user-agent", ""),
        old_secret=secret_of(request),
    )
