"""Demonstration cases of Voluntary Humanitarian Return."""

from cli.demonstration.vhr.stories import STORIES

__all__ = ["STORIES"]
