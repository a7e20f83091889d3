"""From order to license with zeep: the back office, the vendor's administration and a program beside the license
container, all in one file. What is printed at the end is compared with what the other stacks read."""

import base64
import datetime
import json
import os
import subprocess

import requests
import zeep
from zeep.transports import Transport

SERVER, RUN, FOLDER = os.environ["SERVER"], os.environ["RUN"], os.environ["FOLDER"]


# --- Clients, made from the WSDLs that the server gives. Sales and Admin need an API client, the Depot does not.
def connect(face, secret=None):
    session = requests.Session()
    session.trust_env = False
    if secret is not None:
        session.auth = ("erp", secret)
    query = "wsdl12" if os.environ["SOAP_VERSION"] == "1.2" else "wsdl"
    return zeep.Client(f"{SERVER}/soap/{face}?{query}", transport=Transport(session=session))


admin = connect("admin", os.environ["SECRET"])
sales = connect("sales", os.environ["SECRET"])
depot = connect("depot")

# --- The vendor puts an item into the catalogue.
item_number = f"{RUN}-ITEM"
never = {"policy": "never", "waitDays": 0, "maximumCount": 0, "periodDays": 0}
firm = admin.service.PutFirmCode(firm={"firmCode": 6000010, "name": "Muster"})
item = admin.service.PutItem(
    item={
        "itemNumber": item_number,
        "name": "Zeichenbrett für Ärzte & <Anwälte>",
        "firmCode": 6000010,
        "productCode": 4294967295,
        "licenseCounting": "perPiece",
        "containerKinds": {"containerKind": ["software"]},
        "licenseOptions": {"featureMap": {"mask": 7}, "userData": b"\x00\x01\xfe\xff"},
        "returnRule": never,
        "reactivationRule": never,
        "restoreRule": never,
        "itemParameters": {},
    }
)
item_state = admin.service.GetItem(itemNumber=item_number)

# --- The back office orders. It may send an order as often as it likes: the second time nothing happens.
order_number = f"{RUN}-4711"


def order_of(quantity, item, number=order_number):
    return {
        "orderNumber": number,
        "customer": {"customerId": "C-1", "name": "Jürgen Muster"},
        "orderLines": {"orderLine": [{"lineNumber": "10", "itemNumber": item, "quantity": quantity}]},
    }


order = sales.service.CreateOrder(order=order_of(2, item_number))
again = sales.service.CreateOrder(order=order_of(2, item_number))
order_state = sales.service.GetOrder(orderNumber=order_number)


# --- What is refused comes as a fault with a typed detail.
def refusal(request):
    try:
        request()
    except zeep.exceptions.Fault as fault:
        info = sales.wsdl.types.deserialize(fault.detail[0])
        # zeep reads an empty list element as None
        details = info.faultDetails.faultDetail if info.faultDetails else []
        details = [[detail.name, detail.value] for detail in details]
        return {"code": info.code, "field": info.field or "", "details": details}
    raise AssertionError("nothing was refused")


conflict = refusal(lambda: sales.service.CreateOrder(order=order_of(3, item_number)))
unknown_item = refusal(lambda: sales.service.CreateOrder(order=order_of(1, "NO-SUCH-ITEM", "X")))

# --- The buyer's machine: the runtime makes the container and its files, this program carries them.
# zeep takes off each wrapper that holds one element only: of the result, this is the list of tickets.
ticket = depot.service.GetTickets(ticketIds={"ticketId": [order.ticketId]}).ticketView[0]


def runtime(*args):
    return json.loads(subprocess.check_output([*os.environ["RUNTIME"].split(" "), *args]))


def new_context():
    runtime("context", "--firm", "6000010", "--out", f"{FOLDER}/context.odc")
    with open(f"{FOLDER}/context.odc", encoding="utf-8") as file:
        return file.read().strip()


serial = runtime("create", "--firm", "6000010", "--root", os.environ["ROOT"])["containerSerial"]
first_context = new_context()
payload = json.loads(first_context)["payload"]
facts = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
enrolled = depot.service.EnrollContainer(
    enrollment={
        "containerKind": "software",
        "firmCode": 6000010,
        "signingKey": json.dumps(facts["signingKey"]),
        "agreementKey": json.dumps(facts["agreementKey"]),
        "fingerprint": {
            "fingerprintPart": [
                {"name": part["name"], "partHash": part["hash"]} for part in facts["fingerprint"]["parts"]
            ]
        },
    }
)

# --- The ticket becomes a license in the container; the next context is the receipt.
activated = depot.service.ActivateLicenses(activation={"ticketId": order.ticketId, "contextFile": first_context})
continued = depot.service.ContinueTransfer(transferKey={"transferId": activated.transferId})
with open(f"{FOLDER}/update.odu", "w", encoding="utf-8") as file:
    file.write(activated.updateFile)
imported = runtime("import", f"{FOLDER}/update.odu")
confirmed = depot.service.ConfirmUpdate(confirmation={"contextFile": new_context()})
ticket_state = sales.service.GetTicket(ticketId=order.ticketId)
keys = depot.service.GetKeys(firmCode=6000010)

print(
    json.dumps(
        {
            "firm": [firm.outcome, firm.signingReady],
            "item": [item.outcome, item.versionNumber],
            "itemState": [
                item_state.item.name,
                item_state.item.productCode,
                item_state.item.licenseOptions.userData.hex(),
            ],
            "order": [order.outcome, order.licenseCount],
            "again": [again.outcome, again.ticketId == order.ticketId],
            "orderState": [
                order_state.customer.name,
                isinstance(order_state.createdAt, datetime.datetime),
                [license.state for license in order_state.licenseStates.licenseState],
            ],
            "conflict": conflict,
            "unknownItem": unknown_item,
            "ticket": [ticket.licenseCount, ticket.ticketLicenses.ticketLicense[0].nextActions.nextAction[0]],
            "enrolled": [enrolled.containerSerial == serial, json.loads(enrolled.templateFile)["protected"] != ""],
            "activated": [license.ok for license in activated.licenseResults.licenseResult],
            "continued": continued.updateFile == activated.updateFile,
            "imported": imported["steps"],
            "confirmed": [license.state for license in confirmed.confirmedLicenses.confirmedLicense],
            "ticketState": [license.state for license in ticket_state.licenseStates.licenseState],
            "keys": [keys.rootThumbprint, keys.firmCertificates.firmCertificate[0].state],
        }
    )
)
