"""What may come after a timer of an invented programme: late post, more time, and what overturns its silence."""

from typing import Any

from tests.model.conditions import Conditions
from tests.model.texts import moves

WAITS = ("1 day", "2 days", "5 days", "30 hours")


class Silence(Conditions):
    """Lays more over the timers that were invented already."""

    def lay_over(self, machine: dict[str, Any], states: dict[str, dict]) -> None:
        """Over every timer of a machine, whose `anywhere` and `timers` stand in the mapping itself."""
        outside = [(timer, name, timer["in"]) for name, timer in machine.get("timers", {}).items()]
        within = [(one, name, [state]) for state, own in states.items() for name, one in own.get("timers", {}).items()]
        for timer, name, where in [*outside, *within]:
            if "to" in timer and self.maybe(0.35):
                timer["late_post"] = self.pick(*WAITS)
            if self.maybe(0.35):
                timer["extended"] = self._extended()
            if "sets" not in timer and self.maybe(0.2):
                person = machine.get("per") == "person"
                timer["sets"] = self.pick({"p_flag": True}, {"p_day": "due"}) if person else {"c_num": 4}
            if "after" in timer and self.maybe(0.3):
                timer["instead"] = [
                    {"when": self._by_facts(machine), "after": self.pick("1 day", "4 weeks", "2 months")}
                ]
            if "to" in timer and self.maybe(0.6):
                self._overturned(machine, states, timer, name, where)
        if (outside or within) and self.maybe(0.3):
            final = {"by": self.pick("clerk", "boss"), "confirm": True, "to": "stay"}
            machine.setdefault("anywhere", {})["final"] = final

        for _, name, (state, *_) in within:
            if self.maybe(0.3):
                self._in_time(states[state].get("actions", {}), name)

    def _by_facts(self, machine: dict[str, Any]) -> str:
        own = ("p_flag", 'p_code == "yes_code"') if machine.get("per") == "person" else ("c_flag", "anyone(p_flag)")
        return self.pick(*own, "c_num > 3")

    def _in_time(self, actions: dict[str, Any], timer: str) -> None:
        """One action of a state asks about a time that runs there."""
        asking = [action for action in actions.values() if not action.keys() & {"overturns", "does"}]
        if asking:
            check = self.pick(f"not {timer}.ended()", f"{timer}.ended()", f"{timer}.ends() > now")
            rule = {self.name("time"): {"check": check, "says": "Not at this time"}}
            action = self.pick(*asking)
            action["requires"] = {**action.get("requires", {}), **rule}

    def _extended(self) -> dict[str, Any]:
        extended: dict[str, Any] = {"by": self.pick("boss", "clerk", ["clerk", "boss"])}
        if self.maybe(0.4):
            extended["times"] = self.pick(1, 1, 2)
        if self.maybe(0.5):
            extended["up_to"] = self.pick("3 weeks", "2 months", "90 days")
        if self.maybe(0.2):
            extended["decision_of"] = "ministry"
        if self.maybe(0.2):
            extended["reason"] = ["ill", "complex"]
        return extended

    def _overturned(self, machine: dict, states: dict[str, dict], timer: dict, name: str, where: list[str]) -> None:
        """An action at each place to which the silence leads."""
        back = self.pick(*where)
        led = {arm.get("to") or arm["otherwise"] for arm in moves(timer["to"])} - {"stay", back}
        action = {"by": self.pick("clerk", "boss"), "overturns": name, "to": back}
        for ending in sorted(led - states.keys()):
            machine.setdefault("anywhere", {})[f"undo_{name}"] = {**action, "in": [ending]}
        for state in sorted(led & states.keys()):
            states[state].setdefault("actions", {})[f"undo_{name}"] = dict(action)
