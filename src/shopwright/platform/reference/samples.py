"""A call as programs in several languages: each signs it, sends it to this platform and prints the reply.

None holds a secret: keys come from the environment, or from ``/sandbox/keys`` where the platform is at home.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from pprint import pformat
from urllib.parse import quote

import msgspec

from shopwright.contract.model import Entity, Operation

_SHELL = """\
# SHOPWRIGHT_APP_KEY, _APP_SECRET and _ACCESS_TOKEN: see `shopwright platform keys`
at={path}
body={body}
timestamp=$(date +%s)
text="$at"{text}"$body"
sign=$(printf %s "$SHOPWRIGHT_APP_SECRET$text$SHOPWRIGHT_APP_SECRET" |
  openssl dgst -sha256 -hmac "$SHOPWRIGHT_APP_SECRET" -r | cut -d' ' -f1)
curl -sS -X {method} {base}"$at"'?'{query}"timestamp=$timestamp&sign=$sign" \\
  -H "x-tts-access-token: $SHOPWRIGHT_ACCESS_TOKEN" -H 'content-type: application/json'{data}
"""
_PYTHON = """\
# SHOPWRIGHT_APP_KEY, _APP_SECRET, _ACCESS_TOKEN and _SHOP_CIPHER: see `shopwright platform keys`
import os

from shopwright import Shop

os.environ.setdefault("SHOPWRIGHT_BASE_URL", {base})
with Shop.from_env() as shop:
    print(shop.{area}.{name}({arguments}))
"""
_PYTHON_OTHER = """\
# pip install tiktok-shop-api
import os

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
#: What tiktok-shop-api has no usual method for: this one wants the token as an argument.
_OTHER_LACKS = frozenset({"checkShippingTemplateExistence"})
#: The groups of tiktok-shop-api that are named otherwise than TikTok's areas.
_OTHER_GROUPS = {
    "fbt": "fulfilled_by_tiktok",
    "open": "tools",
    "order": "orders",
    "product": "products",
    "return_refund": "return_and_refund",
}
_PHP = """\
<?php
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
_TYPESCRIPT = """\
// Node 18 or newer, without packages
import {{ createHmac }} from "node:crypto";

