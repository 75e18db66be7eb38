"""The REST API, called as programs call it."""
