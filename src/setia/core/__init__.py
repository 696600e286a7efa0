"""The pure heart: the program document, its rule language and the engine that decides.

Nothing here reads a clock, a database, the environment or chance; everything is a function of its
arguments, which is what makes live, imported, replayed and simulated points the same points (I12,
I20).
"""
