"""Which of the host's fields fill which of Xero's, and the defaults of a new invoice."""
