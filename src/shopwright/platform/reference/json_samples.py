"""A call as a program in each language: it signs, sends, and prints the reply.

None holds a secret: keys come from the environment, or from ``/sandbox/keys`` where the platform is at home.
"""

from __future__ import annotations

import json
import re
import shlex
from pprint import pformat

from shopwright.contract.model import Entity, Operation

from .samples import Sample, encoded

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

#: A signed call as a shell's program: that of the reference, and that of a call which came in.
SHELL = """\
# {needs}: see `shopwright platform keys`
at={path}
body={body}
timestamp=$(date +%s)
text="$at"{text}"$body"
sign=$(printf %s "$SHOPWRIGHT_APP_SECRET$text$SHOPWRIGHT_APP_SECRET" |
  openssl dgst -sha256 -hmac "$SHOPWRIGHT_APP_SECRET" -r | cut -d' ' -f1)
curl -sS -X {method} {base}"$at"'?'{query}"timestamp=$timestamp&sign=$sign" \\
  -H "x-tts-access-token: $SHOPWRIGHT_ACCESS_TOKEN" -H 'content-type: application/json'{data}
"""
PYTHON = """\
# {needs}: see `shopwright platform keys`
import os

from shopwright import Shop

os.environ.setdefault("SHOPWRIGHT_BASE_URL", {base})
with Shop.from_env() as shop:
    print(shop.{area}.{name}({arguments}))
"""
PYTHON_OTHER = """\
# {needs}: see `shopwright platform keys`
# pip install tiktok-shop-api
import os
{more}
from tiktok_shop_api import TikTokShop
{imports}
shop = TikTokShop(
    os.environ["SHOPWRIGHT_APP_KEY"],
    os.environ["SHOPWRIGHT_APP_SECRET"],
    os.environ["SHOPWRIGHT_ACCESS_TOKEN"],
    os.environ.get("SHOPWRIGHT_SHOP_CIPHER"),
    base_url={base},
)
print({call})
"""
#: The groups of tiktok-shop-api that are named otherwise than TikTok's areas.
OTHER_GROUPS = {
    "fbt": "fulfilled_by_tiktok",
    "open": "tools",
    "order": "orders",
    "product": "products",
    "return_refund": "return_and_refund",
}
_PHP = """\
<?php
// {needs}: see `shopwright platform keys`
$path = {path};
$body = {body};
$query = {query};
$query += ["app_key" => getenv("SHOPWRIGHT_APP_KEY"), "timestamp" => (string) time()];
ksort($query, SORT_STRING);
$text = $path;
foreach ($query as $name => $value) {{
    $text .= $name . $value;
}}
$secret = getenv("SHOPWRIGHT_APP_SECRET");
$query["sign"] = hash_hmac("sha256", $secret . $text . $body . $secret, $secret);
$request = curl_init({base} . $path . "?" . http_build_query($query, "", "&", PHP_QUERY_RFC3986));
curl_setopt_array($request, [
    CURLOPT_CUSTOMREQUEST => {method},
    CURLOPT_RETURNTRANSFER => true,{data}
    CURLOPT_HTTPHEADER => [
        "content-type: application/json",
        "x-tts-access-token: " . getenv("SHOPWRIGHT_ACCESS_TOKEN"),
    ],
]);
echo curl_exec($request), "\\n";
"""
#: It runs as it is on Node, which reads no types, and is TypeScript that needs none written.
_TYPESCRIPT = """\
// {needs}: see `shopwright platform keys`
// Node 18 or newer, without packages, as .mjs or .ts
import {{ createHmac }} from "node:crypto";

const path = {path};
const body = {body};
const query = new URLSearchParams({{
  ...{query},
  app_key: process.env.SHOPWRIGHT_APP_KEY ?? "",
  timestamp: String(Math.floor(Date.now() / 1000)),
}});
query.sort();
const secret = process.env.SHOPWRIGHT_APP_SECRET ?? "";
const text = path + [...query].map((pair) => pair.join("")).join("") + body;
query.set("sign", createHmac("sha256", secret).update(secret + text + secret).digest("hex"));
const reply = await fetch({base} + path + "?" + query, {{
  method: {method},
  headers: {{
    "content-type": "application/json",
    "x-tts-access-token": process.env.SHOPWRIGHT_ACCESS_TOKEN ?? "",
  }},{data}
}});
console.log(await reply.text());
"""
#: What every program takes from the environment; clients take the shop's cipher from there too.
NEEDS = "SHOPWRIGHT_APP_KEY, SHOPWRIGHT_APP_SECRET and SHOPWRIGHT_ACCESS_TOKEN"
_NEEDS_OF_SHOPS = "SHOPWRIGHT_APP_KEY, SHOPWRIGHT_APP_SECRET, SHOPWRIGHT_ACCESS_TOKEN and SHOPWRIGHT_SHOP_CIPHER"


