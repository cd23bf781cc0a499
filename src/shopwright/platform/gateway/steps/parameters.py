"""Path and query parameters, checked against the contract."""

from __future__ import annotations

from shopwright.contract.model import Parameter
from shopwright.platform.catalogue.errors import PAGE_SIZE_INVALID
from shopwright.platform.core.call import Call, QueryValue
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.message_keywords import FIELD_MISSING

#: The errors behind the contract's ``limit_code``; their messages name ``least`` and ``most``.
LIMIT_ERRORS = {error.code: error for error in (PAGE_SIZE_INVALID,)}

_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def read_parameters(call: Call) -> None:
    """Fill ``call.query`` with typed values and defaults. Unknown parameters are tolerated."""
    for parameter in call.operation.parameters:
        if parameter.location == "path":
            continue
        values = [value for name, value in call.query_pairs if name == parameter.name and value != ""]
        if values:
            call.query[parameter.name] = _read(parameter, values)
        elif parameter.default is not None:
            call.query[parameter.name] = parameter.default
        elif parameter.required:
            raise FIELD_MISSING(field=camel(parameter.name))


def camel(name: str) -> str:
    """``page_size`` becomes ``PageSize``, as the gateway's messages name fields."""
    return "".join(part.capitalize() for part in name.split("_"))


def _read(parameter: Parameter, values: list[str]) -> QueryValue:
    if parameter.kind == "array":
        return [member for value in values for member in value.split(",") if member]
    text = values[0]
    if parameter.kind == "boolean":
        if text.lower() not in _BOOLEANS:
            raise INVALID(reason=f"{camel(parameter.name)} must be true or false.")
        return _BOOLEANS[text.lower()]
    if parameter.enum and text not in {str(value) for value in parameter.enum}:
        allowed = ", ".join(str(value) for value in parameter.enum)
        raise INVALID(reason=f"{camel(parameter.name)} must be one of [{allowed}].")
    is_number = parameter.kind == "integer" or parameter.minimum is not None  # some numbers are declared as strings
    return _number(parameter, text) if is_number else text


def _number(parameter: Parameter, text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise INVALID(reason=f"{camel(parameter.name)} must be an integer.") from error
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and number < low) or (high is not None and number > high) or abs(number) >= 2**63:
        if parameter.limit_code is not None:
            raise LIMIT_ERRORS[parameter.limit_code](least=low, most=high)
        raise INVALID(reason=f"{camel(parameter.name)} must be between {low} and {high}.")
    return number
