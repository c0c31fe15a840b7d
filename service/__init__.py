"""The service: users and their orders over HTTP. `APPLICATION` describes it to undercroft, which runs it."""

from pathlib import Path

from generated import RIGHTS, STATEMENT_CACHE_SIZE, JobsQueries, KeysQueries, init_connection
from generated.codecs import TypesUnknown
from generated.models import API_KEYS_NAME_CHECK, API_KEYS_NAME_KEY, KeyScope
from undercroft.auth.queries import Keys
from undercroft.database.generated import Generated
from undercroft.serving.application import Application

from . import welcome
from .settings import load

ROOT = Path(__file__).parent.parent

APPLICATION = Application(
    name="service",
    module="service.app",
    load=load,
    migrations=ROOT / "schema",
    data=ROOT / ".data",
    example_path="/users",
    generated=Generated(init_connection, STATEMENT_CACHE_SIZE, TypesUnknown, RIGHTS),
    keys=Keys(KeysQueries, KeyScope, unique_name=API_KEYS_NAME_KEY, valid_name=API_KEYS_NAME_CHECK),
    jobs=JobsQueries,
    job_kinds=[welcome.KIND],
)
