"""Keeps the queue's workers running: what ``manage.py xero_worker`` does."""
