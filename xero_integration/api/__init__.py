"""The REST API: the same services as the pages, for hosts whose front end is a program of its own.

Mount it with ``path("api/xero/", include("xero_integration.api.urls"))``.
"""
