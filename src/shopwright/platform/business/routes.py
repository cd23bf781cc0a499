"""What the Business door answers: each path with its fields and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from msgspec import Struct

from shopwright.contract.model import Effect, Entity, Operation
from shopwright.platform.accounts.advertisers import audience_owner
from shopwright.platform.audiences.manage import (
    create_audience,
    delete_audiences,
    find_audience,
    rows_in_file,
    take_file,
    update_audience,
)
from shopwright.platform.audiences.store import Audiences
from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Part
from shopwright.wire.business.fields import (
    ADVERTISER,
    UPLOAD_FIELDS,
    Field,
    Values,
    is_boolean,
    is_integer,
    is_list,
    is_one_of,
    is_text,
)
from shopwright.wire.business.files import audience_rules
from shopwright.wire.business.paths import AUDIENCES, ROOT, UPLOAD_PATH
from shopwright.wire.business.refusals import refuse

from .presenter import details_of, history_of, row_of, text_time

READ_PATH = f"{ROOT}shopwright/file/get/"
Data = Mapping[str, object]

_RULES = audience_rules()
_NAME = f"a name of up to {_RULES.longest_name} characters"
_PATHS = f"a list of 1 to {_RULES.most_files_at_once} paths of uploaded files"
_IDS = f"a list of 1 to {_RULES.most_ids_at_once} ids of audiences"
_SUB_TYPES = " or ".join(_RULES.sub_types)
_MOST_PAGE, _DEFAULT_PAGE = 100, 10

_CREATE_FIELDS = (
    ADVERTISER,
    Field("custom_audience_name", _NAME, is_text(_RULES.longest_name)),
    Field("file_paths", _PATHS, is_list(_RULES.most_files_at_once)),
    Field("calculate_type", "one of " + ", ".join(_RULES.calculate_types), is_one_of(list(_RULES.calculate_types))),
    Field(
        "retention_in_days",
        f"1 to {_RULES.longest_retention_days} days",
        is_integer(1, _RULES.longest_retention_days),
        required=False,
    ),
    Field("audience_sub_type", _SUB_TYPES, is_one_of(_RULES.sub_types), required=False),
    Field("audience_enhancement", "true or false", is_boolean, required=False),
)
_UPDATE_FIELDS = (
    ADVERTISER,
    Field("custom_audience_id", "the id of an audience", is_text(40)),
    Field("custom_audience_name", _NAME, is_text(_RULES.longest_name), required=False),
    Field("file_paths", _PATHS, is_list(_RULES.most_files_at_once), required=False),
    Field("action", "APPEND, REMOVE or REPLACE", is_one_of(("APPEND", "REMOVE", "REPLACE")), required=False),
    Field("audience_sub_type", _SUB_TYPES, is_one_of(_RULES.sub_types), required=False),
    Field("audience_enhancement", "true or false", is_boolean, required=False),
)
_LIST_FIELDS = (
    ADVERTISER,
    Field("custom_audience_ids", _IDS, is_list(_RULES.most_ids_at_once), required=False),
    Field("page", "a page from 1", is_integer(1, 10**6), required=False),
    Field("page_size", f"1 to {_MOST_PAGE}", is_integer(1, _MOST_PAGE), required=False),
)
_GET_FIELDS = (
    ADVERTISER,
    Field("custom_audience_ids", _IDS, is_list(_RULES.most_ids_at_once)),
    Field("history_size", f"1 to {_RULES.longest_history}", is_integer(1, _RULES.longest_history), required=False),
)
_DELETE_FIELDS = (ADVERTISER, Field("custom_audience_ids", _IDS, is_list(_RULES.most_ids_at_once)))
_READ_FIELDS = (ADVERTISER, Field("file_path", "the path of an uploaded list", is_text(200)))


class Route(Struct, frozen=True):
    """A method and path of the door. ``operation`` is what faults, limits and the request log know it as."""

    operation: Operation
    fields: tuple[Field, ...]
    run: Callable[[Call, Values], Data]

    @property
    def is_upload(self) -> bool:
        return self.operation.path == UPLOAD_PATH


def _owner(call: Call, values: Values) -> str:
    """What the advertiser of the call keeps its files and audiences under."""
    owner = audience_owner(call.account, str(values["advertiser_id"]))
    assert owner is not None, "the door has checked it"
    return owner


def _upload(call: Call, values: Values) -> Data:
    part = cast(Part, values["file"])
    name = str(values.get("file_name") or part.filename or "")
    signature, calculate_type = str(values["file_signature"]), str(values["calculate_type"])
    file = take_file(call.tx, _owner(call, values), name, part.data, signature, calculate_type)
    return {"file_path": file.file_path}


def _create(call: Call, values: Values) -> Data:
    audience = create_audience(
        call.tx,
        _owner(call, values),
        name=str(values["custom_audience_name"]),
        file_paths=cast("list[str]", values["file_paths"]),
        calculate_type=str(values["calculate_type"]),
        sub_type=str(values.get("audience_sub_type") or _RULES.sub_types[0]),
        is_enhanced=values.get("audience_enhancement") is True,
        retention_days=cast("int | None", values.get("retention_in_days")) or 0,
    )
    return {"custom_audience_id": audience.audience_id}


def _update(call: Call, values: Values) -> Data:
    audience = update_audience(
        call.tx,
        _owner(call, values),
        str(values["custom_audience_id"]),
        name=cast("str | None", values.get("custom_audience_name")),
        file_paths=cast("list[str] | None", values.get("file_paths")),
        action=cast("str | None", values.get("action")),
        sub_type=cast("str | None", values.get("audience_sub_type")),
        is_enhanced=cast("bool | None", values.get("audience_enhancement")),
    )
    return {"custom_audience_id": audience.audience_id}


def _list(call: Call, values: Values) -> Data:
    page = cast("int | None", values.get("page")) or 1
    size = cast("int | None", values.get("page_size")) or _DEFAULT_PAGE
    account_id, start = _owner(call, values), (page - 1) * size
    wanted = cast("list[str] | None", values.get("custom_audience_ids"))
    if wanted:
        chosen = [find_audience(call.tx, account_id, audience_id) for audience_id in dict.fromkeys(wanted)]
        rows, total = chosen[start : start + size], len(chosen)
    else:
        rows, total = call.tx[Audiences].page(account_id, start, size), call.tx[Audiences].count(account_id)
    pages = {"page": page, "page_size": size, "total_number": total, "total_page": -(-total // size)}
    return {"list": [row_of(row, call.tx.now_ms()) for row in rows], "page_info": pages}


def _get(call: Call, values: Values) -> Data:
    size = cast("int | None", values.get("history_size")) or _DEFAULT_PAGE
    wanted = cast("list[str]", values["custom_audience_ids"])
    chosen = [find_audience(call.tx, _owner(call, values), audience_id) for audience_id in dict.fromkeys(wanted)]
    now = call.tx.now_ms()
    return {
        "list": [
            {"audience_details": details_of(audience, now), "audience_history": history_of(audience, size)}
            for audience in chosen
        ]
    }


def _delete(call: Call, values: Values) -> Data:
    delete_audiences(call.tx, _owner(call, values), cast("list[str]", values["custom_audience_ids"]))
    return {}


def _read(call: Call, values: Values) -> Data:
    file, rows = rows_in_file(call.tx, _owner(call, values), str(values["file_path"]))
    return {
        "file_path": file.file_path,
        "file_name": file.file_name,
        "calculate_type": file.calculate_type,
        "create_time": text_time(file.created_at),
        "rows": rows,
    }


def _route(
    name: str, method: str, path: str, summary: str, fields: tuple[Field, ...], run: Callable[[Call, Values], Data]
) -> Route:
    operation = Operation(
        id=f"business.{name}",
        name=name,
        method=method,
        path=path,
        version="1.3",
        area="business",
        group="audiences",
        summary=summary,
        entity=Entity.SELLER,
        effect=Effect.READ if method == "GET" else Effect.WRITE,
        reply="",
        extension=True,
    )
    return Route(operation, fields, run)


ROUTES = (
    _route("uploadFile", "POST", UPLOAD_PATH, "Upload a file", UPLOAD_FIELDS, _upload),
    _route("createAudience", "POST", f"{AUDIENCES}create/", "Create an audience", _CREATE_FIELDS, _create),
    _route("updateAudience", "POST", f"{AUDIENCES}update/", "Update an audience", _UPDATE_FIELDS, _update),
    _route("listAudiences", "GET", f"{AUDIENCES}list/", "List audiences", _LIST_FIELDS, _list),
    _route("getAudiences", "GET", f"{AUDIENCES}get/", "Get audiences", _GET_FIELDS, _get),
    _route("deleteAudiences", "POST", f"{AUDIENCES}delete/", "Delete audiences", _DELETE_FIELDS, _delete),
    _route("readList", "GET", READ_PATH, "Read a list back", _READ_FIELDS, _read),
)


def find_route(method: str, path: str) -> Route:
    """The route of a method and path. Refuses others; a path is the same without the slash at its end."""
    there = {route.operation.method: route for route in ROUTES if route.operation.path == path.rstrip("/") + "/"}
    if not there:
        raise refuse("path_unknown", path=path)
    if method not in there:
        raise refuse("method_wrong", method=method, allowed=" or ".join(there))
    return there[method]
