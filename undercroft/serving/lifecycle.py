"""Where the process is in its life: the server sets it, the probes tell it."""

from msgspec import Struct


class Lifecycle(Struct):
    is_started: bool = False
    is_draining: bool = False
