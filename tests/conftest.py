"""What every test stands on: the places it may ask for, and an environment that names nobody's real data."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.places.browser", "tests.places.postgres"]

# The suite gives the same answer twice; `./dev soak` is where new examples are sought.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    for name in ("CASEWAY_HOME", "CASEWAY_DATABASE_URL", "PORT"):
        os.environ.pop(name, None)
