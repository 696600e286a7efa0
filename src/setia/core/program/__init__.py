"""The program document: one YAML file that says how points are earned, kept and lost."""
