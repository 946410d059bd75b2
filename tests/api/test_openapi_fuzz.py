"""Schemathesis walks every operation of the API's own description: whatever it sends, nothing falls.

An answer has the shape the description promises, and an error the shape of every error.
"""

import asyncio
from typing import Any, Final

import hypothesis
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from litestar import Litestar
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import response_schema_conformance
from tests import factories
from tests.client import Client
from tests.factories import Company
from tests.served import served

from otklik.domains.workspaces import identity
from otklik.platform.crypto import Cipher
from otklik.program import Program

EXAMPLES: Final = 10
OUTWARD: Final = frozenset({"/api/v1/channel-checks"})
"""These call whatever host they are given; tests/contract has their bad input."""

Operation = Any  # Any: schemathesis types its operations over its own schema classes


class ErrorShape(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    params: dict[str, str | int | float | bool | None]
    request_id: str


@pytest.fixture(scope="module")
async def company(program: Program) -> Company:
    """A company to be wrecked."""
    return await factories.create_workspace(program, name="На слом")


async def test_no_operation_falls_or_answers_in_another_shape(
    app: Litestar, program: Program, company: Company, client: Client
) -> None:
    description = schemathesis.openapi.from_dict((await client.get("/docs/openapi.json")).json())
    operations = [found.ok() for found in description.get_all_operations() if isinstance(found, Ok)]
    failures: list[str] = []
    async with served(app) as url:
        for operation in operations:
            if operation.path not in OUTWARD:
                headers = await signed_in(program, company)
                failures += await asyncio.to_thread(walk, operation, url, headers)
    assert len(operations) > 40
    assert not failures, "\n\n".join(failures)


async def signed_in(program: Program, company: Company) -> dict[str, str]:
    """A session of its own for each operation, for one of them signs out."""
    secret = await factories.open_session(program, company, company.owner.id)
    csrf = identity.csrf_token(program.parts.get(Cipher), secret)
    return {"cookie": f"{identity.COOKIE}={secret}", "x-csrf-token": csrf}


def walk(operation: Operation, url: str, headers: dict[str, str]) -> list[str]:
    """What the operation did wrong."""

    @hypothesis.seed(1)
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @hypothesis.given(case=operation.as_strategy())
    def sent(case: Any) -> None:  # Any: as above
        response = case.call(base_url=url, headers=headers, timeout=20)
        case.validate_response(response, checks=[not_a_server_error, response_schema_conformance], headers=headers)
        check_error(response)

    try:
        sent()
    except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - every kind of failure goes into the report
        return [f"{operation.label}: {told(error)}"]
    return []


def told(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(told(one) for one in error.exceptions)
    return f"{type(error).__name__} {error}"[:1_500]


def check_error(response: Response) -> None:
    if response.status_code >= 400:
        msgspec.json.decode(response.content, type=ErrorShape)