def needs_of_client(sample: Sample) -> str:
    """What a client's program takes from the environment."""
    return _NEEDS_OF_SHOPS if sample.operation.entity is Entity.SHOP else NEEDS


def signed_in_shell(sample: Sample) -> str:
    """The pairs of the query as they are signed, in the shell's words."""
    signed = sorted([*sample.query.items(), ("app_key", ""), ("timestamp", "")], key=lambda pair: pair[0].encode())
    texts = {"app_key": 'app_key"$SHOPWRIGHT_APP_KEY"', "timestamp": 'timestamp"$timestamp"'}
    return "".join(texts.get(name) or shlex.quote(name + value) for name, value in signed)


def query_in_shell(sample: Sample) -> str:
    """The query as it travels, but for timestamp and sign."""
    pairs = "".join(shlex.quote(f"{encoded(name)}={encoded(value)}&") for name, value in sample.query.items())
    return pairs + '"app_key=$SHOPWRIGHT_APP_KEY&"'


def curl(sample: Sample, base_url: str) -> str:
    """With curl and openssl."""
    return SHELL.format(
        needs=NEEDS,
        method=sample.operation.method,
        base=shlex.quote(base_url),
        path=shlex.quote(sample.path),
        body=shlex.quote(sample.body_text),
        text=signed_in_shell(sample),
        query=query_in_shell(sample),
        data=' \\\n  --data-raw "$body"' if sample.body is not None else "",
    )


def python(sample: Sample, base_url: str) -> str:
    """With our client."""
    operation = sample.operation
    values: dict[str, object] = {**sample.path_values, **sample.typed_query(), **(sample.body or {})}
    arguments = ", ".join(f"{name}={_literal(value)}" for name, value in values.items())
    return PYTHON.format(
        needs=needs_of_client(sample),
        base=text(base_url),
        area=operation.area,
        name=operation.name,
        arguments=arguments,
    )


def other_python(sample: Sample, base_url: str) -> str:
    """By the methods of that library, which are named as TikTok's operations are, and its models of bodies."""
    operation = sample.operation
    imported: list[str] = []
    parts = [_literal(value) for value in sample.path_values.values()]
    parts += [f"{name}={_by_model(operation, name, value, imported)}" for name, value in sample.typed_query().items()]
    if sample.body is not None:
        imported.append(f"{operation.id[0].upper()}{operation.id[1:]}Request")
        parts.append(f"body={imported[-1]}.from_dict({_literal(sample.body)})")
    group = OTHER_GROUPS.get(operation.area, operation.area)
    call = f"shop.{group}.{operation.name}({', '.join(parts)})"
    return PYTHON_OTHER.format(
        needs=needs_of_client(sample),
        base=text(base_url),
        more="from datetime import date\n" if "date.fromisoformat" in call else "",
        imports="".join(f"from tiktok_shop_api.generated.models import {name}\n" for name in imported),
        call=call,
    )


def _by_model(operation: Operation, name: str, value: object, imported: list[str]) -> str:
    """A value of the query as that library takes it: choices by their models, days as dates."""
    known = next((item for item in operation.parameters if item.name == name), None)
    if known is not None and known.enum and known.kind in ("string", "array"):
        model = f"{operation.name}_{name}".title().replace("_", "")
        imported.append(f"{model}Item" if isinstance(value, list) else model)
        each = [f"{imported[-1]}({_literal(item)})" for item in (value if isinstance(value, list) else [value])]
        return f"[{', '.join(each)}]" if isinstance(value, list) else each[0]
    is_day = isinstance(value, str) and _DAY.fullmatch(value)
    return f"date.fromisoformat({_literal(value)})" if is_day else _literal(value)


def php(sample: Sample, base_url: str) -> str:
    """With what PHP brings, and its curl."""
    pairs = ", ".join(f"{php_text(name)} => {php_text(value)}" for name, value in sample.query.items())
    return _PHP.format(
        needs=NEEDS,
        method=php_text(sample.operation.method),
        base=php_text(base_url),
        path=php_text(sample.path),
        body=php_text(sample.body_text),
        query=f"[{pairs}]",
        data="\n    CURLOPT_POSTFIELDS => $body," if sample.body is not None else "",
    )


def typescript(sample: Sample, base_url: str) -> str:
    """With what Node brings."""
    return _TYPESCRIPT.format(
        needs=NEEDS,
        method=text(sample.operation.method),
        base=text(base_url),
        path=text(sample.path),
        body=text(sample.body_text),
        query=json.dumps(dict(sample.query), ensure_ascii=False),
        data="\n  body," if sample.body is not None else "",
    )


def text(value: str) -> str:
    """A text as Python and TypeScript write it alike."""
    return json.dumps(value, ensure_ascii=False)


def php_text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _literal(value: object) -> str:
    return pformat(value, width=100, sort_dicts=False).replace("\n", "\n        ")
