"""Actions at random, for an invented programme."""

from typing import Any

from tests.model.times import Times

ROLES = ("clerk", "boss", "medic")
CASE_FACTS = {"c_day": "date", "c_at": "moment", "c_flag": "boolean", "c_num": "integer"}
PERSON_FACTS = {"p_day": "date", "p_flag": "boolean", "p_code": {"type": "choice", "of": ["yes_code", "no_code"]}}
AHEAD = ("36 hours", "2 weeks", "1 month", "3 months")


class Actions(Times):
    """What somebody may do."""

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
        if self.maybe(0.13):
            days = ("c_day", "c_at") if per == "case" else ("p_day", "c_day")
            action["open_from"] = {
                "before": self.pick(*AHEAD),
                "of": self.pick(*days),
            }
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
