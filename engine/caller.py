"""Who is asking: an account with its roles, and what these let it see and do."""

from dataclasses import dataclass

from engine.case import Case, Sight
from engine.model import ENGLISH
from engine.step import Actor

EVERYWHERE = "*"
AUDITOR, DESIGNER, ADMINISTRATOR = "auditor", "designer", "administrator"
OF_NO_PROGRAMME = (AUDITOR, DESIGNER, ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A role in a programme at an office; `*` for all of them."""

    programme: str
    role: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An account that signed in, or a system user that acts in its name (`through`). `user` is opaque and stays.

    `language` is that in which programmes speak to this caller; what is recorded is the same in every language.
    """

    user: str
    name: str
    duties: tuple[Duty, ...] = ()
    through: str | None = None
    language: str = ENGLISH

    def roles_at(self, programme: str, office: str) -> frozenset[str]:
        """The roles in a programme at an office."""
        return frozenset(
            one.role for one in self.duties if one.programme == programme and one.office in (EVERYWHERE, office)
        )

    def has(self, role: str) -> bool:
        """Whether one of the roles without a programme is held: auditor, designer, administrator."""
        return any(one.role == role and one.programme == EVERYWHERE for one in self.duties)

    def roles_of_no_programme(self) -> frozenset[str]:
        """What is held for all programmes: auditor, designer, administrator."""
        return frozenset(one.role for one in self.duties if one.programme == EVERYWHERE)

    def may_see(self, case: Case | Sight) -> bool:
        """Who works in the programme of a case (also one seen through a link) at its office sees it; so does an
        auditor."""
        return bool(self.roles_at(case.programme, case.office)) or self.has(AUDITOR)

    def actor_in(self, case: Case) -> Actor:
        return self.actor_at(case.programme, case.office)

    def actor_at(self, programme: str, office: str) -> Actor:
        """Whoever is asking, in a case of a programme at an office."""
        roles = self.roles_at(programme, office)
        return Actor(user=self.user, name=self.name, roles=roles, audits=self.has(AUDITOR))

    def programmes(self) -> frozenset[str]:
        return frozenset(one.programme for one in self.duties if one.programme != EVERYWHERE)

    def offices_in(self, programme: str) -> frozenset[str]:
        return frozenset(one.office for one in self.duties if one.programme == programme)