const path = {path};
const body = {body};
const query: Record<string, string> = {{
  ...{query},
  app_key: process.env.SHOPWRIGHT_APP_KEY!,
  timestamp: String(Math.floor(Date.now() / 1000)),
}};
const secret = process.env.SHOPWRIGHT_APP_SECRET!;
const text = path + Object.keys(query).sort().map((name) => name + query[name]).join("") + body;
query.sign = createHmac("sha256", secret).update(secret + text + secret).digest("hex");
const reply = await fetch({base} + path + "?" + new URLSearchParams(query), {{
  method: {method},
  headers: {{ "content-type": "application/json", "x-tts-access-token": process.env.SHOPWRIGHT_ACCESS_TOKEN! }},{data}
}});
console.log(await reply.text());
"""


class Sample(msgspec.Struct, frozen=True):
    """A call of an operation. ``path_values``: by the names in the path; ``body``: none where the operation has none.

    The query is without what is made anew for each call: app_key, timestamp and sign.
    """

    operation: Operation
    path_values: Mapping[str, str] = {}
    query: Mapping[str, str] = {}
    body: Mapping[str, object] | None = None

    @property
    def path(self) -> str:
        """The path with its values, percent-encoded as it travels."""
        values = {name: quote(value, safe="") for name, value in self.path_values.items()}
        return self.operation.path.format_map(values)

    @property
    def body_text(self) -> str:
        """The body as it is signed and sent."""
        return "" if self.body is None else json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))


class Program(msgspec.Struct, frozen=True):
    """A sample in a language."""

    key: str
    title: str
    text: str


def programs(sample: Sample, base_url: str) -> list[Program]:
    """A call in every language that can make it. What is uploaded is shown by the client alone."""
    operation = sample.operation
    if operation.body is not None and operation.body.is_multipart:
        return [Program("shopwright", "Python", _python(sample, base_url))]
    made = [
        Program("curl", "curl", _curl(sample, base_url)),
        Program("shopwright", "Python", _python(sample, base_url)),
        Program("php", "PHP", _php(sample, base_url)),
        Program("typescript", "TypeScript", _typescript(sample, base_url)),
    ]
    has_other = not operation.extension and operation.id not in _OTHER_LACKS
    if has_other and operation.entity in (Entity.SHOP, Entity.SELLER):
        made.insert(2, Program("tiktok-shop-api", "Python, tiktok-shop-api", _other_python(sample, base_url)))
    return made


def _curl(sample: Sample, base_url: str) -> str:
    signed = sorted([*sample.query.items(), ("app_key", ""), ("timestamp", "")], key=lambda pair: pair[0].encode())
    texts = {"app_key": 'app_key"$SHOPWRIGHT_APP_KEY"', "timestamp": 'timestamp"$timestamp"'}
    return _SHELL.format(
        method=sample.operation.method,
        base=shlex.quote(base_url),
        path=shlex.quote(sample.path),
        body=shlex.quote(sample.body_text),
        text="".join(texts.get(name) or shlex.quote(name + value) for name, value in signed),
        query="".join(shlex.quote(f"{_quoted(name)}={_quoted(value)}&") for name, value in sample.query.items())
        + '"app_key=$SHOPWRIGHT_APP_KEY&"',
        data=' \\\n  --data-raw "$body"' if sample.body is not None else "",
    )


def _python(sample: Sample, base_url: str) -> str:
    operation = sample.operation
    values: dict[str, object] = {**sample.path_values, **_typed(sample), **(sample.body or {})}
    arguments = ", ".join(f"{name}={_literal(value)}" for name, value in values.items())
    return _PYTHON.format(base=_text(base_url), area=operation.area, name=operation.name, arguments=arguments)


def _typed(sample: Sample) -> dict[str, object]:
    """The query with numbers as numbers, and without the shop, which the client knows."""
    kinds = {item.name: item.kind for item in sample.operation.parameters}
    return {
        name: int(value) if kinds.get(name) == "integer" and value.isdecimal() else value
        for name, value in sample.query.items()
        if name != "shop_cipher"
    }


def _other_python(sample: Sample, base_url: str) -> str:
    """By the methods of that library, which are named as TikTok's operations are, and its models of bodies."""
    operation = sample.operation
    model = operation.id[0].upper() + operation.id[1:]
    choices = {item.name for item in operation.parameters if item.enum and item.kind == "string"}
    parts = [_literal(value) for value in sample.path_values.values()]
    imported = []
    for name, value in _typed(sample).items():
        if name in choices:
            imported.append(f"{operation.name}_{name}".title().replace("_", ""))
            parts.append(f"{name}={imported[-1]}({_literal(value)})")
        else:
            parts.append(f"{name}={_literal(value)}")
    if sample.body is not None:
        imported.append(f"{model}Request")
        parts.append(f"body={imported[-1]}.from_dict({_literal(sample.body)})")
    group = _OTHER_GROUPS.get(operation.area, operation.area)
    return _PYTHON_OTHER.format(
        base=_text(base_url),
        imports="".join(f"from tiktok_shop_api.generated.models import {name}\n" for name in imported),
        call=f"shop.{group}.{operation.name}({', '.join(parts)})",
    )


def _php(sample: Sample, base_url: str) -> str:
    pairs = ", ".join(f"{_php_text(name)} => {_php_text(value)}" for name, value in sample.query.items())
    return _PHP.format(
        method=_php_text(sample.operation.method),
        base=_php_text(base_url),
        path=_php_text(sample.path),
        body=_php_text(sample.body_text),
        query=f"[{pairs}]",
        data="\n    CURLOPT_POSTFIELDS => $body," if sample.body is not None else "",
    )


def _typescript(sample: Sample, base_url: str) -> str:
    return _TYPESCRIPT.format(
        method=_text(sample.operation.method),
        base=_text(base_url),
        path=_text(sample.path),
        body=_text(sample.body_text),
        query=json.dumps(dict(sample.query), ensure_ascii=False),
        data="\n  body," if sample.body is not None else "",
    )


def _text(value: str) -> str:
    """A text as Python and TypeScript write it alike."""
    return json.dumps(value, ensure_ascii=False)


def _php_text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _literal(value: object) -> str:
    return pformat(value, width=100, sort_dicts=False).replace("\n", "\n        ")


def _quoted(text: str) -> str:
    return quote(text, safe="")


def unfilled(sample: Sample) -> Sequence[str]:
    """The names in the path that have no value."""
    return [
        item.name
        for item in sample.operation.parameters
        if item.location == "path" and not sample.path_values.get(item.name)
    ]
