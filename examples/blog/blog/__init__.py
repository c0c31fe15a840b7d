"""The blog: users, their articles, and what is said about them. `APPLICATION` describes it to undercroft."""

from functools import partial
from pathlib import Path

from examples.blog.generated import RIGHTS, STATEMENT_CACHE_SIZE, KeysQueries, init_connection
from examples.blog.generated.codecs import TypesUnknown
from examples.blog.generated.models import API_KEYS_NAME_KEY, USERS_NAME_CHECK, KeyScope
from undercroft.auth.queries import Keys
from undercroft.database.generated import Generated
from undercroft.serving.application import Application
from undercroft.serving.settings import Settings, read

ROOT = Path(__file__).parent.parent

APPLICATION = Application(
    name="examples.blog",
    module="examples.blog.blog.app",
    load=partial(read, Settings),
    migrations=ROOT / "schema",
    data=ROOT / ".data",
    example_path="/articles",
    generated=Generated(init_connection, STATEMENT_CACHE_SIZE, TypesUnknown, RIGHTS),
    keys=Keys(KeysQueries, KeyScope, unique_name=API_KEYS_NAME_KEY, valid_name=USERS_NAME_CHECK),
)
