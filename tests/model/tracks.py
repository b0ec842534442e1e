"""Side tracks at random, for an invented programme."""

from typing import Any

from tests.model.actions import ROLES, Actions
from tests.model.times import SPANS

WITHDRAW = {"by": "clerk", "decision_of": "person", "never_blocked": True, "to": "out_withdrawn"}
DEATH = {"by": "clerk", "never_blocked": True, "note": "required", "to": "out_deceased"}


class Tracks(Actions):
    """What runs beside the case: the standing of each person, and other tracks."""

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
        if self.maybe(0.4):
            one["opens_when"] = self._opens(track, per)
        if self.maybe(0.35):
            one["needed_if"] = self.pick("age >= 18", "age < 40", "p_flag") if per == "person" else "c_flag"
        if self.maybe(0.35):
            facts = [self.pick("p_day", "p_flag")] if per == "person" else ["c_num"]
            one["when_changed"] = {"facts": facts, "to": "s0", "says": "News"}
        if self.maybe(0.25):
            slow = self._outside_timer(per, ["s0", "s1"], "s0" if many > 2 else None)
            slower: dict = self._outside_timer(per, ["s0", "s1"], "s1" if many > 2 else None)
            one["timers"] = {"slower": slower, "slow": slow}
        if self.maybe(0.25):
            self._repeats(one, per)
        if per == "person" and self.maybe(0.15):
            one["outlives_person"] = True
        self.tracks[track] = one
        return one

    def _repeats(self, one: dict[str, Any], per: str) -> None:
        at = self.pick(["10 days"], ["1 week", "1 month"], ["3 days", "2 weeks", "2 months"], ["2 weeks", "4 weeks"])
        one["repeats"] = {"at": at, "after": "c_day" if per == "case" else self.pick("p_day", "p_day", "c_day")}
        if self.maybe(0.6):
            one["repeats"]["opens"] = self.pick("2 days", "1 week", "3 weeks")
        one["facts"]["round_due_on"] = "date"

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
