"""The clear options of a license (docs/formats.md section 8.2)."""

from .shape import INT32, UINT32


def _text(least, most, pattern=None):
    return lambda place: place.text(least, most, pattern)


def _integer(least, most):
    return lambda place: place.integer(least, most)


def _binary(most):
    return lambda place: place.binary(most)


def _entries(most, required, optional=()):
    def check(place):
        for entry in place.list(most=most):
            check_members(entry, dict(required), dict(optional))

    return check


def _object(**members):
    return lambda place: check_members(place, members, {})


def distinct_types(place, required, optional=()):
    """A list of entries of which no two have the same `type`."""
    _entries(128, required, optional)(place)
    if len({entry["type"] for entry in place.value}) < len(place.value):
        place.refuse("names an entry twice")


def _typed_data(place):
    distinct_types(place, {"type": _integer(0, 127), "data": _binary(256)})


def _boolean(place):
    place.boolean()


def _parameters(place):
    if len(place.object()) > 100:
        place.refuse("has more than 100 members")
    for name in place.value:
        place[name].text(0, 16000)


def _time(place):
    place.time()


def check_members(place, required, optional):
    for name, check in required.items():
        check(place[name])
    for name, check in optional.items():
        if place[name].is_there:
            check(place[name])


_REQUIRED = {
    "itemNumber": _text(1, 256),
    "name": _text(1, 1024),
    "firmCode": _integer(1, INT32),
    "productCode": _integer(0, UINT32),
}
_OPTIONAL = {
    "text": _text(0, 256),
    "featureMap": _integer(0, UINT32),
    "licenseQuantity": _integer(0, INT32),
    "unitCounter": lambda place: place.int64(),
    "activationTime": _time,
    "expirationTime": _time,
    "usagePeriod": _integer(1, INT32),
    "maintenancePeriod": _object(start=_time, end=_time),
    "customerOwnedLicenseInformation": _text(0, 256),
    "userData": _binary(256),
    "protectedData": _binary(256),
    "extendedProtectedData": _typed_data,
    "lingerTime": _integer(0, INT32),
    "minimumRuntimeVersion": _text(1, 20, r"[0-9]+(\.[0-9]+)*"),
    "universalData": _binary(32768),
    "moduleItems": _entries(
        200,
        {"productCode": _integer(0, UINT32)},
        {"text": _text(0, 256), "featureMap": _integer(0, UINT32), "licenseQuantity": _integer(0, INT32)},
    ),
    "licenseTransfer": _object(
        scheme=lambda place: place.word("complete", "units", "licenses", "borrow"),
        mayBePulled=_boolean,
        mayBeReturned=_boolean,
        firmItemMustExist=_boolean,
        keepHistory=_boolean,
        borrowHours=_integer(0, INT32),
    ),
    "dependencies": _entries(
        16,
        {
            "option": _text(1, 40, "[A-Za-z]+"),
            "dependsOn": lambda place: place.word("firmAccessCounter", "firmUpdateCounter", "firmPreciseTime"),
        },
    ),
    "ridesOn": lambda place: place.identifier(),
    "parameters": _parameters,
}


def check_options(place):
    check_members(place, _REQUIRED, _OPTIONAL)
