"""Contacts: list, get, create, update, and the contact block inside documents."""
