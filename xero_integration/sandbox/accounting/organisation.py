"""GET /Organisation and what the caller may do in it."""

from __future__ import annotations

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from .call import Call, api
from .records import Organisation, Profile
from .wire import Json, bare_stamp, day_stamp, present

READ = "accounting.settings.read"
ACTIONS = (
    "CreateApprovedBill",
    "CreateApprovedInvoice",
    "CreateBankTransaction",
    "CreateContact",
    "CreateDraftInvoice",
    "UseMulticurrency",
)


@api(READ)
def get_organisation(call: Call) -> Response:
    return call.envelope("Organisations", [render(call.organisation)])


@api(READ)
def get_actions(call: Call) -> Response:
    approver = call.access.role in ("ADVISER", "STANDARD")
    many_currencies = len(call.organisation.currencies) > 1
    refused = set() if approver else {"CreateApprovedBill", "CreateApprovedInvoice"}
    refused |= set() if many_currencies else {"UseMulticurrency"}
    rows = [
        {"Name": name, "Status": "NOT-ALLOWED" if name in refused else "ALLOWED"}
        for name in ACTIONS
    ]
    return call.envelope("Actions", rows)


def render(organisation: Organisation) -> Json:
    profile = organisation.profile
    return _identity(profile) | _taxes_and_dates(profile)


def _identity(profile: Profile) -> Json:
    return {
        "Name": profile.name,
        "LegalName": profile.legal_name,
        "PaysTax": True,
        "Version": profile.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": profile.base_currency,
        "CountryCode": profile.country_code,
        "IsDemoCompany": profile.is_demo,
        "OrganisationStatus": "ACTIVE",
        "TaxNumber": profile.tax_number,
        "OrganisationEntityType": "COMPANY",
        "ShortCode": profile.short_code,
        "OrganisationID": profile.organisation_id,
        "Edition": profile.edition,
        "Class": profile.class_,
        "Timezone": profile.timezone,
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }


def _taxes_and_dates(profile: Profile) -> Json:
    period, year_end = profile.period_lock_date, profile.end_of_year_lock_date
    return present(
        {
            "FinancialYearEndDay": profile.year_end_day,
            "FinancialYearEndMonth": profile.year_end_month,
            "SalesTaxBasis": profile.sales_tax_basis,
            "SalesTaxPeriod": profile.sales_tax_period,
            "DefaultSalesTax": profile.default_sales_tax,
            "DefaultPurchasesTax": profile.default_purchases_tax,
            "PeriodLockDate": day_stamp(period) if period else None,
            "EndOfYearLockDate": day_stamp(year_end) if year_end else None,
            "CreatedDateUTC": bare_stamp(profile.created),
        }
    )


ROUTES = [
    Rule("/api.xro/2.0/Organisation", endpoint=get_organisation, methods=["GET"]),
    Rule("/api.xro/2.0/Organisations", endpoint=get_organisation, methods=["GET"]),
    Rule("/api.xro/2.0/Organisation/Actions", endpoint=get_actions, methods=["GET"]),
]
