"""Demonstration cases of relocation between Member States."""

from cli.demonstration.eu_relocation.stories import STORIES

__all__ = ["STORIES"]
