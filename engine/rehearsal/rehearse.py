"""All scenarios of a programme, from texts to what they come to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from engine.civil import Office
from engine.drafting import offices_in
from engine.errors import ProgrammeInvalid
from engine.model import Programme
from engine.published import programme_path
from engine.reading.finding import Finding
from engine.reading.office import read_office
from engine.reading.programme import read_programme
from engine.rehearsal.covers import universe
from engine.rehearsal.names import questions
from engine.rehearsal.playing import play
from engine.rehearsal.reading import Stories, read_stories
from engine.rehearsal.result import Coverage, Played, Rehearsal, touched_by_all
from engine.rehearsal.stage import Theatre, theatre
from engine.rehearsal.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A programme ready to be rehearsed: its law, its offices, its sound stories, and a theatre to play them in."""

    law: Programme
    offices: Mapping[str, Office]
    stories: Stories
    house: Theatre
    sources: Mapping[str, str]

    def play(self, story: Story, instead: Programme | None = None) -> Played:
        office = self.offices[story.calendar]
        return play(story, self.stories.preludes, self.house, self.law, office, self.sources, instead)

    def play_all(self) -> Rehearsal:
        played = tuple(self.play(story) for story in self.stories.by_path.values())
        coverage = Coverage(touched=touched_by_all(played), known=universe(self.law))
        return Rehearsal(programme=self.law.id, played=played, findings=self.stories.findings, coverage=coverage)


def rehearse(texts: Mapping[str, str], scenario_texts: Mapping[str, str], programme: str) -> Rehearsal:
    """Plays every scenario and prelude of a programme.

    `texts` are the programme, its modules and offices, `scenario_texts` the scenarios, by their paths in the folder of
    programmes. What is wrong in a scenario's text is among `findings`. Raises ProgrammeInvalid, NotFound.
    """
    with company(texts, scenario_texts, programme) as ready:
        return ready.play_all()


def check_stories(texts: Mapping[str, str], scenario_texts: Mapping[str, str], law: Programme) -> tuple[Finding, ...]:
    """What is wrong in the texts of a sound programme's scenarios, none of which is played."""
    return read_stories(scenario_texts, law, questions(texts, law.id), _offices(texts)).findings


@contextmanager
def company(texts: Mapping[str, str], scenario_texts: Mapping[str, str], programme: str) -> Iterator[Company]:
    """Everything for playing, in a temporary folder. Raises ProgrammeInvalid."""
    reading = read_programme(programme_path(programme), texts)
    if reading.programme is None:
        raise ProgrammeInvalid(f"{programme} has findings; nothing was played", reading.findings)
    offices = _offices(texts)
    names = questions(texts, programme)
    stories = read_stories(scenario_texts, reading.programme, names, offices)
    with theatre(texts, programme, names.linked) as house:
        yield Company(law=reading.programme, offices=offices, stories=stories, house=house, sources=scenario_texts)


def _offices(texts: Mapping[str, str]) -> dict[str, Office]:
    read = (read_office(path, texts[path])[0] for path in offices_in(texts))
    return {office.name: office for office in read if office is not None}
