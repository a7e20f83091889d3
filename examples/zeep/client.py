"""From order to license with zeep: the back office, and a program beside the license container, in one file."""

import base64
import json
import os
import subprocess
import time

import requests
import zeep
from connect import connect, fault_info

RUN, FOLDER = os.environ.get("RUN", "zeep"), os.environ.get("FOLDER", ".")
RUNTIME = os.environ.get("RUNTIME", "npx opendepot-runtime --json").split()

sales = connect("sales", "erp", os.environ["SECRET"])
depot = connect("depot")


# --- The back office orders. It may send an order as often as it likes: only the first time does something.
def order_of(quantity):
    return {
        "orderNumber": f"{RUN}-4711",
        "customer": {"customerId": "C-1", "name": "Jürgen Muster"},
        "orderLines": {"orderLine": [{"lineNumber": "10", "itemNumber": "CAD-PRO", "quantity": quantity}]},
    }


def insist(request):
    """Sends again when no answer came or the server is busy. Without an order number, give a requestId and keep it."""
    for pause in (1, 5, 30):
        try:
            return request()
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(pause)
        except zeep.exceptions.Fault as fault:
            if fault_info(sales, fault).code not in ("UNAVAILABLE", "RATE_LIMITED"):
                raise
            time.sleep(pause)
    return request()


order = insist(lambda: sales.service.CreateOrder(order=order_of(2)))
again = insist(lambda: sales.service.CreateOrder(order=order_of(2)))

# --- What is refused comes as a fault with a typed detail: here the order is known with another quantity.
try:
    sales.service.CreateOrder(order=order_of(3))
    raise AssertionError("the server took an order that contradicts itself")
except zeep.exceptions.Fault as fault:
    refusal = fault_info(sales, fault)


# --- The buyer's machine: the runtime makes the container and its files, this program carries them.
def runtime(*words):
    return json.loads(subprocess.check_output([*RUNTIME, *words]))


def new_context():
    runtime("context", "--firm", "6000010", "--out", f"{FOLDER}/context.odc")
    with open(f"{FOLDER}/context.odc", encoding="utf-8") as file:
        return file.read()


serial = runtime("create", "--firm", "6000010", "--root", os.environ["ROOT"])["containerSerial"]
context = new_context()
payload = json.loads(context)["payload"]
facts = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
parts = [{"name": part["name"], "partHash": part["hash"]} for part in facts["fingerprint"]["parts"]]
enrolled = depot.service.EnrollContainer(
    enrollment={
        "containerKind": "software",
        "firmCode": 6000010,
        "signingKey": json.dumps(facts["signingKey"]),
        "agreementKey": json.dumps(facts["agreementKey"]),
        "fingerprint": {"fingerprintPart": parts},
    }
)

# --- The ticket becomes a license in the container.
activated = depot.service.ActivateLicenses(
    activation={
        "ticketId": order.ticketId,
        "contextFile": context,
        "parameters": {"parameter": [{"name": "licensee", "value": "Erika Mustermann"}]},
    }
)
with open(f"{FOLDER}/update.odu", "w", encoding="utf-8") as file:
    file.write(activated.updateFile)
imported = runtime("import", f"{FOLDER}/update.odu")

# --- The next context is the receipt.
confirmed = depot.service.ConfirmUpdate(confirmation={"contextFile": new_context()})
ticket = sales.service.GetTicket(ticketId=order.ticketId)

# --- What it came to.
print(
    json.dumps(
        {
            "order": {
                "outcome": order.outcome,
                "licenseCount": order.licenseCount,
                "repeated": again.outcome,
                "sameTicket": again.ticketId == order.ticketId,
            },
            "fault": {
                "code": refusal.code,
                "retry": refusal.retry,
                "hasText": refusal.text != "",
                "hasTraceId": refusal.traceId != "",
                "details": [[detail.name, detail.value] for detail in refusal.faultDetails.faultDetail],
            },
            "activate": {
                "isEnrolled": enrolled.containerSerial == serial,
                "isActivated": [license.ok for license in activated.licenseResults.licenseResult],
                "steps": imported["steps"],
                "confirmed": [license.state for license in confirmed.confirmedLicenses.confirmedLicense],
                "states": [license.state for license in ticket.licenseStates.licenseState],
            },
        },
        indent=2,
    )
)
