"""Runs errands of a container: a fresh context, what the Depot asks for first, and what it answers."""

from .containers import import_update, make_context, skip_contexts
from .encoding import read_int64
from .errors import DepotRefusal
from .runtime import firm_in
from .soap import call_depot, child_of, children_of, text_of

# A request is at most 1 MiB; the context and the envelope need their room.
_MOST_PROOF = 700000


def _silent(_sentence):
    pass


class Contact:
    """A Depot Interface, for example at `https://depot.example.com/soap/depot`; `progress` is told what happens."""

    def __init__(self, runtime, url, progress=_silent):
        self.runtime = runtime
        self.url = url
        self.progress = progress

    def confirm(self, firm_code, serial=None):
        """Sends the receipt for everything that was imported."""
        self._send("ConfirmUpdate", _receipt(), self.runtime.find(firm_code, serial), firm_code)

    def _send(self, operation, request, serial, firm_code, done=()):
        """Runs an errand with a fresh context, and does what the Depot asks for first, each thing once."""
        try:
            file = make_context(self.runtime, serial, firm_code)
            return call_depot(self.url, operation, request(file))
        except DepotRefusal as refusal:
            remedies = {"CONTEXT_STALE": self._count_on, "NEED_PROOF": self._prove, "TRANSFER_OPEN": self._catch_up}
            remedy = None if refusal.fault in done else remedies.get(refusal.fault)
            done = (*done, refusal.fault)
            if remedy is None or not remedy(serial, firm_code, refusal, done):
                raise
        return self._send(operation, request, serial, firm_code, done)

    def _count_on(self, serial, firm_code, refusal, _done):
        """The Depot has seen a newer context, because an older state was put back, say: go on after that one."""
        last = read_int64(refusal.details.get("lastContextSeq"))
        return last is not None and skip_contexts(self.runtime, serial, firm_code, last)

    def _prove(self, serial, firm_code, _refusal, done):
        """The Depot was put back to an older state: shows it the updates that it has signed, the newest first."""
        files, characters = [], 0
        for kept in reversed(firm_in(self.runtime.read(serial), firm_code)["updates"]):
            characters += len(kept["file"])
            if characters > _MOST_PROOF:
                break
            files.append(("proofFile", kept["file"]))
        if not files:
            return False
        self.progress("The Depot asks for proof of what it issued: sending %d kept updates." % len(files))
        self._send("ConfirmUpdate", _receipt(files), serial, firm_code, done)
        return True

    def _catch_up(self, serial, firm_code, _refusal, done):
        """Fetches and imports what the container lacks, if the Depot has anything."""
        self.progress("The Depot asks to import open updates first.")
        try:
            self._import(
                self._send(
                    "ContinueTransfer", lambda file: [("transferKey", [("contextFile", file)])], serial, firm_code, done
                )
            )
        except DepotRefusal as refusal:
            if refusal.fault != "TRANSFER_UNKNOWN":
                raise
        return True

    def _import(self, answer):
        """Imports the update of an answer, if there is one; gives its steps."""
        file = text_of(answer, "updateFile")
        if file == "":
            return 0
        imported = import_update(self.runtime, file)
        self.progress("Imported update %s: %d step%s." % (imported.transfer_id, imported.steps, "s"[imported.steps == 1 :]))
        for change in children_of(child_of(answer, "vendorChanges"), "vendorChange"):
            words = (text_of(change, "actionKind"), text_of(change, "licenseId"))
            self.progress("The vendor has decided: %s license %s." % words)
        return imported.steps


def _receipt(files=()):
    proof = ("proofFiles", list(files) or None)
    return lambda file: [("confirmation", [("contextFile", file), proof])]
