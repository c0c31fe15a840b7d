"""The mail that welcomes a new user. The query CreateUser queues it."""

from uuid import UUID

from msgspec import Struct

from generated.users import UsersQuerier
from undercroft.jobs.mail import Mail, Sender
from undercroft.jobs.payloads import payload_of
from undercroft.jobs.queries import Handler, Job

KIND = "welcome"


class Welcome(Struct, frozen=True):
    user_id: UUID


def handler(users: UsersQuerier, sender: Sender) -> Handler:
    async def welcome(job: Job) -> None:
        user = await users.get_user(payload_of(job, Welcome).user_id)
        if user is None:
            # They left before they were welcomed.
            return
        text = f"Hello {user.name},\n\nwelcome: your account is ready.\n"
        await sender.send(Mail(f"{KIND}-{user.id}", user.email, "Welcome", text))

    return welcome
