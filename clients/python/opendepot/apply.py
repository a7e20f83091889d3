"""What an update does to what a container holds (docs/formats.md section 10)."""

from .encoding import from_base64url, sha256, to_base64url
from .errors import Refusal
from .runtime import find_license
from .update import next_digest

_KEPT_UPDATES = 20


def summary(license):
    return {name: license[name] for name in ("licenseId", "generation", "consumed")}


def apply_update(firm, update, file):
    """Applies a verified update: the steps that were done, and whether anything changed. All or a refusal."""
    counter, begin = firm["counter"], update.steps[0]["from"]
    if begin > counter:
        text = "The update continues from step %d, but the container has done %d: an update in between is missing."
        advice = "Import that one first, or send a new context to the Depot and import what comes back."
        raise Refusal("UPDATE_MISSING", text % (begin, counter), advice)
    if any(step["to"] == counter and step["digest"] != firm["digest"] for step in update.steps):
        raise _history_differs(firm)
    to_do = [step for step in update.steps if step["to"] > counter]
    file_id = to_base64url(sha256(file.encode("utf-8", "surrogatepass")))
    for step in to_do:
        _apply_step(firm, step, file_id)
    if to_do:
        _keep(firm, update, file, file_id)
    # An update begins where the firm has its last receipt: what was removed before that, the firm knows.
    removed = [removal for removal in firm["removed"] if removal["from"] >= begin]
    has_news = bool(to_do) or len(removed) < len(firm["removed"])
    firm["removed"] = removed
    return len(to_do), has_news


def _apply_step(firm, step, brought_by):
    digest = to_base64url(next_digest(from_base64url(firm["digest"], "digest"), step))
    if digest != step["digest"]:
        raise _history_differs(firm)
    for action in step["actions"]:
        if "put" in action:
            _apply_put(firm, action["put"], brought_by)
        else:
            _apply_removal(firm, action["remove"]["licenseId"], step["from"])
    firm["counter"], firm["digest"] = step["to"], digest


def _apply_put(firm, put, brought_by):
    license_id = put["licenseId"]
    present, removal = find_license(firm["licenses"], license_id), find_license(firm["removed"], license_id)
    counts = [put.get("consumed", "0")] + [before["consumed"] for before in (present, removal) if before]
    license = {name: put[name] for name in ("licenseId", "generation", "options", "sealed") if name in put}
    license.update(consumed=str(max(map(int, counts))), broughtBy=brought_by)
    if present and present["generation"] == put["generation"] and "firstUsedAt" in present:
        license["firstUsedAt"] = present["firstUsedAt"]
    # A user's own copy of the user data stays as long as the vendor's is the same.
    if present and "ownUserData" in present and present["options"].get("userData") == put["options"].get("userData"):
        license["ownUserData"] = present["ownUserData"]
    firm["licenses"] = _without(firm["licenses"], license_id) + [license]
    firm["removed"] = _without(firm["removed"], license_id)


def _apply_removal(firm, license_id, begin):
    """Its last `consumed` stays, since units may have been used after the last context."""
    present = find_license(firm["licenses"], license_id)
    if present is None:
        return
    firm["licenses"] = _without(firm["licenses"], license_id)
    firm["removed"] = _without(firm["removed"], license_id) + [{**summary(present), "from": begin}]


def _without(licenses, license_id):
    return [license for license in licenses if license["licenseId"] != license_id]


def _keep(firm, update, file, file_id):
    """Keeps the file, the last ones before it, and those that brought what is held."""
    kept = firm["updates"] + [{"id": file_id, "transferId": update.transfer_id, "to": firm["counter"], "file": file}]
    proofs = {license["broughtBy"] for license in firm["licenses"]}
    old = len(kept) - _KEPT_UPDATES
    firm["updates"] = [entry for index, entry in enumerate(kept) if index >= old or entry["id"] in proofs]


def _history_differs(firm):
    text = "The update does not fit the history of this container at step %d; nothing was changed." % firm["counter"]
    advice = "Send a new context to the Depot; if that does not help, the support of the vendor has to look at it."
    return Refusal("HISTORY_DIFFERS", text, advice)
