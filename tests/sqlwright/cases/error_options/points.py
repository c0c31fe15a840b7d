from msgspec import Struct


class Point(Struct):
    x: int
    y: int
