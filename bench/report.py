"""The table that people read, and the files that stay."""

import json
import platform
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass
class Row:
    """One figure with what is required and what is aimed at; lower is better in all of them."""

    what: str
    figure: str
    value: float | None
    required: float | None = None
    goal: float | None = None
    unit: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        if self.required is None:
            return ""
        if self.goal is not None and self.value <= self.goal:
            return "goal"
        return "required" if self.value <= self.required else "OVER"

    def cells(self) -> list[str]:
        def show(number):
            return "" if number is None else f"{number:g}{self.unit and ' ' + self.unit}"

        return [self.what, self.figure, show(self.value), show(self.required), show(self.goal), self.verdict]


HEAD = ["page", "figure", "measured", "required", "goal", "reached"]


def table(rows: list[Row]) -> str:
    """A Markdown table that also reads well in a terminal."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def write(sizes: list[str], rows: list[Row], facts: dict) -> Path:
    """Keep the table and the raw figures; the newest of each set of sizes replaces the one before."""
    RESULTS.mkdir(exist_ok=True)
    name = RESULTS / f"{'-'.join(sizes)}{'-postgresql' if facts.get('engine') == 'postgresql' else ''}"
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    over = [row for row in rows if row.verdict == "OVER"]
    text = (
        f"# Figures of {when}\n\nSizes {', '.join(sizes)}; {facts.get('engine', 'sqlite')}; "
        f"{platform.machine()}, {facts['cores']} cores, Python {platform.python_version()}. "
        "CPU is given as a ratio to hello (`/healthz` behind the whole middleware) in the same run; "
        "seconds depend on the machine and are reported, not judged.\n\n"
        f"{table(rows)}\n\n{len(over)} over what is required.\n"
    )
    Path(f"{name}.md").write_text(text)
    Path(f"{name}.json").write_text(
        json.dumps(
            {"when": when, "facts": facts, "rows": [vars(row) | {"reached": row.verdict} for row in rows]}, indent=1
        )
    )
    sys.stdout.write(f"\n{table(rows)}\n\n{len(over)} over what is required. Kept in {name}.md and .json\n")
    return name
