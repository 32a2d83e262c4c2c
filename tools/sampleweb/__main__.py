"""`python -m tools.sampleweb [DIRECTORY]`: writes the sample web, by default to `data/sample`."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.sampleweb import build

if __name__ == "__main__":
    target = (
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "data" / "sample"
    )
    build.write(target)
    files = [path for path in target.rglob("*") if path.is_file()]
    print(f"{target}: {len(files)} files, {sum(path.stat().st_size for path in files) // 1024} KiB")
