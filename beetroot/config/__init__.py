"""Settings, urls, processes and the `beetroot` command line: the room that sees every other."""
