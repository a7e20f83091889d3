"""Why something is refused: what is wrong, and what to do next, for the person in front of the machine."""

_RULES = {
    "malformed": ("FILE_DAMAGED", "Get the file once more; it may have been cut off or changed on its way."),
    "unsupported": ("FILE_DAMAGED", "Check that it is the right file; if it is, update the runtime."),
    "signature": ("FILE_DAMAGED", "Do not use it. Get the file once more, straight from the Depot."),
    "sealed": ("FILE_DAMAGED", "Get the file once more."),
    "otherRoot": ("OTHER_ROOT", "It does not come from the vendor whom this container trusts. Do not use it."),
    "otherFirm": ("OTHER_FIRM", "It does not come from the vendor of this firm code. Do not use it."),
    "certificateTime": ("CERTIFICATE_TIME", "Ask the vendor; their signing key needs a new certificate."),
}


class Refusal(Exception):
    """The runtime refuses; `code` is for programs, the text and `advice` for people."""

    def __init__(self, code, text, advice):
        super().__init__(text)
        self.code = code
        self.advice = advice


class FileRefusal(Refusal):
    """A file breaks a rule of docs/formats.md."""

    def __init__(self, rule, why):
        code, advice = _RULES[rule]
        super().__init__(code, "The file is refused: %s." % why, advice)


class DepotRefusal(Refusal):
    """The Depot answered with a fault: its code, and its further facts by name."""

    def __init__(self, operation, fault, text, wait_until, details):
        lines = ["The Depot refuses %s: %s" % (operation, text)]
        lines += ["  %s: %s" % fact for fact in list(details.items())[:10]]
        wait = " Come again at %s." % wait_until if wait_until else ""
        super().__init__("DEPOT_REFUSED", "\n".join(lines), "Fault code %s.%s" % (fault, wait))
        self.fault = fault
        self.wait_until = wait_until
        self.details = details


class DepotUnreachable(Refusal):
    """The Depot cannot be reached now; the same call may be repeated at any time."""

    def __init__(self, url, operation, why):
        super().__init__(
            "DEPOT_UNREACHABLE",
            "The Depot at %s does not answer %s: %s" % (url, operation, why),
            "Check the address and the network and try again; nothing is lost, the same call gives the same update.",
        )


def refuse(rule, why):
    raise FileRefusal(rule, why)
