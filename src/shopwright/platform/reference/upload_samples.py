"""A call that uploads files as programs: multipart, with the body left out of what is signed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pprint import pformat

from .json_samples import (
    NEEDS,
    OTHER_GROUPS,
    PYTHON,
    PYTHON_OTHER,
    needs_of_client,
    php_text,
    query_in_shell,
    signed_in_shell,
    text,
)
from .samples import Sample
from .uploads import FILE_FIELDS

_SHELL = """\
# {needs}: see `shopwright platform keys`
at={path}
timestamp=$(date +%s)
text="$at"{text}
sign=$(printf %s "$SHOPWRIGHT_APP_SECRET$text$SHOPWRIGHT_APP_SECRET" |
  openssl dgst -sha256 -hmac "$SHOPWRIGHT_APP_SECRET" -r | cut -d' ' -f1)
curl -sS -X {method} {base}"$at"'?'{query}"timestamp=$timestamp&sign=$sign" \\
  -H "x-tts-access-token: $SHOPWRIGHT_ACCESS_TOKEN"{form}
"""
_PHP = """\
<?php
// {needs}: see `shopwright platform keys`
$path = {path};
$query = {query};
$query += ["app_key" => getenv("SHOPWRIGHT_APP_KEY"), "timestamp" => (string) time()];
ksort($query, SORT_STRING);
$text = $path;
foreach ($query as $name => $value) {{
    $text .= $name . $value;
}}
$secret = getenv("SHOPWRIGHT_APP_SECRET");
$query["sign"] = hash_hmac("sha256", $secret . $text . $secret, $secret);
$request = curl_init({base} . $path . "?" . http_build_query($query, "", "&", PHP_QUERY_RFC3986));
curl_setopt_array($request, [
    CURLOPT_CUSTOMREQUEST => {method},
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POSTFIELDS => {form},
    CURLOPT_HTTPHEADER => ["x-tts-access-token: " . getenv("SHOPWRIGHT_ACCESS_TOKEN")],
]);
echo curl_exec($request), "\\n";
"""
_TYPESCRIPT = """\
// {needs}: see `shopwright platform keys`
// Node 18 or newer, without packages, as .mjs or .ts
import {{ createHmac }} from "node:crypto";
import {{ readFile }} from "node:fs/promises";

const path = {path};
const query = new URLSearchParams({{
  ...{query},
  app_key: process.env.SHOPWRIGHT_APP_KEY ?? "",
  timestamp: String(Math.floor(Date.now() / 1000)),
}});
query.sort();
const secret = process.env.SHOPWRIGHT_APP_SECRET ?? "";
const text = path + [...query].map((pair) => pair.join("")).join("");
query.set("sign", createHmac("sha256", secret).update(secret + text + secret).digest("hex"));
const form = new FormData();
{form}const reply = await fetch({base} + path + "?" + query, {{
  method: {method},
  headers: {{ "x-tts-access-token": process.env.SHOPWRIGHT_ACCESS_TOKEN ?? "" }},
  body: form,
}});
console.log(await reply.text());
"""


def _fields(sample: Sample) -> Iterator[tuple[str, str, bool]]:
    """The fields of the form: name, text or file's name, and whether it is a file."""
    for name, value in (sample.body or {}).items():
        yield name, str(value).removeprefix("@") if name in FILE_FIELDS else str(value), name in FILE_FIELDS


def curl(sample: Sample, base_url: str) -> str:
    """With curl, which makes the form."""
    form = "".join(
        f" \\\n  {'-F' if is_file else '--form-string'} {shlex.quote(name + ('=@' if is_file else '=') + value)}"
        for name, value, is_file in _fields(sample)
    )
    return _SHELL.format(
        needs=NEEDS,
        method=sample.operation.method,
        base=shlex.quote(base_url),
        path=shlex.quote(sample.path),
        text=signed_in_shell(sample),
        query=query_in_shell(sample),
        form=form,
    )


def python(sample: Sample, base_url: str) -> str:
    """With our client, which takes a path where a file goes."""
    operation = sample.operation
    values = {**sample.path_values, **sample.typed_query(), **{name: value for name, value, _ in _fields(sample)}}
    arguments = ", ".join(f"{name}={value!r}" for name, value in values.items())
    return PYTHON.format(
        needs=needs_of_client(sample),
        base=text(base_url),
        area=operation.area,
        name=operation.name,
        arguments=arguments,
    )


def other_python(sample: Sample, base_url: str) -> str:
    """With tiktok-shop-api, whose models take the bytes of a file, and its name apart."""
    operation = sample.operation
    model = f"{operation.id[0].upper()}{operation.id[1:]}Request"
    fields = list(_fields(sample))
    plain = {name: value for name, value, is_file in fields if not is_file}
    reads = "".join(f", {name!r}: Path({value!r}).read_bytes()" for name, value, is_file in fields if is_file)
    names = "".join(f"body.{name}.file_name = {value!r}\n" for name, value, is_file in fields if is_file)
    query = "".join(f", {name}={value!r}" for name, value in sample.typed_query().items())
    group = OTHER_GROUPS.get(operation.area, operation.area)
    made = f"body = {model}.from_dict({{{pformat(plain)[1:-1]}{reads if plain else reads[2:]}}})\n{names}"
    program = PYTHON_OTHER.format(
        needs=needs_of_client(sample),
        base=text(base_url),
        more="from pathlib import Path\n",
        imports=f"from tiktok_shop_api.generated.models import {model}\n",
        call=f"shop.{group}.{operation.name}({(query + ', body=body')[2:]})",
    )
    return program.replace("print(", f"{made}print(")


def php(sample: Sample, base_url: str) -> str:
    """With PHP's curl, which makes the form."""
    pairs = ", ".join(f"{php_text(name)} => {php_text(value)}" for name, value in sample.query.items())
    form = ", ".join(
        f"{php_text(name)} => {f'new CURLFile({php_text(value)})' if is_file else php_text(value)}"
        for name, value, is_file in _fields(sample)
    )
    return _PHP.format(
        needs=NEEDS,
        method=php_text(sample.operation.method),
        base=php_text(base_url),
        path=php_text(sample.path),
        query=f"[{pairs}]",
        form=f"[{form}]",
    )


def typescript(sample: Sample, base_url: str) -> str:
    """With what Node brings."""
    form = "".join(
        f"form.set({text(name)}, new Blob([await readFile({text(value)})]), {text(value)});\n"
        if is_file
        else f"form.set({text(name)}, {text(value)});\n"
        for name, value, is_file in _fields(sample)
    )
    return _TYPESCRIPT.format(
        needs=NEEDS,
        method=text(sample.operation.method),
        base=text(base_url),
        path=text(sample.path),
        query=json.dumps(dict(sample.query), ensure_ascii=False),
        form=form,
    )
