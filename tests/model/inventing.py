"""Small programmes at random, as the nested dicts of their file. `chance` is a `random.Random`, or Hypothesis's."""

from random import Random
from typing import Any

from tests.model.actions import CASE_FACTS, PERSON_FACTS, ROLES
from tests.model.conditions import clears, timers_of
from tests.model.linked import links
from tests.model.times import SPANS
from tests.model.tracks import Tracks

BORN = {"born_on": {"type": "date", "partial": True}}


class Inventor(Tracks):
    """A whole programme: the machine of the case, and what stands outside the machines."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self.holds = self._holds()
        self.links = links() if self.maybe(0.4) else {}

    def programme(self) -> dict[str, Any]:
        self.tracks["member"] = self._member()
        for number in range(self.pick(1, 2, 2, 3)):
            track = f"t{number + 1}"
            self.tracks[track] = self._track(track)
        self._pause()
        checklist = [name for name, one in self.tracks.items() if clears(one)]
        lists = {"ready": checklist} if checklist else {}
        phases = self._phases(lists)
        outside: dict[str, Any] = {"anywhere": self._anywhere()}
        if self.maybe(0.4):
            outside["timers"] = {"c_slow": self._outside_timer("case", ["a0", "a1"], "e_closed")}
        states = {name: state for phase in phases.values() for name, state in phase.items()}
        self._reopened(outside["anywhere"], states)
        for one in self.tracks.values():
            self.lay_over(one, one["states"])
        self.lay_over(outside, states)
        return {
            "programme": "invented",
            "title": "An invented programme",
            "usually_by": "clerk",
            "roles": {role: role.title() for role in ROLES},
            "authorities": {"ministry": "Ministry"},
            "facts": {"case": dict(CASE_FACTS), "person": {**PERSON_FACTS, **BORN}},
            **({"checklists": lists} if lists else {}),
            **({"holds": self.holds} if self.holds else {}),
            **({"links": self.links} if self.links else {}),
            "tracks": self.tracks,
            "phases": phases,
            "endings": {
                "e_done": "completed",
                "e_closed": "programme_ended",
                "e_denied": "denied",
                "e_left": "family_left",
            },
            **outside,
            "when_empty": [
                {"when": 'anyone_ever(member.at("out_denied"))', "to": "e_denied"},
                {"otherwise": "e_left"},
            ],
        }

    def _reopened(self, anywhere: dict[str, Any], states: dict[str, dict]) -> None:
        """What brings a closed case back, and what lets go on what an open state has closed."""
        action = {"by": self.pick("boss", "clerk"), "does": "reopen"}
        if self.maybe(0.7):
            endings = self.pick(["e_closed"], ["e_left", "e_denied"], ["e_done", "e_closed", "e_left", "e_denied"])
            anywhere["reopen"] = {**action, "in": endings, "to": self.pick(*states)}
        for state in states.values():
            if "closes" in state and self.maybe(0.8):
                state["actions"]["go_on"] = {**action, "to": next(iter(states))}

    def _holds(self) -> dict[str, Any]:
        holds = {}
        for number in range(self.pick(0, 1, 2)):
            one: dict[str, Any] = {
                "over": self.pick(
                    ["person"], ["case"], ["person", "case"], ["case", "programme"], ["person", "case", "programme"]
                ),
                "placed_by": "boss",
                "lifted_by": self.pick("boss", ["boss", "clerk"]),
                "blocks": self.pick(
                    "everything", ["c_go0"], ["phase two"], ["t1.go0", "c_go1"], ["member.decide", "phase two"]
                ),
            }
            if self.maybe(0.4):
                one["at_most"] = self.pick(*SPANS[:4])
            if self.maybe(0.3):
                one["same_person"] = True
            holds[f"h{number + 1}"] = one
        return holds

    def _pause(self) -> None:
        """Half of the holds make a timer stand still."""
        timers = [f"{track}.{timer}" for track, one in self.tracks.items() for timer in timers_of(one)]
        for hold in self.holds.values():
            if timers and self.maybe(0.5):
                hold["pauses"] = [self.pick(*timers)]

    def _phases(self, lists: dict[str, Any]) -> dict[str, Any]:
        many = self.pick(3, 4, 4, 5)
        first = self.pick(2, many - 1)
        names = [f"a{number}" if number < first else f"b{number - first}" for number in range(many)]
        states = {name: self._case_state(names, number, lists) for number, name in enumerate(names)}
        if lists and self.maybe(0.5):
            states[self.pick(names[-1], names[-2])]["closes"] = self.pick(["ready"], [lists["ready"][0]])
        two = {name: states[name] for name in names if name[0] == "b"}
        return {"one": {name: states[name] for name in names if name[0] == "a"}, "two": two}

    def _case_state(self, names: list[str], number: int, lists: dict[str, Any]) -> dict[str, Any]:
        state: dict[str, Any] = {"actions": {}}
        onward = names[number + 1] if number + 1 < len(names) else "e_done"
        if onward != "e_done" and self.maybe(0.25):
            onward = [
                {"when": self._condition("case", "case", []), "to": onward},
                {"otherwise": self.pick("stay", names[0])},
            ]
        action = self._action("case", "case", onward, number)
        if self.maybe(0.2):
            rule = {"check": self._of_person(), "says": "Not everybody"}
            action.update(people="chosen", requires_each={self.name("each"): rule})
        state["actions"][f"c_go{number}"] = action
        if number and self.maybe(0.5):
            rules = {self.name("kept"): {"check": self._kept(lists), "says": "Not so", "to": names[number - 1]}}
            if self.maybe(0.3):
                rules[self.name("kept")] = {"check": self._kept(lists), "says": "Not so either", "to": names[0]}
            state["only_while"] = rules
        if number + 1 < len(names) and self.maybe(0.45):
            state["automatically"] = [{"when": self._kept(lists), "to": names[number + 1]}]
        if self.maybe(0.2):
            state["forgets"] = [self.pick("c_day", "c_flag", "c_num")]
        if self.maybe(0.3):
            to = self.pick(names[0], "e_closed", names[-1]) if number else self.pick(names[-1], "e_closed")
            timer: dict[str, Any] = {"after": self.pick(*SPANS)}
            if to == names[number] or self.maybe(0.2):
                timer["tells"] = "clerk"
            elif self.maybe(0.5):
                timer["to"] = [{"when": self._of_case(), "to": to}, {"otherwise": "stay"}]
            else:
                timer["to"] = to
            if self.maybe(0.3):
                timer["sets"] = {"c_day": "due"}
            if self.maybe(0.3):
                timer["pauses_while"] = self._sometimes("case")
            state["timers"] = {f"c_wait{number}": timer}
        return state

    def _anywhere(self) -> dict[str, Any]:
        """What makes every fact answerable, lets people in, waives, and closes."""
        actions: dict[str, Any] = {
            "amend": {"by": "clerk", "may_ask": list(CASE_FACTS), "to": "stay"},
            "amend_people": {
                "by": "clerk",
                "people": "chosen",
                "may_ask_each": [*PERSON_FACTS, "born_on"],
                "to": "stay",
            },
            "close_case": {"by": "boss", "never_blocked": self.maybe(0.8), "to": "e_closed"},
        }
        if self.maybe(0.5):
            actions["add_people"] = {
                "by": "clerk",
                "does": "add_person",
                "may_ask_each": ["born_on", "p_flag"],
                "to": "stay",
            }
        clearing = [name for name, one in self.tracks.items() if clears(one)]
        if clearing and self.maybe(0.5):
            actions["waive"] = {
                "by": "boss",
                "people": "chosen",
                "waives": [self.pick("ready", *clearing)],
                "to": "stay",
            }
        if self.maybe(0.3):
            actions["mark"] = {
                "by": "clerk",
                "people": "chosen",
                "sets_each": {"p_flag": self.maybe(0.5)},
                "to": "stay",
            }
        return actions
