"""Types are read by threads that meet them at the same moment."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Reads a type that nobody has met, by two threads that are switched as often as can be; again and again.
_READ = """
import sys
import threading
import types

from shopwright import decoders

READ = {read}
FIELDS = "".join(f"    f{{number}}: Optional[{{{{below}}}}] = None\\n" for number in range(8))
sys.setswitchinterval(1e-6)
for number in range({times}):
    module = types.ModuleType(f"module{{number}}")
    sys.modules[module.__name__] = module
    lines = ["from __future__ import annotations", "from typing import Optional", "import msgspec"]
    for level in range(12):
        below = f"Level{{level + 1}}" if level < 11 else "int"
        lines += [f"class Level{{level}}(msgspec.Struct):", FIELDS.format(below=below)]
    exec("\\n".join(lines), module.__dict__)
    begin = threading.Barrier(2)
    seen = []

    def read(kind=module.Level0, begin=begin, seen=seen):
        begin.wait()
        seen.append(READ(kind))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 2
"""


@pytest.mark.parametrize(
    "read",
    [
        "lambda kind: decoders.decode(b'{\"f0\": {}}', type=kind)",
        "lambda kind: decoders.convert({'f0': {}}, kind)",
        "lambda kind: decoders.decoder(kind).decode(b'{\"f0\": {}}')",
    ],
    ids=["decode", "convert", "decoder"],
)
def test_threads_that_meet_a_type_together_read_it(read: str) -> None:
    program = _READ.format(read=read, times=60)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
