"""Leaves room in PostgreSQL's pages for what is updated most.

A new version of a row that fits into the page of the old one needs no new entry in any index
(postgresql.org/docs/current/storage-hot.html). Documents change a few times in their life, and
those of one poll lie side by side.
"""

from django.db import migrations


def fill_pages(percent):
    def alter(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            table = apps.get_model("xero_integration", "Document")._meta.db_table
            name = schema_editor.quote_name(table)
            schema_editor.execute(f"ALTER TABLE {name} SET (fillfactor = {percent})")

    return alter


class Migration(migrations.Migration):
    dependencies = [("xero_integration", "0003_settings_drafts")]

    operations = [
        migrations.RunPython(fill_pages(50), fill_pages(100), elidable=False),
    ]
