"""Conditions at random, for an invented programme. `chance` is a `random.Random`, or Hypothesis's."""

from random import Random
from typing import Any

LINKED = ('anchor.at("b0")', "anchor.ended()", "anchor.c_num > 2", "known(anchor.c_num)", 'anchor.phase.any_of("two")')


class Conditions:
    """One programme under way: what has been named so far may be asked about."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.tracks: dict[str, dict] = {}
        self.names = 0
        self.holds: dict[str, dict] = {}
        self.links: dict[str, dict] = {}

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def pick(self, *things: Any) -> Any:
        return self.chance.choice(things)

    def name(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"

    def _of_person(self) -> str:
        """About one person, to be asked in the scope of a person."""
        own = [f'{name}.at("s1")' for name, one in self.tracks.items() if name != "member" and one["per"] == "person"]
        clear = [
            f"{name}.clear_on(today)" for name, one in self.tracks.items() if one["per"] == "person" and clears(one)
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
            *(LINKED * 2 if self.links else ()),
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


def clears(track: dict[str, Any]) -> bool:
    return any("clears" in state for state in track["states"].values())


def timers_of(track: dict[str, Any]) -> list[str]:
    return [*track.get("timers", {}), *(name for state in track["states"].values() for name in state.get("timers", {}))]
