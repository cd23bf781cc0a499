"""Keep secrets out of the repository: `python tools/check_secrets.py [ROOT]`.

It reads every tracked file by the rules of `shopwright scan-secrets`. Published test vectors and other values that are
none are listed in `.secrets-allowed` by their fingerprints. Exits 1 after naming all that looks like a secret.
"""

import sys
from pathlib import Path

from shopwright.cli.scan_secrets import ALLOW_FILE, allowed_in, files_of
from shopwright.cli.secret_patterns import find_secrets


def main(root: Path) -> int:
    allowed = allowed_in(root / ALLOW_FILE, must_exist=False)
    files = [file for file in files_of(root) if file.is_file()]
    complaints = []
    for file in files:
        content = file.read_bytes()
        if b"\0" not in content[:8_000]:
            complaints += [
                f"{file.relative_to(root)}:{secret.line}: {secret.kind}, {secret.masked} ({secret.fingerprint})"
                for secret in find_secrets(content.decode("utf-8", "replace"), allowed)
            ]
    print("\n".join([*complaints, f"{len(files)} files looked at, {len(complaints)} secrets"]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent))
