"""What a new operation consists of, and where each part goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import check_names

from shopwright.contract.model import Operation

from .changes import Changes, Refusal
from .codes import MOST_LINES, Named, documented_constants
from .imports import add_import
from .operation_test import render_test, test_path
from .places import Place
from .python_code import WIDTH, join_parts, tuple_of, value_by_line
from .samples import has_reply, reply_module, reply_skeleton, request_module
from .template import fill

CALL = ("shopwright.platform.core.call", "Call")
REGISTER = ("shopwright.platform.core.registry", "operation")
UNBUILT = ("shopwright.wire.gateway_codes", "NOT_IMPLEMENTED")
FORM = ("shopwright.platform.core.multipart", "Form")

#: Names that keep their capitals in a sentence, besides abbreviations.
PROPER = frozenset({"TikTok", "Tokopedia", "Shop"})


def add_operation(changes: Changes, operation: Operation, place: Place, module: str | None) -> None:
    """Gather everything for a new operation: handler, codes, test and the guide's section."""
    path = handler_path(changes, operation, place, module)
    codes = documented_constants(changes, operation, place, Path(path).stem)
    add_handler(changes, operation, path, codes.values())
    changes.create(test_path(changes.root, operation, place), render_test(operation, codes))
    if changes.exists(place.guide):
        section = fill("operation/guide.md.jinja", operation=operation, title=operation.summary)
        changes.change(place.guide, f"{changes.read(place.guide).rstrip()}\n{section}")


def handler_path(changes: Changes, operation: Operation, place: Place, module: str | None) -> str:
    """The file of the handler: ``operations.py``, or a module of ``operations/`` that its ``__init__`` imports."""
    single, package = f"{place.path}/operations.py", f"{place.path}/operations/__init__.py"
    if changes.exists(single):
        if module is not None:
            raise Refusal(f"{place.folder} keeps its operations in one file: leave --module out")
        return single
    if not changes.exists(package):
        raise Refusal(f"{place.folder} has neither operations.py nor operations/: name its folder with --capability")
    module = module or operation.name
    if word := check_names.gerund(Path(f"{module}.py")):
        raise Refusal(f"'{word}' is no name for a file: name what it holds with --module")
    if len(f"from . import {module} as {module}") > WIDTH:
        raise Refusal(f"{module} is too long for a file's name: choose a shorter one with --module")
    changes.change(package, add_import(changes.read(package), ".", f"{module} as {module}"))
    return f"{place.path}/operations/{module}.py"


def add_handler(changes: Changes, operation: Operation, path: str, constants: Iterable[Named]) -> None:
    """Put the handler at the end of its module, with the imports that it needs."""
    text = changes.read(path) if changes.exists(path) else fill("operation/module.py.jinja", operation=operation)
    package = path.removeprefix("src/").removesuffix(".py").replace("/", ".").rpartition(".")[0]
    for home, name in (CALL, REGISTER, UNBUILT):
        text = add_import(text, home, name)
    for constant in constants:
        inside = constant.module.rpartition(".")[0] == package
        home = f".{constant.module.rpartition('.')[2]}" if inside else constant.module
        text = add_import(text, home, constant.name)
    body, text = body_type(operation, text)
    reply, text = reply_type(operation, text)
    names = [constant.name for constant in constants]
    text = text.rstrip("\n") + "\n\n\n" + render_handler(operation, names, body, reply)
    if text.count("\n") > MOST_LINES:
        raise Refusal(f"{path} would have more than {MOST_LINES} lines: split it first, or name a module with --module")
    changes.change(path, text)


def body_type(operation: Operation, text: str) -> tuple[str | None, str]:
    """The annotation of the body, if there is one, and the text with its import."""
    if operation.body is None:
        return None, text
    if operation.body.is_multipart:
        return FORM[1], add_import(text, *FORM)
    name = operation.body.schema
    return name, add_import(text, request_module(operation), name, for_types=True)


def reply_type(operation: Operation, text: str) -> tuple[str, str]:
    """The annotation of the reply's data, and the text with its import."""
    if not has_reply(operation):
        return "Mapping[str, object]", add_import(text, "collections.abc", "Mapping")
    return operation.reply, add_import(text, reply_module(operation), operation.reply, for_types=True)


def render_handler(operation: Operation, raises: list[str], body: str | None, reply: str) -> str:
    """The function, marked with its id, which says that it is not built until it is."""
    parameters = ["call: Call"]
    if body is not None:
        parameters.append(f"{'_' if body == 'Empty' else 'body'}: {body}")
    marks = [f'"{operation.id}"']
    if raises:
        used = len(f"@operation({marks[0]}, raises=)")
        marks.append(f"raises={tuple_of(raises, indent=0, used=used)}".replace("\n", "\n    "))
    return fill(
        "operation/handler.py.jinja",
        decorator=join_parts("@operation(", marks, ")"),
        signature=join_parts(f"def {operation.name}(", parameters, f") -> {reply}:"),
        sentence=sentence(operation),
        reply=value_by_line(reply_skeleton(operation), 4),
    )


def sentence(operation: Operation) -> str:
    """The summary as a sentence: abbreviations and names keep their capitals."""
    first, *rest = operation.summary.strip(" .").split()
    return " ".join([first, *map(_in_sentence, rest)]) + "."


def _in_sentence(word: str) -> str:
    return word if word in PROPER or re.search(r"[A-Z].*[A-Z]|\d", word) else word.lower()
