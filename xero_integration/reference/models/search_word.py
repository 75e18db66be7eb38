"""The words by which mirrored rows are found: an inverted index that every database can use."""

from __future__ import annotations

from django.db import models

from ...connections.models import Connection

WORD_LENGTH = 60


class Searched(models.TextChoices):
    """Which mirror the rows are in."""

    CONTACT = "contact"
    ITEM = "item"


class SearchWord(models.Model):
    """One word of one row; ``row`` is the primary key of the contact or item."""

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Searched.choices)
    is_active = models.BooleanField()
    word = models.CharField(max_length=WORD_LENGTH)
    row = models.BigIntegerField()

    class Meta:
        # PostgreSQL answers prefixes from an index of pattern order only.
        indexes = [
            models.Index(
                fields=["connection", "kind", "is_active", "word", "row"],
                opclasses=[
                    "uuid_ops",
                    "varchar_ops",
                    "bool_ops",
                    "varchar_pattern_ops",
                    "int8_ops",
                ],
                name="xi_search_word",
            ),
            models.Index(fields=["row", "kind"], name="xi_search_word_row"),
        ]

    def __str__(self) -> str:
        return self.word


class SearchTerm(models.Model):
    """A word that occurs in a name, once per connection: short enough a list to be scanned.

    Words that no row has any more stay; they find nothing.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Searched.choices)
    term = models.CharField(max_length=WORD_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "kind", "term"], name="xi_search_term"),
        ]

    def __str__(self) -> str:
        return self.term
