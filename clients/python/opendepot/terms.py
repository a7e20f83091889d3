"""The terms of a license, alone and with those of the license that it rides on (docs/formats.md sections 8.2 and 8.4)."""

from collections import namedtuple
from datetime import timedelta

from .encoding import read_time, time_text
from .errors import Refusal
from .runtime import VERSION, find_license

License = namedtuple(
    "License",
    "serial firm_code license_id generation item_number name product_code feature_map quantity units_left expires_at rides_on",
)
_TIMED = ("activationTime", "expirationTime", "usagePeriod")


def is_timed(license):
    """Whether its own validity depends on the clock."""
    return any(name in license["options"] for name in _TIMED)


def units_left(license):
    """None if it has no unit counter."""
    granted = license["options"].get("unitCounter")
    return None if granted is None else max(0, int(granted) - int(license["consumed"]))


def as_product(license, product_code):
    """
    A license as the program sees it that asks for a product code: as it is, or as the module item in it of that code, with what
    the item does not set from the license. None: the license has nothing to do with it.
    """
    options = license["options"]
    if options["productCode"] == product_code:
        return license
    items = (item for item in options.get("moduleItems", ()) if item["productCode"] == product_code)
    item = next(items, None)
    return item and {**license, "options": {**options, **item}}


def terms_of(license, licenses):
    """Terms as they count: a module has users and maintenance of its base where it sets none, and never a longer life."""
    options = license["options"]
    ends = [read_time(options.get("expirationTime"))]
    first_used_at = read_time(license.get("firstUsedAt"))
    if "usagePeriod" in options and first_used_at is not None:
        ends.append(first_used_at + timedelta(days=options["usagePeriod"]))
    terms = {
        "begin": read_time(options.get("activationTime")),
        "end": min((end for end in ends if end is not None), default=None),
        "quantity": options.get("licenseQuantity"),
        "maintenance": options.get("maintenancePeriod"),
    }
    base = find_license(licenses, options.get("ridesOn"))
    if base is None:
        return terms
    # Nothing rides on itself, whatever a file says.
    under = terms_of(base, [each for each in licenses if each["licenseId"] != license["licenseId"]])
    return {
        "begin": max((t["begin"] for t in (terms, under) if t["begin"] is not None), default=None),
        "end": min((t["end"] for t in (terms, under) if t["end"] is not None), default=None),
        "quantity": under["quantity"] if terms["quantity"] is None else terms["quantity"],
        "maintenance": terms["maintenance"] or under["maintenance"],
    }


def require_terms(license, licenses, now, features=0, released_at=None):
    """Refuses with the reason if the license is not valid by its terms. Spans are half-open."""
    options, terms = license["options"], terms_of(license, licenses)
    if terms["begin"] is not None and now < terms["begin"]:
        raise _broken("NOT_YET_VALID", "It is valid from %s." % time_text(terms["begin"]))
    if terms["end"] is not None and now >= terms["end"]:
        raise _broken("EXPIRED", "It expired at %s." % time_text(terms["end"]))
    if units_left(license) == 0:
        raise _broken("UNITS_USED_UP", "All its units are used up.")
    feature_map = options.get("featureMap", 0)
    if features & ~feature_map:
        raise _broken("FEATURE_MISSING", "Its feature map is %d; the program needs %d." % (feature_map, features))
    if terms["maintenance"] is not None and released_at is not None:
        span = terms["maintenance"]
        if not read_time(span["start"]) <= released_at < read_time(span["end"]):
            text = "It covers releases from %s to %s; this one is of %s."
            raise _broken("MAINTENANCE_ENDED", text % (span["start"], span["end"], time_text(released_at)))
    needed = options.get("minimumRuntimeVersion", "0")
    if _numbers(VERSION, needed) < _numbers(needed, VERSION):
        raise _broken("RUNTIME_TOO_OLD", "It needs runtime %s; this is %s." % (needed, VERSION))


def _numbers(version, other):
    """Number by number; missing ones are 0."""
    numbers = list(map(int, version.split(".")))
    return numbers + [0] * (other.count(".") + 1 - len(numbers))


def _broken(reason, text):
    return Refusal(reason, text, "Ask the vendor.")


def describe(serial, firm_code, license, licenses):
    """What a program wants to know of a license."""
    options, terms = license["options"], terms_of(license, licenses)
    return License(
        serial,
        firm_code,
        license["licenseId"],
        license["generation"],
        options["itemNumber"],
        options["name"],
        options["productCode"],
        options.get("featureMap", 0),
        1 if terms["quantity"] is None else terms["quantity"],
        units_left(license),
        terms["end"],
        options.get("ridesOn"),
    )
