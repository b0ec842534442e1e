"""Demonstration cases of family reunification: the families abroad, and the anchors whom they want to join."""

from cli.demonstration.family.stories import ANCHORS, FAMILIES

__all__ = ["ANCHORS", "FAMILIES"]
