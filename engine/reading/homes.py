"""Where a word is written: in the programme's own file, or once in the module that several programmes use.

What a module says is translated once, beside the modules, under the module's name: `us-rsc/tracks/name_check/states/
cleared/title` and `us-rsc/states/travel.booked/title` are found as `security-check/states/cleared/title` and
`travel/states/booked/title`. A title that the programme gives to its track, and a text or codes that it hands in, are
its own.
"""

from engine.reading.place import Block
from engine.reading.resolve import Part, Resolved

OUTER = ("title", "shown_as", "when_changed")
SIDE = ("anywhere", "timers")
OF_CODES = ("reason", "of")


class Homes:
    """Asked with the path of a word in a programme, and its English, gives the path under which it is translated."""

    def __init__(self, resolved: Resolved):
        self.resolved = resolved
        self.chapters = {key: part for part in resolved.chapters for key in _declared(part)}
        self.chapters |= {
            ("states", name): state.part for name, state in resolved.states.items() if state.part.parameters is not None
        }

    def modules(self) -> frozenset[str]:
        """The names of every module and chapter that is used."""
        tracks = (text.part for text in self.resolved.tracks.values())
        return frozenset(_name(one) for one in (*self.resolved.chapters, *tracks) if one.parameters is not None)

    def __call__(self, path: str, english: str) -> str:
        part, rest = self.part_of(path.split("/"))
        if part is None or _is_given(part, english) or _is_given_code(part, rest):
            return path
        return "/".join((_name(part), *(one.removeprefix(part.prefix) for one in rest)))

    def part_of(self, names: list[str]) -> tuple[Part | None, list[str]]:
        """The module that says a word, and the names below it; None: the programme itself says it."""
        if names[1] != "tracks":
            return self.chapters.get((names[1], names[2] if len(names) > 2 else "")), names[1:]
        text = self.resolved.tracks[names[2]]
        own = text.part.parameters is None or (names[3] in OUTER and names[3] in text.outer)
        return None if own else text.part, names[3:]


def _name(part: Part) -> str:
    return str(part.block.get("module") or part.block.get("chapter"))


def _is_given(part: Part, english: str) -> bool:
    return any(one.type == "text" and one.value == english for one in (part.parameters or {}).values())


def _is_given_code(part: Part, names: list[str]) -> bool:
    """Is this the word of a code that the programme hands in, and that the module itself has not."""
    given = [one for one in (part.parameters or {}).values() if one.type == "codes" and one.given]
    own = [part.block.block("parameters").block(one.name).get("default") or () for one in given]
    codes = [code for one, default in zip(given, own, strict=True) for code in one.value if code not in default]
    return len(names) > 1 and names[-2] in OF_CODES and names[-1] in codes


def _declared(part: Part) -> list[tuple[str, str]]:
    """What a chapter declares beside its states: the kind, and the name as the programme knows it."""
    block: Block = part.block
    facts = [name for _, named in block.blocks("facts") for name in named]
    found = [("facts", name) for name in facts]
    found += [(kind, name) for kind in ("endings", "holds") for name in block.block(kind)]
    return found + [(kind, part.prefix + name) for kind in SIDE for name in block.block(kind)]
