"""Users over HTTP."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from generated.models import USERS_EMAIL_KEY
from generated.users import (
    CreateUserRow,
    GetUserRow,
    ListUsersCursor,
    ListUsersPage,
    PatchUserRow,
    UpdateUserRow,
    UsersQuerier,
)
from undercroft.edge.headers import LOCATION
from undercroft.errors import (
    EmailTaken,
    NotFound,
    PreconditionFailed,
    RequestError,
    on_constraint,
)
from undercroft.http.etags import conditional, etag, expected_versions
from undercroft.http.problems import ANY, WITH_BODY, documented
from undercroft.http.requests import AnyRequest, Limit

# PostgreSQL's text holds every character but NUL.
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^@\x00]+@[^\x00]*$")]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class NewUser(Struct, frozen=True, forbid_unknown_fields=True):
    email: Email
    name: Name


class UserPatch(Struct, frozen=True, forbid_unknown_fields=True):
    email: Email | UnsetType = UNSET
    name: Name | UnsetType = UNSET


def router(users: UsersQuerier, wake_worker: Callable[[], None]) -> Router:
    @post("/", operation_id="createUser", responses=documented(*WITH_BODY, 409), response_headers=[LOCATION])
    async def create_user(data: JSONBody[NewUser]) -> Response[CreateUserRow]:
        """The email must be free: that of no other user, compared without case."""
        with on_constraint({USERS_EMAIL_KEY: EmailTaken(data.email)}):
            user = await users.create_user(email=data.email, name=data.name)
        wake_worker()
        return Response(user, headers={"Location": f"/users/{user.id}", "ETag": etag(user.version)})

    @get("/", operation_id="listUsers", responses=documented(*ANY))
    async def list_users(limit: Limit = 50, cursor: FromQuery[str | None] = None) -> ListUsersPage:
        """Page by page, newest first."""
        return await users.list_users(limit=limit, cursor=None if cursor is None else ListUsersCursor(cursor))

    @get("/{user_id:str}", operation_id="getUser", responses=documented(*ANY, 404))
    async def get_user(user_id: FromPath[UUID], request: AnyRequest) -> Response[GetUserRow]:
        user = await users.get_user(user_id)
        if user is None:
            raise NotFound("user", user_id)
        return conditional(user, user.version, request.headers)

    @put("/{user_id:str}", operation_id="updateUser", responses=documented(*WITH_BODY, 404, 409, 412))
    async def update_user(
        user_id: FromPath[UUID], data: JSONBody[NewUser], request: AnyRequest
    ) -> Response[UpdateUserRow]:
        """All that can be changed; with If-Match only in a version that it names."""
        expected = expected_versions(request.headers)
        with on_constraint({USERS_EMAIL_KEY: EmailTaken(data.email)}):
            user = await users.update_user(id=user_id, email=data.email, name=data.name, expected=expected)
        if user is None:
            raise await why_unchanged(user_id)
        return Response(user, headers={"ETag": etag(user.version)})

    @patch("/{user_id:str}", operation_id="patchUser", responses=documented(*WITH_BODY, 404, 409, 412))
    async def patch_user(
        user_id: FromPath[UUID], data: JSONBody[UserPatch], request: AnyRequest
    ) -> Response[PatchUserRow]:
        """What is absent stays, and null is an error; with If-Match only in a version that it names."""
        expected = expected_versions(request.headers)
        with on_constraint({USERS_EMAIL_KEY: EmailTaken(data.email or "")}):
            user = await users.patch_user(id=user_id, email=data.email, name=data.name, expected=expected)
        if user is None:
            raise await why_unchanged(user_id)
        return Response(user, headers={"ETag": etag(user.version)})

    @delete("/{user_id:str}", operation_id="deleteUser", responses=documented(*ANY, 404, 412))
    async def delete_user(user_id: FromPath[UUID], request: AnyRequest) -> None:
        """From then on gone from every read, and the email is free again."""
        if await users.soft_delete_user(id=user_id, expected=expected_versions(request.headers)) == 0:
            raise await why_unchanged(user_id)

    async def why_unchanged(user_id: UUID) -> RequestError:
        """No row was updated: the user is not there, or has a version that If-Match does not name."""
        user = await users.get_user(user_id)
        if user is None:
            return NotFound("user", user_id)
        return PreconditionFailed("user", etag(user.version))

    return Router(
        "/users",
        route_handlers=[create_user, list_users, get_user, update_user, patch_user, delete_user],
        tags=["users"],
    )
