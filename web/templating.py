"""How templates look things up."""

from typing import Any

from flask.templating import Environment

OF_EVERY_MAPPING = frozenset(dir(dict))


class Templates(Environment):
    """Pages hand mappings to their templates: a name is looked up in one before it is sought, and missed, among what
    every mapping can do. A page of a list asks for some two thousand."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj and attribute not in OF_EVERY_MAPPING:
            return obj[attribute]
        return super().getattr(obj, attribute)
