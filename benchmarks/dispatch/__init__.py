"""How fast issues leave, beside what else sends mail on the same machine into the same servers in the same run."""
