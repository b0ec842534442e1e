"""A programme as the nested dicts of its file, and where to find in them what a machine does."""

import re
from typing import Any

Programme = dict[str, Any]
PHASE_KEYS = ("title", "sop")
BROUGHT = ("extend_", "confirm_")


def machines(programme: Programme) -> dict[str, dict[str, Any]]:
    """The tracks in declared order, last the case's own, as if it were a track."""
    if id(programme) not in _KEPT:
        _KEPT.clear()
        _KEPT[id(programme)] = programme, _machines(programme)
    return _KEPT[id(programme)][1]


_KEPT: dict[int, tuple[Programme, dict[str, dict[str, Any]]]] = {}  # of the programme that is played


def _machines(programme: Programme) -> dict[str, dict[str, Any]]:
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
    if name.startswith(BROUGHT):
        return track, name, *_brought(programme, track, name, state)
    written = [state["actions"][name] for state in one["states"].values() if name in state.get("actions", {})]
    return track, name, written[0] if written else None, False


def timers_of(programme: Programme, track: str) -> dict[str, tuple[dict, set[str]]]:
    """Every timer of a machine, with the states in which it runs."""
    one = machine(programme, track)
    outside = {
        name: (timer, places(programme, track, timer.get("in"))) for name, timer in one.get("timers", {}).items()
    }
    within = [
        (name, timer, state) for state, own in one["states"].items() for name, timer in own.get("timers", {}).items()
    ]
    return {**outside, **{name: (timer, {state}) for name, timer, state in within}}


def _brought(programme: Programme, track: str, name: str, state: str | None) -> tuple[dict | None, bool]:
    """The action that a timer brings, as if it were written; confirming is offered only while it is a task (33)."""
    kind, _, timer_name = name.partition("_")
    timer, where = timers_of(programme, track)[timer_name]
    if kind == "confirm":
        by = timer.get("tells") or acting(programme, track, timer_name, where)
        return {"by": by, "confirms": timer_name, "to": "stay"}, state in where
    extended = timer["extended"]
    asks = {key: extended[key] for key in ("decision_of", "reason") if key in extended}
    return {"by": extended["by"], **asks, "extends": timer_name, "to": "stay"}, state in where


def acting(programme: Programme, track: str, timer: str, where: set[str]) -> list[str]:
    """The roles that act in the state of a timer; outside the states, and where nobody does, those of the machine;
    where nobody does there either, who opens cases (33)."""
    one = machine(programme, track)
    outside = timer in one.get("timers", {})
    own = [] if outside else [action for name in where for action in one["states"][name].get("actions", {}).values()]
    every = [action for state in one["states"].values() for action in state.get("actions", {}).values()]
    return _roles(own) or _roles([*every, *one.get("anywhere", {}).values()]) or listed(programme["opening"]["by"])


def _roles(actions: list[dict]) -> list[str]:
    return [role for action in actions for role in listed(action["by"])]


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


def in_turn(programme: Programme) -> list[str]:
    """The tracks, each after those on which it hangs, `member` last (semantics 17)."""
    tracks = programme["tracks"]
    beneath = {name: _hangs_on(programme, name) for name in tracks}
    for _ in tracks:
        beneath = {name: below.union(*(beneath[one] for one in below)) for name, below in beneath.items()}
    declared = list(tracks)
    return sorted(tracks, key=lambda one: (one == "member", len(beneath[one] | {one}), declared.index(one)))


def _hangs_on(programme: Programme, name: str) -> set[str]:
    """The other tracks whose standing, or what they empty or set by themselves, a track looks at to open or to move."""
    words = _looked_at(programme, name)
    return {one for one in programme["tracks"] if one not in (name, "member") and words & _touches(programme, one)}


def _looked_at(programme: Programme, name: str) -> set[str]:
    """The words that a track reads to open, to stay where it is and to move by itself."""
    track = programme["tracks"][name]
    states = list(track["states"].values())
    aims = [arm.get("to") or arm.get("otherwise") for state in states for arm in state.get("automatically", [])]
    targets = [track["states"][one] for one in aims if one in track["states"]]
    read = [track.get("opens_when"), track.get("needed_if"), track.get("when_changed", {}).get("facts")]
    read += [arm.get("when") for state in states for arm in state.get("automatically", [])]
    read += [rule["check"] for state in (*states, *targets) for rule in state.get("only_while", {}).values()]
    read += [
        {key: one for key, one in timer.items() if key not in ("to", "tells", "sets")} for timer in _timers_of(track)
    ]
    read += [track.get("repeats", {}).get("after"), *(state.get("clears") for state in states)]
    words = {_named(track, name, word) for word in _words(read)}
    return words.union(*(_of_clearance(programme, one, {name}) for one in _asked_clear(read)))


def _of_clearance(programme: Programme, name: str, within: set[str]) -> set[str]:
    """What it hangs on whether these tracks are clear: where they stand, whether they are needed, their windows."""
    found = set()
    for one in set(tracks_of(programme, name)) - within:
        track = programme["tracks"][one]
        read = [track.get("needed_if"), [state.get("clears") for state in track["states"].values()]]
        found |= {one, *(_named(track, one, word) for word in _words(read))}
        found = found.union(*(_of_clearance(programme, other, within | {one}) for other in _asked_clear(read)))
    return found


def _words(read: Any) -> set[str]:
    """Each word of these texts; of `other.at("s1")` the track, and `other.day` whole as well."""
    found = re.findall(r"[a-z]\w*(?:\.[a-z]\w*)?", repr(read))
    return {*found, *(word.split(".")[0] for word in found)}


def _asked_clear(read: Any) -> set[str]:
    return set(re.findall(r"(\w+)\.(?:clear_on|clear_until|owed|days_left|first_to_lapse)\(", repr(read)))


def _named(track: dict[str, Any], name: str, word: str) -> str:
    """A fact as others name it."""
    return f"{name}.{word}" if word in track.get("facts", {}) else word


def _timers_of(track: dict[str, Any]) -> list[dict[str, Any]]:
    states = track["states"].values()
    return [*track.get("timers", {}).values(), *(one for state in states for one in state.get("timers", {}).values())]


def _forgotten(track: dict[str, Any], state: dict[str, Any]) -> list[str]:
    named = state.get("forgets", [])
    return list(track.get("facts", {})) if named == "everything" else named


def _touches(programme: Programme, name: str) -> set[str]:
    """Where it stands, and the facts that its states forget and its timers set; as others name them."""
    track = programme["tracks"][name]
    forgotten = {fact for state in track["states"].values() for fact in _forgotten(track, state)}
    told = {fact for timer in _timers_of(track) for fact in timer.get("sets", {})}
    return {name, *(_named(track, name, fact) for fact in forgotten | told)}
