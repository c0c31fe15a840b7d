"""This service's settings, in addition to those of any service."""

from collections.abc import Mapping
from typing import Annotated

from undercroft.serving import settings
from undercroft.serving.setting_readers import duration, mail_address, size, smtp


class Settings(settings.Settings, frozen=True, kw_only=True):
    import_timeout: Annotated[float, duration(default=60, least=0.001)]
    max_import_body: Annotated[int, size(default=64 * 2**20, least=1, most=2**30)]
    smtp_url: Annotated[str | None, smtp()]
    mail_from: Annotated[str, mail_address(default="service@localhost")]


def load(environ: Mapping[str, str]) -> Settings:
    return settings.read(Settings, environ)
