"""Talks with a Depot: activation, updates, returns."""

from collections import namedtuple

from .canonical import parse_object, write_json
from .contact import Contact
from .containers import create_container, discard_firm, machine_fingerprint, pin_firm
from .errors import DepotRefusal, Refusal
from .keys import read_root
from .runtime import accept_epoch, agreement_key_of, find_license, firm_in, note_signed_time, root_of, signing_key_of
from .shape import Place
from .soap import call_depot, child_of, children_of, text_of
from .update import read_template

Result = namedtuple("Result", "license_id ok code text")

_OVER = ("Withdrawn", "Replaced", "Blocked")


class Depot(Contact):
    """What a container does with a Depot. Everything is safe to repeat after any failure."""

    def auto_update(self, firm_code, serial=None):
        """Fetches and imports everything that waits for a container, without a ticket; gives the steps that were done."""
        serial = self.runtime.find(firm_code, serial)
        done = 0
        while True:
            answer = self._send("AutoUpdate", lambda file: [("updateWish", [("contextFile", file)])], serial, firm_code)
            steps = self._import(answer)
            # One that brings nothing new to this container would be given for ever.
            if steps == 0:
                return done
            done += steps

    def return_licenses(self, firm_code, license_ids=None, serial=None):
        """Gives licenses back, so that they can be collected again; all of the container without `license_ids`."""
        serial = self.runtime.find(firm_code, serial)

        def request(file):
            selection = "all" if license_ids is None else None
            return [("licenseReturn", [_id_list(license_ids), ("selection", selection), ("contextFile", file)])]

        answer = self._send("ReturnLicenses", request, serial, firm_code)
        if self._import(answer) > 0:
            self.confirm(firm_code, serial)
        return _results_of(answer)

    def activate(
        self, ticket, firm_code=None, root=None, serial=None, license_ids=None, all=False, parameters=None, is_test=False
    ):
        """
        Redeems a ticket: makes a container if there is none, sends its context, imports the update and sends the receipt; so for
        each firm code of the ticket. `root` is the root as the vendor hands it out; else the Depot is trusted at the first use.
        """
        codes, is_inseparable = ([firm_code], False) if firm_code else self._needs_of(ticket, license_ids)
        home, is_together = serial, is_inseparable or serial is not None
        results = []
        for code in codes:
            chosen = self._choose(code, root, is_test, home, is_together)
            home = home or chosen
            asked = license_ids if firm_code else None
            results += self._activate_in(chosen, code, ticket, license_ids, all, parameters, asked or ())
        return results

    def _needs_of(self, ticket, license_ids):
        """Firm codes of the ticket, or of these licenses of it; and whether all go into one container."""
        answer = call_depot(self.url, "GetTickets", [("ticketIds", [("ticketId", ticket)])])
        view = child_of(child_of(answer, "ticketViews"), "ticketView")
        shown = children_of(child_of(view, "ticketLicenses"), "ticketLicense")
        live = [license for license in shown if text_of(license, "state") not in _OVER]
        wanted = [license for license in live if text_of(license, "licenseId") in (license_ids or ())]
        is_inseparable = text_of(view, "inseparable") == "yes"
        # An inseparable ticket goes as a whole; and of a long one the Depot shows only the first licenses.
        is_all = is_inseparable or not license_ids or len(wanted) < len(license_ids)
        codes = {int(text_of(license, "firmCode")) for license in ((live or shown) if is_all else wanted)}
        if not codes:
            raise Refusal("LICENSE_MISSING", "There are no licenses on this ticket.", "Ask the vendor.")
        return sorted(codes), is_inseparable

    def _choose(self, firm_code, root, is_test, home, is_together):
        """The home of the ticket, else the only container that serves the firm code, else a new one."""
        found, refusals = self.runtime.serving(firm_code)
        is_home = home is not None and (is_together or not found or home in found)
        if (home not in found) if is_home else not (found or refusals):
            return self._introduce(firm_code, root, is_test, home if is_home else None)
        serial = home if is_home else self.runtime.find(firm_code)
        if root is not None:
            pin_firm(self.runtime, serial, firm_code, root, is_test)
        self.progress("Using container %s." % serial)
        return serial

    def _introduce(self, firm_code, root, is_test, present):
        """Introduces a firm to this machine. If that fails, what was made for it is gone again: nobody has seen it yet."""
        root = root or self.fetch_root(firm_code)
        serial = present
        if present is None:
            serial = create_container(self.runtime, firm_code, root, is_test)
            self.progress("Created container %s on this machine." % serial)
        elif pin_firm(self.runtime, serial, firm_code, root, is_test):
            self.progress("Container %s serves firm code %d from now on." % (serial, firm_code))
        try:
            self.enroll(serial, firm_code)
        except Exception:
            discard_firm(self.runtime, serial, firm_code)
            raise
        return serial

    def fetch_root(self, firm_code):
        """Takes the root from the Depot: trust on first use, so the user sees what to compare."""
        key = text_of(call_depot(self.url, "GetKeys", [("firmCode", str(firm_code))]), "rootKey")
        root = read_root(Place(parse_object(key, "root key"), "root key"))
        text = "Trusting the root of firm code %d from the Depot: compare %s with the vendor's."
        self.progress(text % (firm_code, root.thumbprint))
        return root

    def enroll(self, serial, firm_code):
        """Introduces a container to the Depot, checks by the template that both see it alike, and confirms the clock."""
        state = self.runtime.read(serial)
        firm = firm_in(state, firm_code)
        root = root_of(firm)
        fingerprint = machine_fingerprint(self.runtime, state, root)
        parts = [("fingerprintPart", [("name", p["name"]), ("partHash", p["hash"])]) for p in fingerprint["parts"]]
        enrollment = [
            ("containerKind", "software"),
            ("firmCode", str(firm_code)),
            ("signingKey", write_json(signing_key_of(state).public.jwk)),
            ("agreementKey", write_json(agreement_key_of(state).public.jwk)),
            ("fingerprint", parts),
            ("bindingScheme", fingerprint["scheme"]),
        ]
        answer = call_depot(self.url, "EnrollContainer", [("enrollment", enrollment)])
        template = read_template(text_of(answer, "templateFile"), root)
        answered = text_of(answer, "containerSerial")
        if answered != serial or template.serial not in (None, serial) or template.firm_code != firm_code:
            text = "The Depot enrolled %s instead of %s." % (answered, serial)
            raise Refusal("OTHER_CONTAINER", text, "Ask the vendor: their Depot does not work as described.")
        if template.is_test and not firm["test"]:
            text = "The Depot is a test installation, and this is a production container."
            advice = "Use the Depot of the production installation, or a container for tests."
            raise Refusal("TEST_FILE", text, advice)
        now = self.runtime.now()

        def note(current):
            has_begun = accept_epoch(firm_in(current, firm_code), template.epoch, "template")
            return note_signed_time(current, firm_in(current, firm_code), template.issued_at, now) or has_begun

        self.runtime.change(serial, note)
        self.progress("Enrolled with %s." % (template.firm_name or "firm code %d" % firm_code))

    def _activate_in(self, serial, firm_code, ticket, license_ids, all, parameters, asked):
        """Asks, imports and sends the receipt. What was done before, and only its receipt was lost, is no failure."""

        def request(file):
            values = [("parameter", [("name", name), ("value", value)]) for name, value in (parameters or {}).items()]
            words = [("ticketId", ticket), _id_list(license_ids), ("selection", "all" if all else None)]
            return [("activation", words + [("contextFile", file), ("parameters", values or None)])]

        try:
            answer = self._send("ActivateLicenses", request, serial, firm_code)
            self._import(answer)
            results, is_repeat = _results_of(answer), False
        except DepotRefusal as refusal:
            if refusal.fault != "NOTHING_TO_DO":
                raise
            results, is_repeat, failure = _results_in(refusal.details), True, refusal
        held = firm_in(self.runtime.read(serial), firm_code)["licenses"]
        own = [own for own in (_own_result(result, held, asked) for result in results) if own is not None]
        if is_repeat and not any(result.ok for result in own):
            raise failure
        self.confirm(firm_code, serial)
        self.progress("Sent the receipt.")
        return own

def _id_list(license_ids):
    return "licenseIds", [("licenseId", license_id) for license_id in license_ids] if license_ids else None


def _results_of(answer):
    found = children_of(child_of(answer, "licenseResults"), "licenseResult")
    return [
        Result(text_of(one, "licenseId"), text_of(one, "ok") in ("true", "1"), text_of(one, "code"), text_of(one, "text"))
        for one in found
    ]


def _results_in(details):
    """Of an activation that was done before the fault says why each license stays where it is."""
    for name, reason in details.items():
        code, colon, text = reason.partition(": ")
        if name.startswith("license[") and name.endswith("]") and colon:
            yield Result(name[8:-1], False, code, text)


def _own_result(result, held, asked):
    """None for a license that has a turn of its own under another firm code; done, if the container holds it already."""
    if result.code == "NOTHING_TO_DO" and find_license(held, result.license_id) is not None:
        return Result(result.license_id, True, "", "")
    is_of_others = result.code in ("FIRM_CODE_OTHER", "NOTHING_TO_DO")
    return None if is_of_others and result.license_id not in asked else result
