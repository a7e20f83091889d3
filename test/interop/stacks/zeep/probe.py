"""Odd texts, gaps, dates and many lines with zeep; PROTOCOL.md says what is sent and printed."""

import datetime
import json
import os
import sys

import zeep

sys.path.insert(0, "examples/zeep")
from connect import connect, fault_info  # noqa: E402

RUN, FOLDER = os.environ["RUN"], os.environ["FOLDER"]
sales = connect("sales", "erp", os.environ["SECRET"])


def content_of(name):
    with open(f"{FOLDER}/{name}", encoding="utf-8") as file:
        return file.read()


def create(name, items, customer=None, **more):
    lines = [{"lineNumber": str(index + 1), "itemNumber": item, "quantity": 1} for index, item in enumerate(items)]
    return sales.service.CreateOrder(
        order={
            "orderNumber": f"{RUN}-{name}",
            "customer": {"customerId": "C-1", **(customer or {})},
            "orderLines": {"orderLine": lines},
            **more,
        }
    )


try:
    create("NONE", ["NO-SUCH-ITEM"])
    field = None
except zeep.exceptions.Fault as fault:
    field = fault_info(sales, fault).field

blanks = [{"name": "blanks", "value": "  between  "}]
create(
    "TEXT",
    ["CAD-RENDER"],
    {"name": content_of("name.txt"), "customerFields": {"customerField": blanks}},
    comment=content_of("comment.txt"),
)
text = sales.service.GetOrder(orderNumber=f"{RUN}-TEXT")

empty = [{"name": "empty", "value": ""}]
before = {"name": "Before", "email": "before@example.org", "customerFields": {"customerField": empty}}
create("GAPS", ["CAD-RENDER"], before, comment="Before")
first = sales.service.GetOrder(orderNumber=f"{RUN}-GAPS")
create("GAPS", ["CAD-RENDER"], {"name": "", "customerFields": {"customerField": []}})
second = sales.service.GetOrder(orderNumber=f"{RUN}-GAPS")
nobody = sales.service.FindLicenses(licenseQuery={"customerId": "NOBODY"}, pageSize=0)

license_id = create("DATE", ["CAD-FAIR"]).licenses.license[0].licenseId


def expiration():
    """In UTC; None: there is none."""
    instant = sales.service.GetLicense(licenseId=license_id).licenseState.expirationTime
    return instant and instant.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def extend(step, end):
    sales.service.ExtendLicenses(
        requestId=f"{RUN}-DATE-{step}",
        extension={"licenseIds": {"licenseId": [license_id]}, "expirationSet": {"endAt": end}},
    )
    return expiration()


east = datetime.timezone(datetime.timedelta(hours=2))
dates = {
    "read": expiration(),
    "utc": extend(1, datetime.datetime(2028, 1, 31, 23, 30, tzinfo=datetime.timezone.utc)),
    "offset": extend(2, datetime.datetime(2028, 3, 1, 1, 30, tzinfo=east)),
    "never": extend(3, datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.timezone.utc)),
}

many = create("200", ["CAD-RENDER"] * 200)
listed = many.licenses.license

# A catalogue entry by the administration: bytes and a number beyond 31 bits.
admin = connect("admin", "erp", os.environ["SECRET"])
never = {"policy": "never", "waitDays": 0, "maximumCount": 0, "periodDays": 0}
put = admin.service.PutItem(
    item={
        "itemNumber": f"{RUN}-ITEM",
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
item = admin.service.GetItem(itemNumber=f"{RUN}-ITEM").item



def count(client):
    return len(client.service._binding.all())


print(
    json.dumps(
        {
            "stack": f"zeep {zeep.__version__}",
            "generates": {"sales": count(sales), "depot": count(connect("depot")), "admin": count(admin)},
            "fault": {"field": field},
            "texts": {
                "name": text.customer.name,
                "comment": text.comment,
                "blanks": text.customer.customerFields.customerField[0].value,
            },
            "gaps": {
                "empty": first.customer.customerFields.customerField[0].value,
                "missing": second.customer.name,
                # zeep reads an empty list as None
                "rows": len(nobody.licenseStates.licenseState if nobody.licenseStates else []),
                "cursor": nobody.nextCursor,
            },
            "dates": dates,
            "lines": {
                "licenseCount": many.licenseCount,
                "listed": len(listed),
                "last": listed[-1].lineNumber,
                "lineCount": sales.service.GetOrder(orderNumber=f"{RUN}-200").lineCount,
            },
            "catalogue": {
                "outcome": put.outcome,
                "name": item.name,
                "productCode": item.productCode,
                "bytes": item.licenseOptions.userData.hex(),
            },
        }
    )
)
