"""Users over HTTP."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from generated.models import USERS_EMAIL_KEY
from generated.users import Account, ListUsersCursor, UserPage, UsersQuerier
from undercroft.edge.headers import LOCATION
from undercroft.errors import NotFound, PreconditionFailed, RequestError, on_constraint
from undercroft.http.decoding import unfit
from undercroft.http.emails import Email
from undercroft.http.etags import conditional, etag, expected_versions
from undercroft.http.failures import failures
from undercroft.http.requests import AnyRequest, Limit
from undercroft.http.texts import Text
from undercroft.openapi.facts import Field, Type, facts, shown

from .errors import EmailTaken

# The user in the API's examples.
USER = "9b1f7c52-3e0d-4a86-b1c4-5d2e8f60a713"
EMAIL = "ada@example.org"

FACTS = facts(
    tag="The people who order.",
    types=[
        Type(
            Account,
            "Someone with an account.",
            name="User",
            fields={"id": Field("The user's id, which stays the same.", USER)},
        ),
        Type(
            UserPage,
            "Users, newest first.",
            fields={"items": Field("The users on this page: fewer than `limit` only on the last one.")},
        ),
    ],
    fields={
        "user_id": Field("The user's id.", USER),
        "email": Field("Unique among users, compared without case: by PostgreSQL's lower().", EMAIL),
        "name": Field("What the user is called.", "Ada"),
        "version": Field("Counts the changes, starting at 1. In quotes it is the ETag.", 1),
    },
)

Name = Annotated[Text, Meta(min_length=1, max_length=200)]


class NewUser(Struct, frozen=True, forbid_unknown_fields=True):
    """A user as the caller wants them to be."""

    email: Email
    name: Name


class UserPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to a user. A field that is absent stays as it is."""

    email: Email | UnsetType = UNSET
    name: Name | UnsetType = UNSET


def router(users: UsersQuerier, reading: Callable[[], UsersQuerier], wake_worker: Callable[[], None]) -> Router:
    """`reading` gives the queries for a request that only reads."""

    @post("/", operation_id="createUser", responses=failures(EmailTaken(EMAIL)), response_headers=[LOCATION])
    async def create_user(data: JSONBody[NewUser]) -> Response[Account]:
        """No other user may have the email, compared without case."""
        with on_constraint({USERS_EMAIL_KEY: EmailTaken(data.email)}):
            user = await users.create_user(email=data.email, name=data.name)
        wake_worker()
        return Response(user, headers={"Location": f"/users/{user.id}", "ETag": etag(user.version)})

    @get("/", operation_id="listUsers")
    async def list_users(limit: Limit = 50, cursor: FromQuery[ListUsersCursor | None] = None) -> UserPage:
        """Page by page, the newest first."""
        return await reading().list_users(limit=limit, cursor=cursor)

    @get("/{user_id:str}", operation_id="getUser", responses=failures(404))
    async def get_user(user_id: FromPath[UUID], request: AnyRequest) -> Response[Account]:
        user = await reading().get_user(user_id)
        if user is None:
            raise NotFound("user", user_id)
        return conditional(user, user.version, request)

    @put(
        "/{user_id:str}",
        operation_id="updateUser",
        responses=failures(404, EmailTaken(EMAIL), 412),
        opt=shown({"version": 2}),
    )
    async def update_user(user_id: FromPath[UUID], data: JSONBody[NewUser], request: AnyRequest) -> Response[Account]:
        """Replaces everything that can change. With If-Match, only in a version that it names."""
        expected = expected_versions(request)
        with on_constraint({USERS_EMAIL_KEY: EmailTaken(data.email)}):
            user = await users.update_user(id=user_id, email=data.email, name=data.name, expected=expected)
        if user is None:
            raise await why_unchanged(user_id)
        return Response(user, headers={"ETag": etag(user.version)})

    @patch(
        "/{user_id:str}",
        operation_id="patchUser",
        responses=failures(unfit(UserPatch, ".name"), 404, EmailTaken(EMAIL), 412),
        opt=shown({"version": 3, "name": "Ada Lovelace", UserPatch: {"name": "Ada Lovelace"}}),
    )
    async def patch_user(user_id: FromPath[UUID], data: JSONBody[UserPatch], request: AnyRequest) -> Response[Account]:
        """A field that is absent stays; null is an error. With If-Match, only in a version that it names."""
        expected = expected_versions(request)
        with on_constraint({USERS_EMAIL_KEY: EmailTaken(data.email or "")}):
            user = await users.patch_user(id=user_id, email=data.email, name=data.name, expected=expected)
        if user is None:
            raise await why_unchanged(user_id)
        return Response(user, headers={"ETag": etag(user.version)})

    @delete("/{user_id:str}", operation_id="deleteUser", responses=failures(404, 412))
    async def delete_user(user_id: FromPath[UUID], request: AnyRequest) -> None:
        """The user disappears from every read, and the email is free again."""
        if await users.soft_delete_user(id=user_id, expected=expected_versions(request)) == 0:
            raise await why_unchanged(user_id)

    async def why_unchanged(user_id: UUID) -> RequestError:
        """Why no row was updated: there is no such user, or If-Match does not name its version."""
        user = await users.get_user(user_id)
        if user is None:
            return NotFound("user", user_id)
        return PreconditionFailed("user", etag(user.version))

    return Router(
        "/users",
        route_handlers=[create_user, list_users, get_user, update_user, patch_user, delete_user],
        tags=["users"],
        opt=FACTS,
    )
