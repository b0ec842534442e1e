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
            if "to" in timer and self.maybe(0.6):
                self._overturned(machine, states, timer, name, where)
        if (outside or within) and self.maybe(0.3):
            final = {"by": self.pick("clerk", "boss"), "confirm": True, "to": "stay"}
            machine.setdefault("anywhere", {})["final"] = final

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
