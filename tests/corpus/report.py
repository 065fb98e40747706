"""The door that `make understand-report` opens; the report itself is in tools/understand_report.py."""

import runpy
from pathlib import Path

if __name__ == "__main__":
    runpy.run_path(str(Path(__file__).resolve().parents[2] / "tools" / "understand_report.py"), run_name="__main__")
