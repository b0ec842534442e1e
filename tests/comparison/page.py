"""The page docs/programmes.md: the programmes beside each other, each figure with the line where it is set."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from engine import programmes_in, scenario_texts_under, texts_under
from engine.model import MEMBER, STAY, Hold, Machine, Programme, Timer, Window
from engine.reading import read_programme
from engine.reading.place import Place
from tests.comparison.figures import Figure, figures, windows

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "programmes"
PAGE = ROOT / "docs/programmes.md"
HEAD = """# The programmes beside each other

**This page is made by `python -m tests.comparison` from the files in `programmes/`.** Each figure of what they share
is a link to the line that sets it. To change one: follow its link, write the new figure there, and run `caseway check
programmes` and `caseway test programmes/<id>`; `caseway publish` puts it in force for new cases. It stands in no other
place. *(as the module has)* means that the programme sets nothing and the module's own figure counts: to change it for
one programme, add the parameter under `with`.

Figures marked `[gk]` in a file are general knowledge of practitioners and not a published rule: set them by your own
office's instruction.
"""
LANGUAGES = {"ar": "Arabic", "fr": "French"}
MEDICAL = ("medical", "health")
WHERE = """## Where the medical window is set

For how long a medical exam counts, and the one line that says it. Two figures are two windows: the shorter one is for
findings, or an undertaking, after which the exam counts for less long. Australia and Canada let an officer of the
deciding State have the word, so their tracks stand in their own files; everybody else hands the figure to a module.
Every other window is found in the same way [below](#what-must-be-valid-at-once).
"""


def page() -> str:
    """The whole page."""
    texts = texts_under(FOLDER)
    laws = tuple(_law(texts, name) for name in programmes_in(texts))
    medical = _medical(texts, laws)
    parts = (
        medical,
        _sizes(texts, laws),
        _parameters(texts, laws),
        _clearances(texts, laws),
        _deadlines(laws),
        _holds(laws),
    )
    return "\n".join([HEAD, *(line for part in parts for line in (*part, ""))])


def _law(texts: Mapping[str, str], name: str) -> Programme:
    programme = read_programme(f"{name}/programme.yaml", texts).programme
    assert programme is not None, f"{name} cannot be read: run caseway check programmes"
    return programme


def _table(first: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row((first, *heads))
    yield "|".join(("", *("---" for _ in (first, *heads)), ""))
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


# the medical window


def _medical(texts: Mapping[str, str], laws: Sequence[Programme]) -> Iterator[str]:
    yield WHERE
    rows = ((law.id, *medical_window(texts, law)) for law in laws if _medical_track(law))
    yield from _table("programme", ("how long", "set in"), rows)


def _medical_track(law: Programme) -> Machine | None:
    return next((law.tracks[name] for name in MEDICAL if name in law.tracks), None)


def medical_window(texts: Mapping[str, str], law: Programme) -> tuple[str, str]:
    """For how long a medical exam counts, and where that stands: as many lines as there are windows."""
    track = _medical_track(law)
    if track is None:
        return "–", "–"
    told = dict.fromkeys(_window(law, window) for _, window in _windows(track))
    return "<br>".join(told), "<br>".join(_line(at) for at in windows(texts, law.id)[track.name])


def _line(at: Place) -> str:
    return f"line [{at.line}](../programmes/{at.path}#L{at.line})"


# what each is


def _sizes(texts: Mapping[str, str], laws: Sequence[Programme]) -> Iterator[str]:
    yield "## What each is\n"
    asked: Mapping[str, Callable[[Programme], str]] = {
        "": lambda law: law.title,
        "rests on": lambda law: law.sop or "",
        "opened by": lambda law: ", ".join(law.roles.get(one, one) for one in law.opening.by),
        "roles, authorities": lambda law: f"{len(law.roles)}, {len(law.authorities)}",
        "phases": lambda law: ", ".join(one.title for one in law.phases.values()),
        "states, endings": lambda law: _counted(law, lambda one: (len(one.states), len(one.endings))),
        "actions": lambda law: str(sum(len(one.every_action()) for one in law.machines())),
        "timers": lambda law: str(sum(1 for one in law.machines() for _ in _timers(one))),
        "each person ends as": lambda law: _outcomes(law.tracks.get(MEMBER)),
        "a case ends as": lambda law: _outcomes(law.case),
        "when nobody is left": lambda law: _nobody_left(law),
        "priority by": lambda law: (
            ", ".join(one.because for one in law.priority.lines.values()) if law.priority else "–"
        ),
        "labels": lambda law: ", ".join(("English", *_languages(texts, law.id))),
        "stories": lambda law: str(sum("/preludes/" not in one for one in scenario_texts_under(FOLDER, law.id))),
    }
    heads = [f"[{law.id}](../programmes/{law.id}/programme.yaml)" for law in laws]
    yield from _table("", heads, ([what, *(tell(law) for law in laws)] for what, tell in asked.items()))


def _counted(law: Programme, of: Callable[[Machine], tuple[int, int]]) -> str:
    return ", ".join(str(sum(numbers)) for numbers in zip(*map(of, law.machines()), strict=True))


def _outcomes(machine: Machine | None) -> str:
    return ", ".join(dict.fromkeys(one.outcome for one in machine.endings.values())) if machine else "–"


def _nobody_left(law: Programme) -> str:
    return "; ".join(f"{_title(law.case, one.to)}{_when(one.when)}" for one in law.when_empty) or "–"


def _when(when: object) -> str:
    return f" (`{getattr(when, 'text', when)}`)" if when else ""


def _languages(texts: Mapping[str, str], name: str) -> Iterator[str]:
    yield from (word for code, word in LANGUAGES.items() if f"{name}/labels/{code}.po" in texts)


# what they set of what they share


def _parameters(texts: Mapping[str, str], laws: Sequence[Programme]) -> Iterator[str]:
    yield "## What they share, and what each sets of it\n"
    yield "A row for each parameter of each [module](../programmes/modules/); in italics what it is used for.\n"
    found = {law.id: list(figures(texts, law.id)) for law in laws}
    keys = sorted({(one.module, one.parameter) for every in found.values() for one in every})
    rows = (
        [f"{module}, {parameter}", *(_cell(found[law.id], module, parameter) for law in laws)]
        for module, parameter in keys
    )
    yield from _table("module, parameter", [law.id for law in laws], rows)


def _cell(every: Sequence[Figure], module: str, parameter: str) -> str:
    own = [one for one in every if (one.module, one.parameter) == (module, parameter)]
    alone = len({one.use for one in own}) == 1
    return "<br>".join(_linked(one) + ("" if alone or one.use == module else f" *{one.use}*") for one in own) or "–"


def _linked(figure: Figure) -> str:
    if figure.at is None:
        return f"{figure.value} *(as the module has)*" if figure.value else "–"
    return f"[{figure.value or 'none'}](../programmes/{figure.at.path}#L{figure.at.line})"


# what must hold on the day of travel


def _clearances(texts: Mapping[str, str], laws: Sequence[Programme]) -> Iterator[str]:
    yield "## What must be valid at once\n"
    yield "The tracks that count as clear, for how long, and the lines that say so; **bold** where a checklist asks.\n"
    names = dict.fromkeys(track.name for law in laws for track in law.tracks.values() if _windows(track))
    where = {law.id: windows(texts, law.id) for law in laws}
    rows = ([name.replace("_", " "), *(_clearance(law, name, where[law.id]) for law in laws)] for name in names)
    yield from _table("clearance", [law.id for law in laws], rows)


def _windows(track: Machine) -> list[tuple[str, Window]]:
    return [(state.title, state.clears) for state in track.states.values() if state.clears]


def _clearance(law: Programme, name: str, where: Mapping[str, Sequence[Place]]) -> str:
    track = law.tracks.get(name)
    if track is None or not _windows(track):
        return "–"
    told = "<br>".join(dict.fromkeys(_window(law, window) for _, window in _windows(track)))
    links = ", ".join(_line(at).removeprefix("line ") for at in where.get(name, ()))
    asked = f"**{told}**" if any(name in tracks for tracks in law.checklists.values()) else told
    return f"{asked}<br>line {links}" if links else asked


def _window(law: Programme, window: Window) -> str:
    if window.always:
        return "for good"
    parts = [str(window.lasts)] if window.lasts and window.lasts.unit != "forever" else []
    parts += [f"from {_label(law, window.counts_from)}"] if window.counts_from else []
    parts += [f"until {_label(law, window.until)}"] if window.until else []
    parts += [f"within {window.within}"] if window.within else []
    parts += [f"before {_label(law, window.before)}"] if window.before else []
    return " ".join(parts) + (", once" if window.used_up_by else "")


def _label(law: Programme, fact: str) -> str:
    label = law.facts[fact].label
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


# deadlines


def _timers(machine: Machine) -> Iterator[tuple[str, Timer]]:
    for state in machine.states.values():
        yield from ((state.title, timer) for timer in state.timers.values())
    yield from ((machine.title, timer) for timer in machine.timers.values())


def _deadlines(laws: Sequence[Programme]) -> Iterator[str]:
    yield "## The deadlines that decide something"
    for law in laws:
        rows = [_deadline(law, machine, where, one) for machine in law.machines() for where, one in _timers(machine)]
        if rows:
            yield f"\n### {law.id}\n"
            yield from _table("while", ("deadline", "how long", "then", "may be extended"), rows)


def _deadline(law: Programme, machine: Machine, where: str, timer: Timer) -> list[str]:
    titles = dict.fromkeys(_title(machine, move.to) for move in timer.to if move.to != STAY)
    told = [f"tells {', '.join(law.roles.get(one, one) for one in timer.tells)}"] if timer.tells else []
    extended = timer.extended
    return [
        where,
        timer.title,
        _length(law, timer),
        "; ".join((*titles, *told)) or "–",
        f"{extended.times} × up to {extended.up_to}" if extended else "–",
    ]


def _length(law: Programme, timer: Timer) -> str:
    if timer.at:
        return f"at {_label(law, timer.at)}"
    if timer.before and timer.of:
        return f"{timer.before} before {_label(law, timer.of) if timer.of in law.facts else 'the window ends'}"
    long = str(timer.after)
    return f"{long} from {_label(law, timer.counts_from)}" if timer.counts_from else long


def _title(machine: Machine, name: str) -> str:
    found = machine.states.get(name) or machine.endings.get(name)
    return found.title if found else name


# holds


def _holds(laws: Sequence[Programme]) -> Iterator[str]:
    yield "## The holds\n"
    every = sorted(((one.title, law.id, one) for law in laws for one in law.holds.values()), key=lambda it: it[:2])
    by_title = {title: {law: one for _, law, one in group} for title, group in groupby(every, key=lambda it: it[0])}
    rows = ([title, *(_hold(own.get(law.id)) for law in laws)] for title, own in by_title.items())
    yield from _table("hold", [law.id for law in laws], rows)


def _hold(hold: Hold | None) -> str:
    if hold is None:
        return "–"
    parts = [f"over {' or '.join(sorted(hold.over))}"]
    parts += [f"looked at again every {hold.review}"] if hold.review else []
    parts += [f"at most {hold.at_most}"] if hold.at_most else []
    parts += ["not seen by all"] if hold.may_see is not None else []
    return ", ".join(parts)
