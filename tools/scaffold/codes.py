"""The error codes that an operation's documentation lists, as named constants; those that are missing are added."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shopwright.contract.model import Operation
from shopwright.wire import gateway_codes
from shopwright.wire.errors import ErrorCode

from .capability_list import add_module
from .changes import Changes, Refusal
from .imports import add_import
from .places import CAPABILITIES as LIST
from .places import PLATFORM, Place, capability_names
from .python_code import WIDTH, quote
from .template import fill

MEANINGS = "tools/error_meanings"
MOST_LINES = 400
MOST_WORDS = 5

#: Words that a constant's name does without.
SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been by can could did do does for from had has have in into is it its may of on one or "
        "own reason that the their there these this to was were which will with would yet your",
    )
)


@dataclass(frozen=True)
class Named:
    """A constant, the module that defines it, and its texts."""

    module: str
    name: str
    code: int
    message: str
    remedy: str


def documented_constants(changes: Changes, operation: Operation, place: Place, subject: str) -> dict[int, Named]:
    """The constants of the operation's documented codes, by code; adds those that no module has.

    ``subject`` names the new module of codes where ``errors.py`` would grow too long. Codes of the gateway are left
    out: any call can meet them.
    """
    general = {value.code for value in vars(gateway_codes).values() if isinstance(value, ErrorCode)}
    codes = sorted({int(code) for code in operation.documented_codes} - general)
    usable = usable_capabilities(place.capability, changes)
    known = {constant.code: constant for constant in _constants_of(changes, usable)}
    known |= {constant.code: constant for constant in _constants_of(changes, {place.capability})}
    if fresh := [code for code in codes if code not in known]:
        known |= _added(changes, fresh, place, subject)
    return {code: known[code] for code in codes}


def _constants_of(changes: Changes, capabilities: Iterable[str]) -> Iterator[Named]:
    """The named codes of capabilities, those read last standing nearest to the capability itself."""
    for capability in sorted(capabilities):
        for path in changes.files(f"{PLATFORM}/{capability}", "errors.py"):
            yield from read_constants(path, changes.read(path))


def read_constants(path: str, text: str) -> Iterator[Named]:
    """The constants of a module: ``NAME = ErrorCode(code, message, remedy=...)``."""
    module = path.removeprefix("src/").removesuffix(".py").replace("/", ".")
    texts: dict[str, str] = {}
    for node in ast.parse(text).body:
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            continue
        name, value = node.targets[0].id, node.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            texts[name] = value.value
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "ErrorCode":
            code, message = (_constant(part, texts) for part in value.args[:2])
            remedy = next((_constant(word.value, texts) for word in value.keywords if word.arg == "remedy"), "")
            yield Named(module, name, int(code), message, remedy)


def _constant(node: ast.expr, texts: Mapping[str, str]) -> str:
    if isinstance(node, ast.Name):
        return texts.get(node.id, "")
    return str(node.value) if isinstance(node, ast.Constant) else ""


def usable_capabilities(capability: str, changes: Changes) -> set[str]:
    """The capability itself and those in the layers below it, by the contract in ``pyproject.toml``."""
    layers = platform_layers(changes.read("pyproject.toml"))
    number = next((number for number, layer in enumerate(layers) if capability in layer), len(layers))
    return {capability, *(name for layer in layers[number + 1 :] for name in layer)}


def platform_layers(pyproject: str) -> list[set[str]]:
    """The capabilities layer by layer, the highest first."""
    contract = pyproject.partition('containers = ["shopwright.platform"]')[2].partition("]")[0]
    return [set(re.split(r" [|:] ", layer)) for layer in re.findall(r'"([^"]+)"', contract)]


def _added(changes: Changes, codes: list[int], place: Place, subject: str) -> dict[int, Named]:
    """Write constants for codes into the capability's errors, and take their texts out of the list of meanings."""
    path, module = f"{place.path}/errors.py", "errors"
    taken = set(re.findall(r"^([A-Z_0-9]+) =", changes.read(path), re.MULTILINE)) if changes.exists(path) else set()
    rows = {code: _take_meaning(changes, code) for code in codes}
    names = dict(_names(rows, taken))
    constants = "".join(render_constant(names[code], code, *rows[code]) for code in codes)
    if changes.exists(path) and (changes.read(path) + constants).count("\n") > MOST_LINES:
        path, module = f"{place.path}/{subject}_errors.py", f"{subject}_errors"
    if changes.exists(path):
        text = add_import(changes.read(path), "shopwright.wire.errors", "ErrorCode")
        gap = "\n" if taken else "\n\n"
        changes.change(path, f"{text.rstrip()}{gap}{constants}")
    else:
        subject = place.label if module == "errors" else subject
        changes.create(path, fill("operation/errors.py.jinja", subject=subject.replace("_", " "), constants=constants))
    package = f".{place.folder}" if "/" not in place.folder else place.package
    name = f"{place.label}_errors" if module == "errors" else module
    changes.change(LIST, add_module(changes.read(LIST), place.capability, "errors", package, module, name))
    return {code: Named(f"{place.package}.{module}", names[code], code, *rows[code]) for code in codes}


def _take_meaning(changes: Changes, code: int) -> tuple[str, str]:
    """A code's meaning and remedy from the list of meanings, where the line then keeps the cause alone."""
    for source in sorted((changes.root / MEANINGS).glob("*.txt")):
        path = str(source.relative_to(changes.root))
        text = changes.read(path)
        line = next((line for line in text.splitlines() if line.partition("|")[0].strip() == str(code)), None)
        if line is not None:
            _, meaning, cause, remedy = [*(part.strip() for part in line.split("|")), "", "", ""][:4]
            if meaning:
                changes.change(path, text.replace(f"{line}\n", f"{code} | | {cause} |\n" if cause else f"{code}\n"))
                return meaning, remedy
            return _text_elsewhere(changes, code)
    raise Refusal(f"{code} has no line in {MEANINGS}: write what it means there first")


def _text_elsewhere(changes: Changes, code: int) -> tuple[str, str]:
    """The texts of a constant that the capability may not import."""
    for constant in _constants_of(changes, capability_names(changes)):
        if constant.code == code:
            return constant.message, constant.remedy
    raise Refusal(f"{code} has neither a meaning in {MEANINGS} nor a constant")


def _names(rows: dict[int, tuple[str, str]], taken: Iterable[str]) -> Iterator[tuple[int, str]]:
    names = set(taken)
    for code, (meaning, _) in rows.items():
        name = constant_name(meaning)
        name = name if name not in names else f"{name}_{code}"
        names.add(name)
        yield code, name


def constant_name(meaning: str) -> str:
    """A name for a constant, from the words of what it means."""
    first = meaning.partition(".")[0].lower().replace("'s ", " ")
    words = [word for word in re.findall(r"[a-z0-9]+", first) if word not in SMALL]
    name = "_".join(words[:MOST_WORDS]).upper() or "REFUSED"
    return name if name[0].isalpha() else f"CODE_{name}"


def render_constant(name: str, code: int, message: str, remedy: str) -> str:
    """``NAME = ErrorCode(...)``."""
    line = f"{name} = ErrorCode({code}, {quote(message, indent=0)}, remedy={quote(remedy, indent=0)})"
    if "\n" not in line and len(line) <= WIDTH:
        return f"{line}\n"
    parts = (str(code), quote(message, indent=4), f"remedy={quote(remedy, indent=4, used=7)}")
    return f"{name} = ErrorCode(\n" + "".join(f"    {part},\n" for part in parts) + ")\n"
