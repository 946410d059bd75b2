"""Companies and people for tests: each test makes its own, so that order and neighbours do not matter.

Factories of other domains stand beside this file, in `factories_<domain>.py`.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from litestar import Litestar
from tests.client import Client

from otklik.domains.workspaces import identity, passwords, rules, service
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.context import SYSTEM, Actor, ActorKind, Ctx, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.program import Program

PASSWORD: Final = "лиса прыгает 42"


@dataclass(frozen=True, kw_only=True)
class Company:
    """A workspace and its first owner."""

    id: WorkspaceId
    slug: str
    owner: OperatorData


def unique(prefix: str) -> str:
    """A name that no other test has."""
    return f"{prefix}-{new_id().hex[-12:]}"


@asynccontextmanager
async def unit_of_work(program: Program, company: Company, *, actor: Actor = SYSTEM) -> AsyncGenerator[Ctx]:
    """One transaction in the company, as the system or as somebody."""
    async with program.parts.get(Database).transaction(company.id, actor=actor) as ctx:
        yield ctx


def acting(operator: OperatorData) -> Actor:
    """The operator with all the permissions of their role."""
    return Actor(kind=ActorKind.OPERATOR, id=operator.id, permissions=rules.permissions_of(operator.role))


async def create_workspace(program: Program, *, name: str = "Ромашка") -> Company:
    workspace_id, slug = WorkspaceId(new_id()), unique("company")
    async with program.parts.get(Database).transaction(workspace_id) as ctx:
        await service.create_workspace(ctx, name=name, slug=slug)
        owner = await service.create_operator(ctx, email=f"owner@{slug}.example", name=f"Ольга {slug}", role="owner")
    return Company(id=workspace_id, slug=slug, owner=owner)


async def create_operator(
    program: Program,
    company: Company,
    *,
    role: str = "operator",
    name: str = "Иван Петров",
    email: str | None = None,
    password: str | None = None,
) -> OperatorData:
    """Without a password the operator cannot sign in by hand, and no time goes into hashing."""
    stored = await passwords.hashed(password) if password is not None else None
    async with unit_of_work(program, company) as ctx:
        address = email or f"{unique('operator')}@{company.slug}.example"
        return await service.create_operator(ctx, email=address, name=name, role=role, password_hash=stored)


async def open_session(program: Program, company: Company, operator_id: UUID) -> str:
    """The secret of a session cookie."""
    async with unit_of_work(program, company) as ctx:
        return await service.open_session(ctx, operator_id)


async def signed_in_client(app: Litestar, program: Program, company: Company, operator: OperatorData) -> Client:
    """A browser with the operator's session and CSRF header; the caller closes it."""
    secret = await open_session(program, company, operator.id)
    client = Client(app, cookies={identity.COOKIE: secret})
    client.headers["x-csrf-token"] = identity.csrf_token(program.parts.get(Cipher), secret)
    return client
