"""Clients of OpenDepot, made by zeep from the WSDLs that the server gives."""

import os

import requests
import zeep
from zeep.transports import Transport

SERVER = os.environ.get("SERVER", "http://127.0.0.1:8080")
IS_12 = os.environ.get("SOAP_VERSION") == "1.2"


def connect(face, user=None, secret=None):
    """The client of an interface: sales, depot or admin. Sales and Admin need an API client, the Depot does not."""
    session = requests.Session()
    if user is not None:
        session.auth = (user, secret)
    # Reading the WSDL may take 10 seconds, a call 60. Long-running programs give Transport a cache for the WSDL too.
    transport = Transport(session=session, timeout=10, operation_timeout=60)
    return zeep.Client(f"{SERVER}/soap/{face}?{'wsdl12' if IS_12 else 'wsdl'}", transport=transport)


def fault_info(client, fault):
    """The typed detail of a refusal: code, text, field, retry, faultDetails."""
    return client.wsdl.types.deserialize(fault.detail[0])
