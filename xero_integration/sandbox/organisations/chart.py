"""The chart of accounts that all ready-made organisations share."""

from __future__ import annotations

from .blueprint import Ledger

CHART = (
    Ledger("090", "Business Bank Account", "BANK"),
    Ledger("091", "Business Savings Account", "BANK"),
    Ledger("200", "Sales", "REVENUE", "sales"),
    Ledger("210", "Consulting Income", "REVENUE", "sales"),
    Ledger("220", "Freight Income", "REVENUE", "sales"),
    Ledger("260", "Other Revenue", "REVENUE", "sales"),
    Ledger("265", "Legacy Sales", "REVENUE", "sales", status="ARCHIVED"),
    Ledger("270", "Interest Income", "OTHERINCOME"),
    Ledger("310", "Cost of Goods Sold", "DIRECTCOSTS", "purchases"),
    Ledger("400", "Advertising", "EXPENSE", "purchases"),
    Ledger("404", "Bank Fees", "EXPENSE"),
    Ledger("420", "Entertainment", "EXPENSE", "purchases"),
    Ledger("429", "General Expenses", "EXPENSE", "purchases"),
    Ledger("445", "Light, Power, Heating", "EXPENSE", "purchases"),
    Ledger("453", "Office Expenses", "EXPENSE", "purchases"),
    Ledger("469", "Rent", "OVERHEADS", "purchases"),
    Ledger("477", "Salaries", "EXPENSE"),
    Ledger("610", "Accounts Receivable", "CURRENT", system="DEBTORS"),
    Ledger("620", "Prepayments", "CURRENT"),
    Ledger("630", "Inventory", "INVENTORY"),
    Ledger("710", "Office Equipment", "FIXED", "purchases"),
    Ledger("800", "Accounts Payable", "CURRLIAB", system="CREDITORS"),
    Ledger("820", "Sales Tax", "CURRLIAB", system="GST"),
    Ledger("830", "Stripe Clearing", "CURRENT", payments=True),
    Ledger("840", "Historical Adjustment", "CURRLIAB", system="HISTORICAL"),
    Ledger("860", "Rounding", "CURRLIAB", system="ROUNDING"),
    Ledger("960", "Retained Earnings", "EQUITY", system="RETAINEDEARNINGS"),
    Ledger("970", "Owner Funds Introduced", "EQUITY"),
)
