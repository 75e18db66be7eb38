"""A trading company in the United Kingdom: 20 % VAT, euros, on trial."""

from __future__ import annotations

from .blueprint import Blueprint, Person, Product, Rate
from .chart import CHART

ALL = "ASSET EQUITY EXPENSE LIABILITY REVENUE"
INCOME, COSTS = "REVENUE ASSET LIABILITY EQUITY", "EXPENSE ASSET LIABILITY EQUITY"

BLUEPRINT = Blueprint(
    key="uk",
    name="Brightwater Trading (UK)",
    legal_name="Brightwater Trading Ltd",
    short_code="!uK20v",
    version="UK",
    country_code="GB",
    country="United Kingdom",
    currency="GBP",
    other_currencies=("EUR",),
    timezone="GMTSTANDARDTIME",
    zone="Europe/London",
    tax_number="GB123456789",
    class_="TRIAL",
    is_demo=False,
    email_cap=20,
    year_end=(31, 3),
    tax_basis="ACCRUAL",
    tax_period="QUARTERLY1",
    tax_roles={"sales": "OUTPUT2", "purchases": "INPUT2", "none": "NONE"},
    rates=(
        Rate("20% (VAT on Income)", "OUTPUT2", "20", "OUTPUT", INCOME),
        Rate("20% (VAT on Expenses)", "INPUT2", "20", "INPUT", COSTS),
        Rate("5% (VAT on Income)", "RROUTPUT", "5", "OUTPUT", INCOME),
        Rate("5% (VAT on Expenses)", "RRINPUT", "5", "INPUT", COSTS),
        Rate("Zero Rated Income", "ZERORATEDOUTPUT", "0", "OUTPUT", INCOME),
        Rate("Zero Rated Expenses", "ZERORATEDINPUT", "0", "INPUT", COSTS),
        Rate("Exempt Income", "EXEMPTOUTPUT", "0", "EXEMPTOUTPUT", INCOME),
        Rate("No VAT", "NONE", "0", "NONE", ALL),
        Rate("17.5% (VAT on Income)", "SROUTPUT", "17.5", "OUTPUT", INCOME, "DELETED"),
    ),
    ledgers=CHART,
    themes=("Standard", "Consulting", "Retail"),
    tracking={"Department": ("Retail", "Wholesale", "Online"), "Region": ("North", "South")},
    people=(
        Person("Thames Valley Foods", "Amy", "Cole", "accounts@tvfoods.example", "Reading",
               "12 Station Road", "RG1 1LX", "GB987654321", "TVF-1"),
        Person("Northgate Engineering", "Ian", "Marsh", "ap@northgate.example", "Leeds",
               "8 Foundry Street", "LS1 4DL"),
        Person("Harbour Lights Hotel", "Zoe", "Finch", "desk@harbourlights.example", "Plymouth"),
        Person("Pennine Outdoor", "Tom", "Craig", "office@pennine.example", "Sheffield"),
        Person("Castle Books", "Ruth", "Page", "orders@castlebooks.example", "Edinburgh"),
        Person("Severn Print Works", "Neil", "Gower", "hello@severnprint.example", "Bristol"),
        Person("Oak & Iron Interiors", "Eve", "Stone", "studio@oakiron.example", "London"),
        Person("Lakeland Cycles", "Dan", "Tarn", "shop@lakeland.example", "Kendal"),
        Person("Bluebell Nursery", "Una", "Field", "admin@bluebell.example", "Norwich"),
        Person("Mersey Marine", "Pat", "Quay", "accounts@mersey.example", "Liverpool"),
        Person("Atelier Lyon SARL", "Luc", "Moreau", "compta@atelier.example", "Lyon"),
        Person("Camden Coffee", "Jas", "Lal", "beans@camden.example", "London"),
        Person("Midland Energy", email="billing@midland.example", supplier=True),
        Person("Royal Parcel Service", email="accounts@parcel.example", supplier=True),
        Person("Fenland Paper", email="sales@fenland.example", supplier=True),
        Person("Old Mill Crafts", "Gwen", "Mill", "old@mill.example"),
        Person("Thames Foods", "Amy", "Cole", "accounts@tvfoods.example"),
    ),
    products=(
        Product("CONS-D", "Consulting day", "650.00", "210"),
        Product("CONS-H", "Consulting hour", "85.00", "210"),
        Product("HAMPER", "Gift hamper", "45.00", cost="27.50"),
        Product("TEA-100", "Breakfast tea, 100 bags", "8.75", cost="4.10"),
        Product("MUG", "Stoneware mug", "12.50", cost="5.25"),
        Product("KETTLE", "Copper kettle", "64.99", cost="38.00"),
        Product("WORKSHOP", "Tasting workshop", "240.00", "210"),
        Product("DELIVERY", "UK delivery", "4.95", "220", cost="3.20"),
    ),
)  # fmt: skip
