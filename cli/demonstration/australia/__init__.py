"""Demonstration cases of the Australian Refugee and Humanitarian Program."""

from cli.demonstration.australia.stories import STORIES

__all__ = ["STORIES"]
