"""Connecting to Xero, keeping the tokens fresh, disconnecting."""
