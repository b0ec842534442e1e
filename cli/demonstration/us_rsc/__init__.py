"""Demonstration cases of the US Refugee Admissions Program."""

from cli.demonstration.us_rsc.stories import STORIES

__all__ = ["STORIES"]
