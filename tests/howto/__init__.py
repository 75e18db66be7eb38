"""The how-tos, whose code is run."""
