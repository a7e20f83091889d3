"""opendepot-py: the library by command line. Exit codes are those of opendepot-runtime."""

import argparse
import sys
from datetime import datetime, timezone

from . import (
    Depot,
    DepotRefusal,
    DepotUnreachable,
    Refusal,
    Runtime,
    create_container,
    derive_key,
    hidden_data,
    import_block_list,
    import_update,
    list_licenses,
    make_context,
    pin_firm,
    read_root,
    use_units,
    verify_license,
)
from .encoding import time_text
from .files import write_durably

DONE, FAILED, USAGE, REFUSED, DEPOT_REFUSED, UNREACHABLE, INVALID, UNKNOWN = range(8)


def main(arguments=None):
    options = _parser().parse_args(arguments)
    runtime = Runtime(options.dir)
    try:
        return options.command(runtime, options) or DONE
    except Refusal as refusal:
        print("%s: %s\n%s" % (refusal.code, refusal, refusal.advice), file=sys.stderr)
        if isinstance(refusal, DepotUnreachable):
            return UNREACHABLE
        return DEPOT_REFUSED if isinstance(refusal, DepotRefusal) else REFUSED
    except ValueError as error:
        print(error, file=sys.stderr)
        return USAGE
    except OSError as error:
        print(error, file=sys.stderr)
        return FAILED


def _root_in(path):
    return read_root(_read(path)) if path else None


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        print("The file %s cannot be read: %s" % (path, error), file=sys.stderr)
        raise SystemExit(USAGE) from error


def _create(runtime, options):
    root = _root_in(options.root)
    serial = options.serial
    if serial:
        pin_firm(runtime, serial, options.firm, root, options.test)
    else:
        serial = create_container(runtime, options.firm, root, options.test)
    print("Container %s serves firm code %d." % (serial, options.firm))


def _context(runtime, options):
    serial = runtime.find(options.firm, options.serial)
    write_durably(options.out, make_context(runtime, serial, options.firm) + "\n")
    print("Wrote %s." % options.out)


def _activate(runtime, options):
    depot = Depot(runtime, options.depot, print)
    parameters = dict(parameter.split("=", 1) for parameter in options.parameter)
    return _report(
        depot.activate(
            options.ticket,
            options.firm,
            _root_in(options.root),
            options.serial,
            options.license,
            options.all,
            parameters,
            options.test,
        )
    )


def _report(results):
    for result in results:
        words = "%s: done." % result.license_id if result.ok else "%s failed: %s %s" % (result.license_id, result.code, result.text)
        print("License " + words)
    return DONE if all(result.ok for result in results) else DEPOT_REFUSED


def _import(runtime, options):
    imported = import_update(runtime, _read(options.file))
    print("Update %s for container %s: %d steps done." % (imported.transfer_id, imported.serial, imported.steps))


def _block_list(runtime, options):
    is_news = import_block_list(runtime, _read(options.file))
    print("The block list counts from now on." if is_news else "A block list is here that is as new.")


def _key(runtime, options):
    print(derive_key(runtime, options.firm, options.license[0], options.type, options.label, serial=options.serial).hex())


def _confirm(runtime, options):
    Depot(runtime, options.depot).confirm(options.firm, options.serial)


def _auto_update(runtime, options):
    print("Up to date: %d steps done." % Depot(runtime, options.depot, print).auto_update(options.firm, options.serial))


def _return(runtime, options):
    if options.all == bool(options.license):
        print("Name licenses, or say --all.", file=sys.stderr)
        return USAGE
    return _report(Depot(runtime, options.depot, print).return_licenses(options.firm, options.license, options.serial))


def _list(runtime, _options):
    for serial, found in list_licenses(runtime):
        if isinstance(found, Refusal):
            print("%s  %s" % (serial, found))
            continue
        terms = "no end" if found.expires_at is None else "until " + time_text(found.expires_at)
        terms += "" if found.units_left is None else ", %d units left" % found.units_left
        terms += "" if found.rides_on is None else ", a module"
        facts = (serial, found.firm_code, found.license_id, found.item_number, found.product_code, terms, found.name)
        print("%s  firm code %d  license %s  %s  product %d  %s  %s" % facts)


