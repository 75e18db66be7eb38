"""Tax rates, the deleted ones included, and which accounts each may stand on."""

from __future__ import annotations

from decimal import Decimal

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from . import batch
from .call import Call, api
from .records import Account, TaxComponent, TaxRate
from .refusals import Problems, not_found
from .simple_list import list_all
from .where import Fields
from .wire import Json, present

READ, WRITE = "accounting.settings.read", "accounting.settings"
FIELDS = Fields(
    "TaxRate",
    {
        "Name": lambda row: row.name,
        "TaxType": lambda row: row.tax_type,
        "Status": lambda row: row.status,
        "EffectiveRate": lambda row: row.rate,
        "DisplayTaxRate": lambda row: row.rate,
        "CanApplyToRevenue": lambda row: "REVENUE" in row.classes,
        "CanApplyToExpenses": lambda row: "EXPENSE" in row.classes,
    },
)


def fits(rate: TaxRate, account: Account) -> bool:
    return account.class_ in rate.classes


@api(READ)
def list_tax_rates(call: Call) -> Response:
    rows = list(call.organisation.tax_rates.values())
    wanted = call.request.args.get("TaxType")
    chosen = [row for row in rows if wanted in (None, row.tax_type)]
    return list_all(call, "TaxRates", chosen, fields=FIELDS, render=render)


@api(READ)
def get_tax_rate(call: Call, tax_type: str) -> Response:
    rate = call.organisation.tax_rates.get(tax_type) or not_found()
    return call.envelope("TaxRates", [render(rate)])


@api(WRITE)
def write_tax_rate(call: Call) -> Response:
    elements = batch.elements(call, "TaxRates")[:1]
    return batch.run(call, batch.TAX_RATES, elements, lambda element: _write(call, element))


def _write(call: Call, element: Json) -> batch.Written:
    rates = call.organisation.tax_rates
    known = None if call.is_create else _named(rates, element)
    problems = Problems()
    problems.add_if(not element.get("Name"), "Name must be specified")
    if known is None:
        problems.add_if(_named(rates, element), "A tax rate with this name already exists.")
        problems.add_if(not element.get("TaxComponents"), "Tax components must be specified")
    problems.raise_any()
    if known is None:
        known = TaxRate(element["Name"], _next_type(rates), [], element.get("ReportTaxType", ""))
        rates[known.tax_type] = known
    known.name = element["Name"]
    known.status = element.get("Status", known.status)
    if element.get("TaxComponents"):
        known.components = [_component(each) for each in element["TaxComponents"]]
    return batch.Written(render(known))


def _named(rates: dict[str, TaxRate], element: Json) -> TaxRate | None:
    if element.get("TaxType") in rates:
        return rates[element["TaxType"]]
    name = str(element.get("Name", "")).lower()
    return next((each for each in rates.values() if each.name.lower() == name), None)


def _next_type(rates: dict[str, TaxRate]) -> str:
    taken = sum(tax_type.startswith("TAX") for tax_type in rates)
    return f"TAX{taken + 1:03d}"


def _component(element: Json) -> TaxComponent:
    return TaxComponent(
        name=str(element.get("Name", "Tax")),
        rate=Decimal(str(element.get("Rate", 0))),
        is_compound=bool(element.get("IsCompound", False)),
        is_non_recoverable=bool(element.get("IsNonRecoverable", False)),
    )


def render(rate: TaxRate) -> Json:
    effective = rate.rate.quantize(Decimal("0.0001"))
    return present(
        {
            "Name": rate.name,
            "TaxType": rate.tax_type,
            "ReportTaxType": rate.report_tax_type or None,
            "CanApplyToAssets": "ASSET" in rate.classes,
            "CanApplyToEquity": "EQUITY" in rate.classes,
            "CanApplyToExpenses": "EXPENSE" in rate.classes,
            "CanApplyToLiabilities": "LIABILITY" in rate.classes,
            "CanApplyToRevenue": "REVENUE" in rate.classes,
            "DisplayTaxRate": effective,
            "EffectiveRate": effective,
            "Status": rate.status,
            "TaxComponents": [_render_component(each) for each in rate.components],
        }
    )


def _render_component(component: TaxComponent) -> Json:
    return {
        "Name": component.name,
        "Rate": component.rate.quantize(Decimal("0.0001")),
        "IsCompound": component.is_compound,
        "IsNonRecoverable": component.is_non_recoverable,
    }


ROUTES = [
    Rule("/api.xro/2.0/TaxRates", endpoint=list_tax_rates, methods=["GET"]),
    Rule("/api.xro/2.0/TaxRates", endpoint=write_tax_rate, methods=["PUT", "POST"]),
    Rule("/api.xro/2.0/TaxRates/<tax_type>", endpoint=get_tax_rate, methods=["GET"]),
]
