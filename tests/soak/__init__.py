"""The long runs: the same questions as the tests, asked for longer, with a new seed each time."""
