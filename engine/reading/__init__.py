"""Text to programme: a file is parsed, checked tier by tier, resolved with its modules, and compiled.

Nothing here touches a disk: whoever calls hands in the texts. Every finding says where, what, and what now.
"""

from engine.reading.finding import Finding, render_json, render_sarif, render_text
from engine.reading.office import read_office
from engine.reading.programme import Reading, read_programme

__all__ = ["Finding", "Reading", "read_office", "read_programme", "render_json", "render_sarif", "render_text"]
