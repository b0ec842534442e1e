"""What is worked out of a programme once and kept by its digest, as the same digest is the same law.

A programme in other words is kept apart: what is worked out may hold its actions and states themselves.
"""

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
        self._made: OrderedDict[tuple[str, str], Made] = OrderedDict()

    def __call__(self, programme: Programme) -> Made:
        key = (programme.digest, programme.language)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(programme)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        return made
