"""A JSON Schema of HSDS 3 for the objects that Tsunagu exports: their properties, types and required properties.

It follows the standard's published schema files. Properties that Tsunagu never writes have only a basic type.
"""

from typing import Any

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
LIST = {"type": "array"}
OBJECT = {"type": "object"}
UUID = {"type": "string", "format": "uuid"}
URI = {"type": "string", "format": "uri", "pattern": "^https?://"}
DATE = {"type": "string", "format": "date"}
CLOCK = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](Z|[+-][0-9]{2}:[0-9]{2})$"}


def schema(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required.split(), "properties": properties}


def each(kind: dict[str, Any], names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), kind)


def one_of(*values: str) -> dict[str, Any]:
    return {"enum": list(values)}


LANGUAGE = schema(
    "id",
    **each(UUID, "id service_id location_id phone_id"),
    **each(TEXT, "name code note"),
    **each(LIST, "attributes metadata"),
)
PHONE = schema(
    "id number",
    **each(UUID, "id location_id service_id organization_id contact_id service_at_location_id"),
    **each(TEXT, "number type description"),
    **each(LIST, "attributes metadata"),
    extension=NUMBER,
    languages={"type": "array", "items": LANGUAGE},
)
SCHEDULE = schema(
    "id",
    **each(UUID, "id service_id location_id service_at_location_id"),
    **each(DATE, "valid_from valid_to dtstart until"),
    **each(NUMBER, "timezone count interval"),
    **each(TEXT, "byday byweekno bymonthday byyearday description attending_type notes"),
    **each(CLOCK, "opens_at closes_at"),
    **each(LIST, "attributes metadata"),
    wkst=one_of("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
    freq=one_of("WEEKLY", "MONTHLY"),
    schedule_link=URI,
)
ORGANIZATION = schema(
    "id name description",
    **each(UUID, "id parent_organization_id"),
    **each(TEXT, "name alternate_name description email tax_status tax_id legal_status logo"),
    **each(URI, "website uri"),
    **each(LIST, "additional_websites funding contacts phones locations programs organization_identifiers"),
    **each(LIST, "attributes metadata"),
    year_incorporated=NUMBER,
)
SERVICE = schema(
    "id name status",
    **each(UUID, "id organization_id program_id"),
    **each(TEXT, "name alternate_name description email interpretation_services application_process"),
    **each(TEXT, "fees_description wait_time fees accreditations eligibility_description assurer_email licenses alert"),
    **each(DATE, "assured_date last_modified"),
    **each(NUMBER, "minimum_age maximum_age"),
    **each(LIST, "additional_urls service_areas service_at_locations funding cost_options required_documents"),
    **each(LIST, "contacts capacities attributes metadata"),
    url=URI,
    status=one_of("active", "inactive", "defunct", "temporarily closed"),
    phones={"type": "array", "items": PHONE},
    schedules={"type": "array", "items": SCHEDULE},
    languages={"type": "array", "items": LANGUAGE},
    organization=ORGANIZATION,
    program=OBJECT,
)
