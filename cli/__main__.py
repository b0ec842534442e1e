"""`python -m cli` is `caseway`."""

from cli.main import main

main()
