"""The command line: a face over actions and queries, which holds no rule of its own."""
