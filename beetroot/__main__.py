"""`python -m beetroot` is the `beetroot` command."""

from beetroot.config.cli import main

main()
