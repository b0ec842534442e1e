"""Small programmes at random, as the nested dicts of their file. `chance` is a `random.Random`, or Hypothesis's."""

from random import Random
from typing import Any

ROLES = ("clerk", "boss", "medic")
CASE_FACTS = {"c_day": "date", "c_at": "moment", "c_flag": "boolean", "c_num": "integer"}
PERSON_FACTS = {"p_day": "date", "p_flag": "boolean", "p_code": {"type": "choice", "of": ["yes_code", "no_code"]}}
BORN = {"born_on": {"type": "date", "partial": True}}
SPANS = ("2 days", "10 days", "3 weeks", "1 month", "2 months", "40 hours")
WITHDRAW = {"by": "clerk", "decision_of": "person", "never_blocked": True, "to": "out_withdrawn"}
DEATH = {"by": "clerk", "never_blocked": True, "note": "required", "to": "out_deceased"}


class Inventor:
    """One programme under way: what has been named so far may be asked about."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.tracks: dict[str, dict] = {}
        self.names = 0
        self.holds = self._holds()

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def pick(self, *things: Any) -> Any:
        return self.chance.choice(things)

    def name(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"

    # the whole

    def programme(self) -> dict[str, Any]:
        self.tracks["member"] = self._member()
        for number in range(self.pick(1, 2, 2, 3)):
            track = f"t{number + 1}"
            self.tracks[track] = self._track(track)
        self._pause()
        checklist = [name for name, one in self.tracks.items() if _clears(one)]
        lists = {"ready": checklist} if checklist else {}
        phases = self._phases(lists)
        return {
            "programme": "invented",
            "title": "An invented programme",
            "usually_by": "clerk",
            "roles": {role: role.title() for role in ROLES},
            "authorities": {"ministry": "Ministry"},
            "facts": {"case": dict(CASE_FACTS), "person": {**PERSON_FACTS, **BORN}},
            **({"checklists": lists} if lists else {}),
            **({"holds": self.holds} if self.holds else {}),
            "tracks": self.tracks,
            "phases": phases,
            "endings": {
                "e_done": "completed",
                "e_closed": "programme_ended",
                "e_denied": "denied",
                "e_left": "family_left",
            },
            "anywhere": self._anywhere(),
            **(
                {"timers": {"c_slow": self._outside_timer("case", ["a0", "a1"], "e_closed")}} if self.maybe(0.4) else {}
            ),
            "when_empty": [
                {"when": 'anyone_ever(member.at("out_denied"))', "to": "e_denied"},
                {"otherwise": "e_left"},
            ],
        }

    def _holds(self) -> dict[str, Any]:
        holds = {}
        for number in range(self.pick(0, 1, 2)):
            one: dict[str, Any] = {
                "over": self.pick(["person"], ["case"], ["person", "case"]),
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
        timers = [f"{track}.{timer}" for track, one in self.tracks.items() for timer in _timers(one)]
        for hold in self.holds.values():
            if timers and self.maybe(0.5):
                hold["pauses"] = [self.pick(*timers)]

    # machines

    def _member(self) -> dict[str, Any]:
        to = self.pick(
            "approved",
            [{"when": 'p_code == "yes_code"', "to": "approved"}, {"otherwise": "out_denied"}],
            [{"when": "p_flag", "to": "approved"}, {"otherwise": "stay"}],
        )
        asks = ["p_code"] if "p_code" in str(to) else ["p_flag"] if "p_flag" in str(to) else []
        decide: dict[str, Any] = {"by": "clerk", "decision_of": "ministry", "to": to}
        if asks:
            decide["ask"] = asks
        if self.maybe(0.4):
            decide["verified_by"] = "boss"
        approved: dict[str, Any] = {"waits_on": "nobody"}
        if self.maybe(0.4):
            approved["actions"] = {"take_back": {"by": "boss", "to": "listed"}}
        if self.maybe(0.3):
            check = self.pick("not (p_flag == false)", "age < 60 or not known(born_on)", "not (c_num > 3)")
            approved["only_while"] = {"still": {"check": check, "says": "Not so any more", "to": "listed"}}
        listed: dict[str, Any] = {"actions": {"decide": decide}}
        if "out_denied" not in str(to):
            listed["actions"]["deny"] = {"by": "clerk", "to": "out_denied"}
        if self.maybe(0.4):
            listed["timers"] = {"reply": {"after": self.pick(*SPANS), "to": self.pick("out_denied", "approved")}}
        return {
            "per": "person",
            "states": {"listed": listed, "approved": approved},
            "endings": {"out_denied": "denied", "out_withdrawn": "withdrawn_by_person", "out_deceased": "deceased"},
            "anywhere": {"withdraw": dict(WITHDRAW), "record_death": dict(DEATH)},
            **(
                {"timers": {"old": self._outside_timer("person", ["listed"], "out_denied")}} if self.maybe(0.25) else {}
            ),
        }

    def _track(self, track: str) -> dict[str, Any]:
        per = self.pick("person", "person", "person", "case")
        one: dict[str, Any] = {"per": per, "facts": {"day": "date", "at": "moment"}}
        many = self.pick(2, 2, 3, 4)
        clears = self.maybe(0.75)
        states: dict[str, Any] = {f"s{number}": self._state(track, per, number, many, clears) for number in range(many)}
        last = states[f"s{many - 1}"]
        before = states[f"s{many - 2}"]["actions"]["go" + str(many - 2)]
        last["waits_on"] = "nobody"
        if clears:
            last["clears"] = self._window(before, per)
            states["s0"]["forgets"] = "everything"
        if self.maybe(0.3):
            check = self._not_false(track, per)
            last["only_while"] = {"kept": {"check": check, "says": "Not so any more", "to": "s0"}}
        one["states"] = states
        if self.maybe(0.4):
            one["endings"] = {"over": self.pick("done", "refused")}
            states["s0"]["actions"]["give_up"] = {"by": "clerk", "to": "over"}
        if self.maybe(0.6):
            one["opens_when"] = self._opens(track, per)
        if self.maybe(0.35):
            one["needed_if"] = self.pick("age >= 18", "age < 40", "p_flag") if per == "person" else "c_flag"
        if self.maybe(0.35):
            facts = [self.pick("p_day", "p_flag")] if per == "person" else ["c_num"]
            one["when_changed"] = {"facts": facts, "to": "s0", "says": "News"}
        if self.maybe(0.25):
            slow = self._outside_timer(per, ["s0", "s1"], "s0" if many > 2 else None)
            slower = self._outside_timer(per, ["s0", "s1"], "s1" if many > 2 else None)
            one["timers"] = {"slower": slower, "slow": slow}
        if per == "person" and self.maybe(0.15):
            one["outlives_person"] = True
        self.tracks[track] = one
        return one

    def _opens(self, track: str, per: str) -> str:
        other = [f'{name}.at("s1")' for name in self.tracks if name != "member" and per == "person"]
        if per == "person":
            return self.pick(
                'member.at("approved")', 'case.at("a1 or b0")', "p_flag", *other[:0], 'member.was("approved")'
            )
        return self.pick('case.at("a1 or b0")', "c_flag", 'anyone(member.at("approved"))')

    def _state(self, track: str, per: str, number: int, many: int, clears: bool) -> dict[str, Any]:
        state: dict[str, Any] = {}
        if number < many - 1:
            state["actions"] = {f"go{number}": self._action(track, per, f"s{number + 1}", number)}
        elif self.maybe(0.4):
            state["actions"] = {"again": {"by": self.pick(*ROLES), "to": "s0"}}
        if number == 0 or number < many - 1 and self.maybe(0.5):
            if self.maybe(0.5):
                state["timers"] = {
                    "wait" if number == 0 else f"wait{number}": self._timer(per, f"s{number}", many, clears)
                }
        if number and number < many - 1 and self.maybe(0.4):
            back = {"when": self._sometimes(per), "to": "s0"}
            state["automatically"] = [back]
        if number and self.maybe(0.25):
            state["forgets"] = [self.pick("p_day", "p_flag") if per == "person" else "c_num"]
        return state

    def _timer(self, per: str, here: str, many: int, clears: bool) -> dict[str, Any]:
        timer: dict[str, Any] = {"after": self.pick(*SPANS)}
        onward = f"s{int(here[1:]) + 1}"
        asked = clears and onward == f"s{many - 1}"  # a clearance counts from what an action asks
        self._aims(
            timer, self.pick(*[one for one in (onward, "s0", None) if one != here and not (asked and one == onward)])
        )
        if self.maybe(0.3):
            timer["unless"] = self._sometimes(per)
        if self.maybe(0.4):
            timer["pauses_while"] = self._sometimes(per)
        if self.maybe(0.3):
            timer["sets"] = self.pick(*({"p_flag": True}, {"p_day": "due"}) if per == "person" else ({"c_num": 4},))
        return timer

    def _aims(self, timer: dict[str, Any], to: str | None) -> None:
        if to is None:
            timer["tells"] = "clerk"
        else:
            timer["to"] = to

    def _outside_timer(self, per: str, states: list[str], to: str | None) -> dict[str, Any]:
        day = "c_day" if per == "case" else "p_day"
        timer: dict[str, Any] = self.pick(
            {"after": self.pick(*SPANS), "from": day},
            {"before": self.pick("2 days", "1 week", "36 hours"), "of": day},
            {"at": day},
        )
        timer["in"] = states
        self._aims(timer, to)
        if self.maybe(0.3):
            timer["pauses_while"] = self._sometimes(per)
        return timer

    def _window(self, before: dict[str, Any], per: str) -> Any:
        if self.maybe(0.1):
            return True
        counts_from = self.pick("day", "day", "at")
        before["ask"] = [*dict.fromkeys([*before.get("ask", []), counts_from])]
        before["may_ask"] = [fact for fact in before.get("may_ask", []) if fact != counts_from]
        if not before["may_ask"]:
            del before["may_ask"]
        window: dict[str, Any] = {"from": counts_from, "then": "s0"}
        if self.maybe(0.25):
            window.update(within=self.pick("5 days", "72 hours", "1 month"), before=self.pick("c_day", "c_at"))
        else:
            window["for"] = self.pick("1 month", "2 months", *SPANS)
            if self.maybe(0.3):
                window["until"] = "p_day" if per == "person" else "c_day"
        if self.maybe(0.7):
            window["used_up_by"] = self.pick("case.a1", "case.b0")
        return window

    # actions

    def _action(self, track: str, per: str, to: Any, number: int) -> dict[str, Any]:
        action: dict[str, Any] = {"by": self.pick("clerk", "clerk", "boss", "medic", ["clerk", "medic"]), "to": to}
        facts = self.chance.sample(self._facts(track, per), self.pick(0, 1, 1, 2))
        for fact in facts:
            action.setdefault(self.pick("ask", "ask", "may_ask"), []).append(fact)
        if self.maybe(0.35):
            check = self._condition(track, per, facts)
            action["requires"] = {self.name("need"): {"check": check, "says": "Something is missing"}}
        if number and self.maybe(0.6):
            stem = "c_go" if track == "case" else f"{track}.go"
            action["not_whoever_did"] = [f"{stem}{number - 1}"]
        if self.maybe(0.35):
            action["at_most"] = self.pick(1, 1, {"times": 1, "per": "visit"})
        if self.maybe(0.15):
            action["note"] = "required"
        if self.maybe(0.25):
            action["countersigned_by"] = self.pick("boss", {"role": "boss", "at_least": 2})
        if self.maybe(0.2):
            action["sets"] = {"c_flag": self.maybe(0.5)} if per == "case" else {"p_flag": self.maybe(0.5)}
            for asked in ("ask", "may_ask"):
                action[asked] = [fact for fact in action.get(asked, []) if fact not in action["sets"]]
                if not action[asked]:
                    del action[asked]
        return action

    def _facts(self, track: str, per: str) -> list[str]:
        return [*(CASE_FACTS if per == "case" else PERSON_FACTS), *([] if track == "case" else ["day", "at"])]

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
        clearing = [name for name, one in self.tracks.items() if _clears(one)]
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

    # conditions

    def _of_person(self) -> str:
        """About one person, to be asked in the scope of a person."""
        own = [f'{name}.at("s1")' for name, one in self.tracks.items() if name != "member" and one["per"] == "person"]
        clear = [
            f"{name}.clear_on(today)" for name, one in self.tracks.items() if one["per"] == "person" and _clears(one)
        ]
        return self.pick(
            'member.at("approved")',
            "known(born_on)",
            "age >= 18",
            "p_flag",
            'p_code == "yes_code"',
            "p_day <= today",
            "p_day == today",
            *own,
            *own,
            *clear,
        )

    def _of_case(self) -> str:
        about = self._of_person()
        held = [f'not held("{name}")' for name in self.holds]
        return self.pick(
            f"everyone({about})",
            f"anyone({about})",
            f"nobody({about})",
            f"count({about}) >= {self.pick(1, 2)}",
            f"principal({about})",
            "count(people) <= 2",
            "known(c_day)",
            "c_flag",
            "c_num > 2",
            "c_num + 1 < 4",
            "c_day > today",
            "c_day == today",
            'c_day.plus("10 days") >= today',
            "c_at <= now",
            "c_at < c_day",
            *held,
        )

    def _condition(self, track: str, per: str, facts: list[str]) -> str:
        one = self._of_person() if per == "person" else self._of_case()
        if f"{track}." in one or "clear_on" in one and per == "person":
            one = "age >= 18"
        if self.maybe(0.3):
            other = self._of_case() if per == "case" else self.pick("c_flag", "c_num > 2", 'case.was("a1")', "p_flag")
            return f"{one} {self.pick('and', 'or')} {other}"
        return f"not ({one})" if self.maybe(0.15) else one

    def _sometimes(self, per: str) -> str:
        if per == "case":
            return self.pick(
                "c_flag", "c_num > 3", "c_day <= today", "anyone(p_flag)", *(f'held("{h}")' for h in self.holds)
            )
        return self.pick("p_flag", "p_day <= today", "c_num > 3", *(f'held("{h}")' for h in self.holds))

    def _not_false(self, track: str, per: str) -> str:
        if per == "case":
            return self.pick("not (c_flag == false)", "not (c_num > 3)", "c_day >= today or not known(c_day)")
        return self.pick("not (p_flag == false)", "not (c_num > 3)", "p_day >= today or not known(p_day)", "age < 50")

    def _kept(self, lists: dict[str, Any]) -> str:
        clear = ["ready.clear_on(today)", "ready.clear_on(c_day)", "ready.clear_on(c_at)"] if lists else []
        if clear and self.maybe(0.4):
            return self.pick(*clear)
        one = self._of_case()
        return f"{one} {self.pick('and', 'or')} {self._of_case()}" if self.maybe(0.25) else one


def _clears(track: dict[str, Any]) -> bool:
    return any("clears" in state for state in track["states"].values())


def _timers(track: dict[str, Any]) -> list[str]:
    return [*track.get("timers", {}), *(name for state in track["states"].values() for name in state.get("timers", {}))]
