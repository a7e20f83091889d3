"""SOAP 1.1 over HTTP by the standard library, as wsdl/depot.wsdl has it."""

import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

from .errors import DepotRefusal, DepotUnreachable

_NAMESPACE = "urn:opendepot:depot:v1"
_MOST_ANSWER = 64 * 1024 * 1024
_SECONDS = 120


def xml_of(name, content):
    """An element: of text, or of `(name, content)` pairs in the order of the WSDL. None is left out."""
    if content is None:
        return ""
    inside = escape(content, {"\r": "&#13;"}) if isinstance(content, str) else "".join(xml_of(*pair) for pair in content)
    return "<%s>%s</%s>" % (name, inside, name)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_opener = urllib.request.build_opener(_NoRedirect)


class _NoDoctype(ElementTree.TreeBuilder):
    """An answer has no DOCTYPE, and so no entities that grow."""

    def doctype(self, *_):
        raise ElementTree.ParseError("a DOCTYPE")


def call_depot(url, operation, content):
    """Calls an operation and gives its `result` as an Element. Refuses with DepotRefusal, DepotUnreachable."""
    envelope = (
        '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        '<%s xmlns="%s">%s</%s></s:Body></s:Envelope>'
    ) % (operation, _NAMESPACE, "".join(xml_of(*pair) for pair in content), operation)
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"%s/%s"' % (_NAMESPACE, operation)}
    try:
        request = urllib.request.Request(url, envelope.encode("utf-8"), headers)
        status, answer = _post(request)
        body = next((child for child in ElementTree.fromstring(answer, _parser()) if _name(child) == "Body"), None)
    except (OSError, ValueError, ElementTree.ParseError) as error:
        raise DepotUnreachable(url, operation, error) from error
    content = body[0] if body is not None and len(body) > 0 else None
    if content is not None and _name(content) == "Fault":
        raise _refusal_of(content, url, operation)
    result = child_of(content, "result")
    if status != 200 or result is None:
        raise DepotUnreachable(url, operation, "HTTP %d, and no answer of SOAP" % status)
    return result


def _parser():
    return ElementTree.XMLParser(target=_NoDoctype())


def _post(request):
    try:
        with _opener.open(request, timeout=_SECONDS) as response:
            return response.status, response.read(_MOST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(_MOST_ANSWER)


def _refusal_of(fault, url, operation):
    info = next((element for element in fault.iter() if _name(element) == "ServiceFault"), None)
    if info is None:
        return DepotUnreachable(url, operation, text_of(fault, "faultstring"))
    code, text = text_of(info, "code"), text_of(info, "text")
    if code == "UNAVAILABLE":
        return DepotUnreachable(url, operation, text)
    facts = children_of(child_of(info, "faultDetails"), "faultDetail")
    details = {text_of(fact, "name"): text_of(fact, "value") for fact in facts}
    return DepotRefusal(operation, code, text, text_of(info, "waitUntil"), details)


def _name(element):
    return element.tag.rpartition("}")[2]


def children_of(element, name):
    return [] if element is None else [child for child in element if _name(child) == name]


def child_of(element, name):
    return next(iter(children_of(element, name)), None)


def text_of(element, name):
    """Text of the child of that name; empty if there is none."""
    child = child_of(element, name)
    return "" if child is None or child.text is None else child.text
