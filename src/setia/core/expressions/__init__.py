"""The rule language: a safe, typed subset of Python expressions over declared fields."""
