"""Tracking categories and their options."""

from __future__ import annotations

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from . import batch
from .call import Call, api
from .records import Organisation, Tracking, TrackingCategory, TrackingOption
from .refusals import InvalidElementError, not_found
from .simple_list import list_all
from .where import Fields
from .wire import Json

READ, WRITE = "accounting.settings.read", "accounting.settings"
MAX_ACTIVE, MAX_TOTAL = 2, 4
FIELDS = Fields(
    "TrackingCategory",
    {
        "TrackingCategoryID": lambda row: row.category_id,
        "Name": lambda row: row.name,
        "Status": lambda row: row.status,
    },
)


@api(READ)
def list_categories(call: Call) -> Response:
    everything = call.flag("includeArchived")
    rows = [
        row for row in call.organisation.tracking.values() if row.status == "ACTIVE" or everything
    ]
    return list_all(
        call,
        "TrackingCategories",
        rows,
        fields=FIELDS,
        render=lambda row: render(row, everything=everything),
    )


@api(READ)
def get_category(call: Call, category_id: str) -> Response:
    category = call.organisation.tracking.get(category_id.lower()) or not_found()
    return call.envelope("TrackingCategories", [render(category, everything=True)])


@api(WRITE)
def create_category(call: Call) -> Response:
    items = batch.elements(call, "TrackingCategories")
    return batch.run(call, batch.TRACKING, items, lambda element: _create(call, element))


def _create(call: Call, element: Json) -> batch.Written:
    categories = call.organisation.tracking
    name = _name(element, [each.name for each in categories.values()])
    active = sum(each.status == "ACTIVE" for each in categories.values())
    if active >= MAX_ACTIVE or len(categories) >= MAX_TOTAL:
        raise InvalidElementError("You cannot have more than 2 active tracking categories.")
    category = TrackingCategory(call.new_id(), name)
    categories[category.category_id] = category
    return batch.Written(render(category, everything=True))


@api(WRITE)
def create_options(call: Call, category_id: str) -> Response:
    category = call.organisation.tracking.get(category_id.lower()) or not_found()
    items = batch.elements(call, "Options")
    return batch.run(
        call, batch.OPTIONS, items, lambda element: _create_option(call, category, element)
    )


def _create_option(call: Call, category: TrackingCategory, element: Json) -> batch.Written:
    name = _name(element, [each.name for each in category.options])
    option = TrackingOption(call.new_id(), name)
    category.options.append(option)
    return batch.Written(render_option(option))


def _name(element: Json, taken: list[str]) -> str:
    name = str(element.get("Name", "")).strip()
    if not name or len(name) > 100:
        raise InvalidElementError("Name must be between 1 and 100 characters.")
    if name.lower() in (each.lower() for each in taken):
        raise InvalidElementError("Please enter a unique Name.")
    return name


def resolve(organisation: Organisation, element: Json) -> Tracking:
    """Find the option a line names, by ids or by names."""
    category = _category(organisation, element)
    option_id, name = str(element.get("TrackingOptionID", "")).lower(), element.get("Option", "")
    for option in category.options:
        if option.option_id == option_id or (name and option.name.lower() == str(name).lower()):
            if option.status != "ACTIVE":
                raise InvalidElementError(f"The tracking option '{option.name}' is archived.")
            return Tracking(category.category_id, option.option_id)
    raise InvalidElementError(f"The tracking option '{name}' does not exist in '{category.name}'.")


def _category(organisation: Organisation, element: Json) -> TrackingCategory:
    category_id, name = str(element.get("TrackingCategoryID", "")).lower(), element.get("Name", "")
    for category in organisation.tracking.values():
        same_name = name and category.name.lower() == str(name).lower()
        if category.category_id == category_id or (not category_id and same_name):
            return category
    raise InvalidElementError(f"The tracking category '{name or category_id}' does not exist.")


def render(category: TrackingCategory, *, everything: bool) -> Json:
    return {
        "Name": category.name,
        "Status": category.status,
        "TrackingCategoryID": category.category_id,
        "Options": [
            render_option(option)
            for option in category.options
            if everything or option.status == "ACTIVE"
        ],
    }


def render_option(option: TrackingOption) -> Json:
    return {
        "TrackingOptionID": option.option_id,
        "Name": option.name,
        "Status": option.status,
        "HasValidationErrors": False,
        "IsDeleted": False,
        "IsArchived": option.status == "ARCHIVED",
        "IsActive": option.status == "ACTIVE",
    }


ROUTES = [
    Rule("/api.xro/2.0/TrackingCategories", endpoint=list_categories, methods=["GET"]),
    Rule("/api.xro/2.0/TrackingCategories", endpoint=create_category, methods=["PUT"]),
    Rule("/api.xro/2.0/TrackingCategories/<category_id>", endpoint=get_category, methods=["GET"]),
    Rule(
        "/api.xro/2.0/TrackingCategories/<category_id>/Options",
        endpoint=create_options,
        methods=["PUT"],
    ),
]
