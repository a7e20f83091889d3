"""JSON as the open file formats need it: numbers as doubles, and the canonical form of RFC 8785."""

import json
import math
import re

from .errors import refuse

_MOST_NESTED = 100


def parse_json(source, what):
    """One JSON value of UTF-8 text or bytes. Of a repeated name the last one counts."""
    try:
        text = source.decode("utf-8") if isinstance(source, bytes) else source
        if _depth_of(text) > _MOST_NESTED:
            refuse("malformed", "%s is nested too deeply" % what)
        return json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return refuse("malformed", "%s is not JSON in UTF-8" % what)


def parse_object(source, what):
    value = parse_json(source, what)
    if not isinstance(value, dict):
        refuse("malformed", "%s is not a JSON object" % what)
    return value


# A string that does not end is taken to its end as well: looked at from each of its quotes, it would take for ever.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"?|([\[{])|[\]}]', re.DOTALL)


def _depth_of(text):
    """How deep brackets are nested, those in strings left out; the parser of the library would only stop at its stack."""
    depth = deepest = 0
    if text.count("[") + text.count("{") <= _MOST_NESTED:
        return deepest
    for found in _BRACKETS.finditer(text):
        if found.group(1):
            depth += 1
            deepest = max(deepest, depth)
        elif found.group() in "]}":
            depth -= 1
    return deepest


def _number(text):
    """A double, as an int where it is whole: then it is exact and compares as one."""
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number beyond all doubles")
    return int(number) if number.is_integer() else number


def _no_number(word):
    raise ValueError("%s is no JSON" % word)


def canonical_json(value):
    """The one spelling of a value. Refuses a lone surrogate, which has none."""
    text = write_json(value)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return refuse("malformed", "it holds a lone surrogate, which has no canonical form")


def write_json(value):
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return _write_number(float(value))
    if isinstance(value, list):
        return "[%s]" % ",".join(map(write_json, value))
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{%s}" % ",".join("%s:%s" % (write_json(name), write_json(value[name])) for name in names)


def _write_number(number):
    """As ECMAScript spells numbers (RFC 8785 section 3.2.2.3); Python finds the same shortest digits."""
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, power = ("%r" % abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(power or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    exponent = point - 1
    if exponent >= 21 or exponent < -6:
        rest = "." + digits[1:] if len(digits) > 1 else ""
        return "%s%s%se%+d" % (sign, digits[0], rest, exponent)
    if point <= 0:
        return "%s0.%s%s" % (sign, "0" * -point, digits)
    if len(digits) <= point:
        return sign + digits + "0" * (point - len(digits))
    return "%s%s.%s" % (sign, digits[:point], digits[point:])
