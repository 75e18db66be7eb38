"""The pages of the documentation, whose code is run."""
