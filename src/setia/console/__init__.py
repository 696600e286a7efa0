"""The console: the pages of whoever runs the program."""
