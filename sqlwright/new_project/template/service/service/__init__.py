"""The service. `APPLICATION` describes it to undercroft, which runs it."""

from functools import partial
from pathlib import Path

from undercroft.auth.queries import Keys
from undercroft.database.generated import Generated
from undercroft.serving.application import Application
from undercroft.serving.settings import Settings, read

from generated import STATEMENT_CACHE_SIZE, init_connection
from generated.codecs import TypesUnknown
from generated.keys import KeysQueries
from generated.models import API_KEYS_NAME_CHECK, API_KEYS_NAME_KEY, KeyScope
from generated.rights import RIGHTS

ROOT = Path(__file__).parent.parent

APPLICATION = Application(
    name="service",
    module="service.app",
    load=partial(read, Settings),
    migrations=ROOT / "schema",
    data=ROOT / ".data",
    example_path="/notes",
    generated=Generated(init_connection, STATEMENT_CACHE_SIZE, TypesUnknown, RIGHTS),
    keys=Keys(KeysQueries, KeyScope, unique_name=API_KEYS_NAME_KEY, valid_name=API_KEYS_NAME_CHECK),
)
