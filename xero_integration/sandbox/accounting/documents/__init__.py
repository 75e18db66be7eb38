"""What invoices, bills and credit notes have in common."""
