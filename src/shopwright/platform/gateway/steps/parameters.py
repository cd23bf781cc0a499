"""Path and query parameters, checked against the contract."""

from __future__ import annotations

from shopwright.contract.model import Parameter
from shopwright.platform.catalogue.compliance.errors import PAGE_SIZE
from shopwright.platform.catalogue.errors import PAGE_SIZE_INVALID
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call, QueryValue
from shopwright.platform.core.whole_number import whole_number
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID, PARAMETER_INVALID
from shopwright.wire.message_keywords import FIELD_MISSING

#: Whole numbers of a query have 64 bits.
_MOST = 2**63 - 1

_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def read_parameters(call: Call) -> None:
    """Fill ``call.query`` with typed values and defaults. Unknown parameters are tolerated, and names have one case."""
    settings = call.tx[PlatformState].settings
    for parameter in call.operation.parameters:
        if parameter.location == "path":
            continue
        values = [value for name, value in call.query_pairs if name == parameter.name and value != ""]
        if values:
            call.query[parameter.name] = _read(
                parameter, values, name_of(call, parameter.name), is_lenient=not settings.strict_shapes
            )
        elif parameter.required:  # even where a default is documented (docs/reference/conventions.md#paging)
            raise FIELD_MISSING(field=name_of(call, parameter.name))
        elif parameter.default is not None:
            call.query[parameter.name] = parameter.default


def camel(name: str) -> str:
    """``page_size`` becomes ``PageSize``, as the gateway's messages name fields."""
    return "".join(part.capitalize() for part in name.split("_"))


def name_of(call: Call, name: str) -> str:
    """A field as refusals of this call name it."""
    return name if call.keeps_names else camel(name)


def _read(parameter: Parameter, values: list[str], shown_name: str, *, is_lenient: bool) -> QueryValue:
    if parameter.kind == "array":
        return [member for value in values for member in value.split(",") if member]
    text = parameter.older_values.get(values[0], values[0]) if is_lenient else values[0]
    if parameter.kind == "boolean":
        if text.lower() not in _BOOLEANS:
            raise INVALID(reason=f"{shown_name} must be true or false.")
        return _BOOLEANS[text.lower()]
    if parameter.enum and text not in {str(value) for value in parameter.enum}:
        allowed = ", ".join(str(value) for value in parameter.enum)
        raise INVALID(reason=f"{shown_name} must be one of [{allowed}].")
    is_number = parameter.kind == "integer" or parameter.minimum is not None  # some numbers are declared as strings
    return _number(parameter, text, shown_name) if is_number else text


def _number(parameter: Parameter, text: str, shown_name: str) -> int:
    try:
        number = whole_number(text)
    except ValueError as error:
        if (
            parameter.kind == "string" and parameter.limit_code is not None
        ):  # the gateway reads text; the service, a number
            raise _out_of_range(parameter, shown_name) from error
        raise INVALID(reason=f"{shown_name} must be an integer.") from error
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and number < low) or (high is not None and number > high) or abs(number) > _MOST:
        raise _out_of_range(parameter, shown_name)
    return number


def _out_of_range(parameter: Parameter, shown_name: str) -> ApiError:
    """The code of who checks the range: the gateway, or the service behind it (docs/reference/gateway.md#ranges)."""
    low = -_MOST if parameter.minimum is None else parameter.minimum
    high = _MOST if parameter.maximum is None else parameter.maximum
    for page_size in (PAGE_SIZE_INVALID, PAGE_SIZE):
        if parameter.limit_code == page_size.code:
            return page_size(least=low, most=high)
    if parameter.limit_code == PARAMETER_INVALID.code:
        reason = f"Value Out Of Range, it must be between {low} and {high}."
        return PARAMETER_INVALID(name=shown_name, reason=reason)
    assert parameter.limit_code is None, "every limit_code of the contract has its error here"
    return INVALID(reason=f"{shown_name} must be between {low} and {high}.")
