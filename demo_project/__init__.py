"""A small CRM that shows the Xero integration at work."""
