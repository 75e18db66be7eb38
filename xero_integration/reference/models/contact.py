"""The organisation's contacts, indexed for linking and for search as one types."""

from __future__ import annotations

from django.db import models

from .base import MirrorQuerySet, SearchableRow


class Contact(SearchableRow):
    """A contact in Xero, active or archived.

    ``email`` is in lower case; the ``…_key`` columns are made by ``normal.py`` and answer
    look-ups. ``addresses`` holds Xero's two slots, ``{"POBOX": {…}, "STREET": {…}}``, by our
    own part names. A merged contact has no ``search_text``: nobody should find it.
    """

    xero_id = models.CharField(max_length=36)
    name = models.CharField(max_length=255)
    name_key = models.CharField(max_length=255, blank=True, default="")
    email = models.CharField(max_length=255, blank=True, default="")
    tax_number = models.CharField(max_length=50, blank=True, default="")
    tax_number_key = models.CharField(max_length=50, blank=True, default="")
    account_number = models.CharField(max_length=50, blank=True, default="")
    contact_number = models.CharField(max_length=50, blank=True, default="")
    company_number = models.CharField(max_length=50, blank=True, default="")
    first_name = models.CharField(max_length=255, blank=True, default="")
    last_name = models.CharField(max_length=255, blank=True, default="")
    status = models.CharField(max_length=20, blank=True, default="")
    merged_to = models.CharField(max_length=36, blank=True, default="")
    is_customer = models.BooleanField(default=False)
    default_currency = models.CharField(max_length=3, blank=True, default="")
    addresses = models.JSONField(default=dict, blank=True)
    include_in_emails = models.JSONField(default=list, blank=True)
    sales_terms_day = models.PositiveSmallIntegerField(null=True, blank=True)
    sales_terms_type = models.CharField(max_length=30, blank=True, default="")
    sales_tax_type = models.CharField(max_length=50, blank=True, default="")
    sales_account_code = models.CharField(max_length=10, blank=True, default="")
    updated_at = models.DateTimeField(null=True, blank=True)

    objects = MirrorQuerySet["Contact"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "xero_id"], name="xi_contact_key"),
        ]
        # PostgreSQL answers prefixes from an index of pattern order only, unless the whole
        # database sorts by bytes; other databases ignore the operator classes.
        indexes = [
            models.Index(
                fields=["connection", "is_active", "search_text", "id"],
                opclasses=["uuid_ops", "bool_ops", "varchar_pattern_ops", "int8_ops"],
                name="xi_contact_search",
            ),
            models.Index(
                fields=["connection", "name_key"],
                opclasses=["uuid_ops", "varchar_pattern_ops"],
                name="xi_contact_name",
            ),
            models.Index(fields=["connection", "email"], name="xi_contact_email"),
            models.Index(fields=["connection", "tax_number_key"], name="xi_contact_tax"),
            models.Index(fields=["connection", "account_number"], name="xi_contact_account"),
            models.Index(fields=["connection", "contact_number"], name="xi_contact_number"),
        ]

    def __str__(self) -> str:
        return self.name
