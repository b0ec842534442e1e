"""Demonstration cases of resettlement to Canada."""

from cli.demonstration.canada.stories import STORIES

__all__ = ["STORIES"]
