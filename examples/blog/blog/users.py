"""Users, and whom they follow."""

from typing import Annotated, TypeVar

from litestar import Router, delete, get, patch, put
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from examples.blog.generated.models import FOLLOWS_SELF_CHECK
from examples.blog.generated.users import Account, Profile, UsersQuerier
from undercroft.errors import Conflict, NotFound, on_constraint
from undercroft.http.failures import failures
from undercroft.http.requests import AnyRequest

from .viewer import viewer

T = TypeVar("T")


class AccountPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to an account. A field that is absent stays as it is."""

    email: Annotated[str, Meta(max_length=254)] | UnsetType | None = UNSET
    bio: Annotated[str, Meta(max_length=1000)] | UnsetType = UNSET


class OneSelf(Conflict):
    slug = "one-self"
    title = "Nobody follows themselves"

    def __init__(self) -> None:
        super().__init__("this is the key's own user")


def found(user: T | None, name: str) -> T:
    if user is None:
        raise NotFound("user", name)
    return user


def router(users: UsersQuerier) -> Router:
    @get("/me", operation_id="getMe", responses=failures(404))
    async def get_me(request: AnyRequest) -> Account:
        return found(await users.get_me(viewer(request)), "me")

    @patch("/me", operation_id="changeMe", responses=failures(404))
    async def change_me(data: JSONBody[AccountPatch], request: AnyRequest) -> Account:
        return found(await users.change_me(email=data.email, bio=data.bio, viewer=viewer(request)), "me")

    @get("/users/{name:str}", operation_id="getUser", responses=failures(404))
    async def get_user(name: FromPath[str], request: AnyRequest) -> Profile:
        return found(await users.get_user(viewer=viewer(request), name=name), name)

    @put("/users/{name:str}/follow", operation_id="follow", status_code=204, responses=failures(404, OneSelf()))
    async def follow(name: FromPath[str], request: AnyRequest) -> None:
        with on_constraint({FOLLOWS_SELF_CHECK: OneSelf()}):
            if await users.follow(viewer=viewer(request), name=name) == 0:
                raise NotFound("user", name)

    @delete("/users/{name:str}/follow", operation_id="unfollow", responses=failures(404))
    async def unfollow(name: FromPath[str], request: AnyRequest) -> None:
        if await users.unfollow(name=name, viewer=viewer(request)) == 0:
            raise NotFound("followed user", name)

    return Router("/", route_handlers=[get_me, change_me, get_user, follow, unfollow], tags=["users"])
