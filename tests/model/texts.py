"""A programme as the nested dicts of its file, and where to find in them what a machine does."""

import re
from typing import Any

Programme = dict[str, Any]
PHASE_KEYS = ("title", "sop")


def machines(programme: Programme) -> dict[str, dict[str, Any]]:
    """The tracks in declared order, last the case's own, as if it were a track."""
    states = {
        name: state for phase in programme["phases"].values() for name, state in phase.items() if name not in PHASE_KEYS
    }
    own = {
        "per": "case",
        "states": states,
        **{key: programme.get(key, {}) for key in ("endings", "anywhere", "timers")},
    }
    return {**programme["tracks"], "case": own}


def machine(programme: Programme, name: str) -> dict[str, Any]:
    return machines(programme)[name]


def phase_of(programme: Programme, state: str) -> str | None:
    return next((name for name, phase in programme["phases"].items() if state in phase), None)


def whole(track: str, name: str) -> str:
    return name if track == "case" else f"{track}.{name}"


def action_of(programme: Programme, whole_name: str, state: str | None) -> tuple[str, str, dict | None, bool]:
    """Machine, bare name, the action as written, and whether it is offered in this state (3)."""
    track, _, name = whole_name.rpartition(".")
    track = track or "case"
    one = machine(programme, track)
    here = one["states"].get(state or "", {}).get("actions", {})
    if name in here:
        return track, name, here[name], True
    if name in one.get("anywhere", {}):
        action = one["anywhere"][name]
        return track, name, action, state in places(programme, track, action.get("in"))
    written = [state["actions"][name] for state in one["states"].values() if name in state.get("actions", {})]
    return track, name, written[0] if written else None, False


def places(programme: Programme, track: str, names: list[str] | None) -> set[str]:
    """The states that `in` names; left out, every open one."""
    states = machine(programme, track)["states"]
    if names is None:
        return set(states)
    phases = [name.removeprefix("phase ") for name in names if name.startswith("phase ")]
    within = {state for state in states if track == "case" and phase_of(programme, state) in phases}
    return within | {name for name in names if not name.startswith("phase ")}


def moves(to: Any) -> list[dict[str, str]]:
    """A `to` as a list of moves."""
    return [{"otherwise": to}] if isinstance(to, str) else to


def listed(names: Any) -> list[str]:
    return [] if names is None else [names] if isinstance(names, str) else list(names)


def tracks_of(programme: Programme, name: str) -> list[str]:
    """The tracks of a checklist, or the track itself."""
    return programme.get("checklists", {}).get(name) or [name]


def fact_named(programme: Programme, track: str | None, name: str) -> tuple[str, str, dict[str, Any]] | None:
    """Owner (`case` or `person`), whole name, declaration with its `type`; None if it is no fact."""
    tracks = programme["tracks"]
    if "." in name:
        other, key = name.split(".")
        return _of_track(tracks, other, key)
    if track and (found := _of_track(tracks, track, name)):
        return found
    for owner in ("case", "person"):
        if name in programme["facts"].get(owner, {}):
            return owner, name, _typed(programme["facts"][owner][name])
    return None


def _of_track(tracks: dict[str, Any], track: str, key: str) -> tuple[str, str, dict[str, Any]] | None:
    if key not in tracks.get(track, {}).get("facts", {}):
        return None
    return tracks[track].get("per", "case"), f"{track}.{key}", _typed(tracks[track]["facts"][key])


def _typed(written: Any) -> dict[str, Any]:
    return {"type": written} if isinstance(written, str) else written


def outcome(track: dict[str, Any], state: str) -> str:
    """The outcome of an ending, written short or long."""
    written = track["endings"][state]
    return written if isinstance(written, str) else written["outcome"]


def asked_clear(programme: Programme) -> list[tuple[list[str], str]]:
    """Of every `clear_on` a day that is a fact of the case: the tracks that it asks, and the fact."""
    found = re.findall(r"(\w+)\.clear_on\((c_\w+)\)", repr(programme))
    return [(tracks_of(programme, name), fact) for name, fact in dict.fromkeys(found)]
