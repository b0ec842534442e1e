"""What is worked out of a programme once and kept by its digest, as the same digest is the same law."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from engine.model import Programme

KEPT = 64
Made = TypeVar("Made")


class ByDigest(Generic[Made]):
    """Asked with a programme, gives what is made of it; the programmes met longest ago make room."""

    def __init__(self, make: Callable[[Programme], Made]):
        self._make = make
        self._made: OrderedDict[str, Made] = OrderedDict()

    def __call__(self, programme: Programme) -> Made:
        made = self._made.get(programme.digest)
        if made is None:
            made = self._made[programme.digest] = self._make(programme)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        return made
