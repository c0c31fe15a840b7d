"""Where in its life the process is: the server moves it, the probes tell it."""

from msgspec import Struct


class Lifecycle(Struct):
    is_started: bool = False
    is_draining: bool = False