def _verify(runtime, options):
    verdict = verify_license(runtime, options.firm, options.product, _root_in(options.root), options.features, options.released)
    if verdict.verdict == "valid":
        license = verdict.license
        print("valid: %s, license %s in container %s" % (license.name, license.license_id, license.serial))
        return DONE
    print("%s: %s. %s" % (verdict.verdict, verdict.reason, verdict.text))
    return INVALID if verdict.verdict == "invalid" else UNKNOWN


def _use(runtime, options):
    print("%d units left." % use_units(runtime, options.firm, options.license[0], options.units, options.serial))


def _hidden(runtime, options):
    data = hidden_data(runtime, options.firm, options.license[0], options.type, options.access_code, options.serial)
    sys.stdout.buffer.write(data)


def _whole_number(text):
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError("it has to be a whole number")
    return int(text)


def _pair(text):
    if text.find("=") < 1:
        raise argparse.ArgumentTypeError("it has to be NAME=VALUE")
    return text


def _day(text):
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc)


_OPTIONS = {
    "--firm": {"type": _whole_number, "metavar": "CODE", "help": "firm code"},
    "--root": {"metavar": "FILE", "help": "root key of the firm (root.jwk)"},
    "--depot": {"metavar": "URL", "help": "Depot Interface"},
    "--serial": {"help": "container, if several serve the firm code"},
    "--out": {"metavar": "FILE", "help": "where to write it (.odc)"},
    "--ticket": {},
    "--license": {"action": "append", "metavar": "ID", "help": "this license (repeatable)"},
    "--all": {"action": "store_true", "help": "all licenses"},
    "--parameter": {"action": "append", "default": [], "type": _pair, "metavar": "NAME=VALUE"},
    "--test": {"action": "store_true", "help": "take files of a test installation"},
    "--product": {"type": _whole_number, "metavar": "CODE", "help": "product code"},
    "--features": {"type": _whole_number, "default": 0, "metavar": "MASK", "help": "bits that the program needs"},
    "--released": {"type": _day, "metavar": "DATE", "help": "release date of the program"},
    "--units": {"type": _whole_number, "metavar": "N"},
    "--type": {"type": _whole_number, "metavar": "N"},
    "--label": {"metavar": "TEXT", "help": "what the key is for"},
    "--access-code": {"type": _whole_number, "metavar": "N"},
}

_COMMANDS = {
    "create": (_create, "make a container, or add a firm to one", "--firm! --root! --serial --test"),
    "context": (_context, "write a context: request and receipt", "--firm! --out! --serial"),
    "activate": (
        _activate,
        "redeem a ticket online",
        "--depot! --ticket! --firm --root --serial --license --all --parameter --test",
    ),
    "import": (_import, "import an update (.odu)", ""),
    "block-list": (_block_list, "import a block list (.odb)", ""),
    "confirm": (_confirm, "send the receipt", "--depot! --firm! --serial"),
    "auto-update": (_auto_update, "fetch what waits, without a ticket", "--depot! --firm! --serial"),
    "return": (_return, "give licenses back", "--depot! --firm! --license --all --serial"),
    "list": (_list, "list licenses", ""),
    "verify": (_verify, "exit code 0 valid, 6 not, 7 unknown", "--firm! --product! --root --features --released"),
    "use": (_use, "take units", "--firm! --license! --units! --serial"),
    "key": (_key, "derive a key from secret data", "--firm! --license! --type! --label! --serial"),
    "hidden": (_hidden, "read hidden data", "--firm! --license! --type! --access-code --serial"),
}


def _parser():
    parser = argparse.ArgumentParser("opendepot-py", description="Keeps the licenses of this machine.")
    parser.add_argument("--dir", metavar="FOLDER", help="folder of the containers (OPENDEPOT_CONTAINERS)")
    commands = parser.add_subparsers(required=True)
    for name, (run, about, options) in _COMMANDS.items():
        command = commands.add_parser(name, help=about)
        command.set_defaults(command=run)
        for option in options.split():
            word = option.rstrip("!")
            command.add_argument(word, required=option != word, **_OPTIONS[word])
        if name in ("import", "block-list"):
            command.add_argument("file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
