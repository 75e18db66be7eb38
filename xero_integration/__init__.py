"""A reusable Django app that turns the deals of any CRM into Xero invoices."""
