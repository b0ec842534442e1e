"""Families that nobody is: they are named after things, in two scripts, since checks turn on spellings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

GIVEN = {
    "adam": ("Adam", "آدم", "male"),
    "amina": ("Amina", "أمينة", "female"),
    "darius": ("Darius", "داریوش", "male"),
    "farid": ("Farid", "فريد", "male"),
    "hala": ("Hala", "هالة", "female"),
    "ilyas": ("Ilyas", "إلياس", "male"),
    "jamal": ("Jamal", "جمال", "male"),
    "karim": ("Karim", "كريم", "male"),
    "layla": ("Layla", "ليلى", "female"),
    "mariam": ("Mariam", "مريم", "female"),
    "mina": ("Mina", "مینا", "female"),
    "nour": ("Nour", "نور", "female"),
    "omid": ("Omid", "امید", "male"),
    "parisa": ("Parisa", "پریسا", "female"),
    "reza": ("Reza", "رضا", "male"),
    "salma": ("Salma", "سلمى", "female"),
    "sami": ("Sami", "سامي", "male"),
    "shirin": ("Shirin", "شیرین", "female"),
    "tariq": ("Tariq", "طارق", "male"),
    "yara": ("Yara", "يارا", "female"),
    "yusuf": ("Yusuf", "يوسف", "male"),
    "zahra": ("Zahra", "زهرا", "female"),
}
"""Given names: in Latin letters, in the Arabic or Persian script, and the sex that goes with them here."""

ONLY_THE_YEAR_FROM = 50  # the older generation often knows the year of birth alone
LATEST_BIRTHDAY = 100  # days ago at which everybody had a birthday, so that nobody changes age band in these weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A fictitious family. `ages` in whole years by nick, the principal applicant first; `relations` of the others."""

    name: str
    other_script: str
    nationality: str
    ages: Mapping[str, int]
    relations: Mapping[str, str]

    def answers(self, today: date) -> dict[str, dict[str, Any]]:
        """What an opening is told about each of them."""
        return {nick: self.person(nick, today) for nick in self.relations}

    def person(self, nick: str, today: date) -> dict[str, Any]:
        latin, other, sex = GIVEN[nick]
        return {
            "family_name": self.name,
            "given_names": latin,
            "name_variants": [f"{other} {self.other_script}"],
            "born_on": _born(self.ages[nick], len(latin) * 7, today),
            "sex": sex,
            "nationality": self.nationality,
            "relationship": self.relations[nick],
        }

    def newborn(self, nick: str, born: date) -> dict[str, Any]:
        """What is told about a child who is born into the family while the case runs."""
        latin, _, sex = GIVEN[nick]
        names = {"family_name": self.name, "given_names": latin, "sex": sex, "nationality": self.nationality}
        return names | {"born_on": born.isoformat(), "evidence": "birth-certificate.pdf"}

    def age(self, nick: str) -> int:
        """The age in whole years; 0 of whoever was born into the case."""
        return self.ages.get(nick, 0)


def _born(age: int, days: int, today: date) -> str:
    born = (today - timedelta(days=LATEST_BIRTHDAY + days)).replace(day=1)
    text = born.replace(year=born.year - age, day=1 + days % 28).isoformat()
    return text[:4] if age >= ONLY_THE_YEAR_FROM else text


def family(name: str, other_script: str, nationality: str, members: str) -> Family:
    """A family from a line like `amina 34, yusuf 37 spouse, nour 12 child`; the first is the principal applicant."""
    people = [member.split() for member in members.split(",")]
    ages = {nick: int(age) for nick, age, *_ in people}
    relations = {nick: relation[0] if relation else "principal" for nick, _, *relation in people}
    return Family(name=name, other_script=other_script, nationality=nationality, ages=ages, relations=relations)
