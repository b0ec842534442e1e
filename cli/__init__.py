"""The command line: the same doors as the pages."""
