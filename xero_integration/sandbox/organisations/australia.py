"""A trading company in Australia: 10 % GST, one currency, a paying subscriber."""

from __future__ import annotations

from .blueprint import Blueprint, Person, Product, Rate
from .chart import CHART

ALL = "ASSET EQUITY EXPENSE LIABILITY REVENUE"
INCOME, COSTS = "REVENUE ASSET LIABILITY EQUITY", "EXPENSE ASSET LIABILITY EQUITY"

BLUEPRINT = Blueprint(
    key="au",
    name="Wattle & Co (AU)",
    legal_name="Wattle & Co Pty Ltd",
    short_code="!aU10g",
    version="AU",
    country_code="AU",
    country="Australia",
    currency="AUD",
    other_currencies=(),
    timezone="AUSEASTERNSTANDARDTIME",
    zone="Australia/Sydney",
    tax_number="11 111 111 138",
    class_="STANDARD",
    is_demo=False,
    email_cap=1000,
    year_end=(30, 6),
    tax_basis="CASH",
    tax_period="QUARTERLY1",
    tax_roles={"sales": "OUTPUT", "purchases": "INPUT", "none": "BASEXCLUDED"},
    rates=(
        Rate("GST on Income", "OUTPUT", "10", "OUTPUT", INCOME),
        Rate("GST on Expenses", "INPUT", "10", "INPUT", COSTS),
        Rate("GST Free Income", "EXEMPTOUTPUT", "0", "EXEMPTOUTPUT", INCOME),
        Rate("GST Free Expenses", "EXEMPTEXPENSES", "0", "EXEMPTEXPENSES", COSTS),
        Rate("GST on Capital", "CAPEXINPUT", "10", "CAPITALEXINPUT", "ASSET EXPENSE"),
        Rate("BAS Excluded", "BASEXCLUDED", "0", "BASEXCLUDED", ALL),
        Rate("GST on Imports", "GSTONIMPORTS", "0", "GSTONIMPORTS", "EXPENSE ASSET LIABILITY"),
        Rate("Luxury Tax", "TAX001", "33", "OUTPUT", INCOME, "DELETED"),
    ),
    ledgers=CHART,
    themes=("Standard", "Wholesale"),
    tracking={"State": ("NSW", "QLD", "VIC")},
    people=(
        Person("Bondi Surf Supplies", "Kai", "Wells", "pay@bondisurf.example", "Sydney",
               "1 Campbell Parade", "2026", "51 824 753 556", "BSS"),
        Person("Outback Tours", "Gus", "Dunn", "office@outback.example", "Alice Springs",
               "77 Todd Street", "0870"),
        Person("Yarra Valley Wines", "Fay", "Lane", "cellar@yarra.example", "Melbourne"),
        Person("Coral Coast Diving", "Nat", "Reef", "dive@coral.example", "Cairns"),
        Person("Gum Tree Design", "Lil", "Park", "studio@gumtree.example", "Brisbane"),
        Person("Swan River Cafe", "Bea", "Swann", "cafe@swanriver.example", "Perth"),
        Person("Snowy Mountain Gear", "Art", "Peak", "gear@snowy.example", "Jindabyne"),
        Person("Harvest Bakery", "Oli", "Rye", "bake@harvest.example", "Adelaide"),
        Person("Derwent Timber", "Ros", "Pine", "yard@derwent.example", "Hobart"),
        Person("Kookaburra Books", "Ned", "Quill", "shop@kookaburra.example", "Sydney"),
        Person("Torrens Health", "Vi", "Lamb", "accounts@torrens.example", "Adelaide"),
        Person("Capricorn Mining", "Roy", "Hale", "ap@capricorn.example", "Rockhampton"),
        Person("Southern Power", email="billing@southern.example", supplier=True),
        Person("Express Freight AU", email="freight@express.example", supplier=True),
        Person("Paper Roo", email="sales@paperroo.example", supplier=True),
        Person("Old Wharf Imports", "Sid", "Dock", "old@wharf.example"),
        Person("Bondi Surf", "Kai", "Wells", "pay@bondisurf.example"),
    ),
    products=(
        Product("LAMP", "Desk lamp", "79.00", cost="41.00"),
        Product("CHAIR", "Office chair", "249.50", cost="160.00"),
        Product("DESK", "Standing desk", "899.00", cost="610.00"),
        Product("ASSEMBLY", "Assembly on site", "110.00", "210"),
        Product("DESIGN-H", "Interior design hour", "135.00", "210"),
        Product("CABLE", "Cable tray", "24.95", cost="11.30"),
        Product("MAT", "Floor mat", "59.00", cost="28.00"),
        Product("SHIP", "Shipping", "18.00", "220", cost="14.00"),
    ),
)  # fmt: skip
