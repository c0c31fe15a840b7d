from msgspec import Struct


class Data(Struct):
    weight: float
