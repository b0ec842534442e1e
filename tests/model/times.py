"""Timers and windows at random, for an invented programme."""

from typing import Any

from tests.model.silence import Silence

SPANS = ("2 days", "10 days", "3 weeks", "1 month", "2 months", "40 hours")


class Times(Silence):
    """What runs by itself."""

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
            window["for"] = self.pick("6 months", "4 months", *SPANS)
            if self.maybe(0.3):
                window["until"] = "p_day" if per == "person" else "c_day"
        if self.maybe(0.95):
            window["used_up_by"] = self.pick("case.a1", "case.b0", "case.b0" if per == "case" else "member.approved")
        return window
