"""The figures of a run as tables for people, as JSON for the next release, and as plots."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from peers import AGAIN, CAT, FETCH, INGEST, QUICK, READ, START, VERIFY

Facts = Mapping[str, Any]
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
BAR, GAP, LEFT, WIDTH = 18, 6, 290, 900  # pixels of a plot


def text(facts: Facts, before: Facts | None) -> str:
    """Return all tables in Markdown."""
    parts = [_machine(facts), _ingest(facts), _other(facts), _goals(facts)]
    if before:
        parts.append(_compared(facts, before))
    return "\n\n".join(parts)


def write(facts: Facts, before: Facts | None, root: Path) -> None:
    """Put the tables into docs/performance.md, the plots beside it, the figures into results."""
    page = root / "docs" / "performance.md"
    around = page.read_text() if page.exists() else f"# Performance\n\n{BEGIN}\n{END}\n"
    head, _, rest = around.partition(BEGIN)
    _, _, tail = rest.partition(END)
    page.write_text(f"{head}{BEGIN}\n{text(facts, before)}\n{END}{tail}")
    from fonds.about import VERSION

    results = root / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / f"{VERSION}.json").write_text(json.dumps(facts, indent=1) + "\n")
    for step, title in ((INGEST, "taking in"), (VERIFY, "checking every digest")):
        plot = _plot(facts, step, f"CPU of {title}, microseconds a document")
        (page.parent / f"performance-{step}.svg").write_text(plot)


def _machine(facts: Facts) -> str:
    machine, corpus = facts["machine"], facts["corpus"]
    return (
        f"{facts['made']}, {machine['cores']} cores of {machine['processor']}, "
        f"{machine['memory'] / 2**30:.0f} GiB, {machine['system']}, CPython {machine['python']}; "
        f"load {facts['load']:.1f} when it began.\n"
        f"{corpus['documents']:,} documents, {corpus['bytes']:,} bytes; "
        f"medians of {facts['rounds']} interleaved rounds."
    )


def _ingest(facts: Facts) -> str:
    count, given = facts["corpus"]["documents"], facts["corpus"]["bytes"]
    rows = []
    for peer, steps in facts["figures"].items():
        one = steps.get(INGEST)
        if one is None:
            continue
        syncs = facts["syncs"].get(peer)
        rows.append(
            (
                peer,
                f"{one['cpu'] / count * 1e6:,.0f}",
                f"{count / one['wall']:,.0f}",
                f"{one['peak'] / 1e6:,.0f}",
                f"{one['stored'] / given:.2f}",
                f"{one['files']:,.0f}",
                "?" if syncs is None else f"{syncs / count * 500:,.1f}",
            )
        )
    names = (
        "taking in", "CPU µs a document", "documents a second", "peak MB", "stored / given",
        "files", "syncs for 500",
    )  # fmt: skip
    return _table(names, rows)


def _other(facts: Facts) -> str:
    count = facts["corpus"]["documents"]
    rows = []
    for peer, steps in facts["figures"].items():
        for step in (VERIFY, READ, QUICK, AGAIN, START, CAT):
            if one := steps.get(step):
                each = "" if step in (START, CAT) else f"{one['cpu'] / count * 1e6:,.1f}"
                who = "the same bundles by FastWARC" if step == READ else peer
                rows.append((f"{step}: {who}", each, f"{one['cpu']:.2f}", f"{one['wall']:.2f}"))
        if one := steps.get(FETCH):
            told = f"p50 {one['p50']:.0f} µs, p99 {one['p99']:.0f} µs"
            rows.append((f"{FETCH}: {peer}", told, "", ""))
    return _table(("step", "CPU µs a document", "CPU s", "wall s"), rows)


def _goals(facts: Facts) -> str:
    rows = []
    for goal in facts["goals"]:
        sign = "≥" if goal["least"] else "≤"
        value = goal["value"]
        told = "not measured" if value is None else f"{value:,.2f} {goal['unit']}".strip()
        verdict = {None: "", True: "kept", False: "**missed**"}[goal["kept"]]
        rows.append((goal["what"], f"{sign} {goal['target']:g} {goal['unit']}", told, verdict))
    return _table(("goal", "promised", "measured", ""), rows)


def _compared(facts: Facts, before: Facts) -> str:
    """Processor time of each step beside an earlier run's, as ratios: machines differ."""
    rows = []
    for peer, steps in facts["figures"].items():
        for step, figures in steps.items():
            earlier = before["figures"].get(peer, {}).get(step)
            if earlier and earlier.get("cpu"):
                rows.append((f"{step}: {peer}", f"{figures['cpu'] / earlier['cpu']:.2f}"))
    return _table((f"against the run of {before['made']}", "CPU, now over then"), rows)


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _plot(facts: Facts, step: str, title: str) -> str:
    """Return bars as SVG: one a peer, the least first."""
    count = facts["corpus"]["documents"]
    values = sorted(
        (steps[step]["cpu"] / count * 1e6, peer)
        for peer, steps in facts["figures"].items()
        if step in steps
    )
    most = max((value for value, _ in values), default=1)
    height = (BAR + GAP) * (len(values) + 1) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        ' font-family="sans-serif" font-size="13">',
        f'<text x="{GAP}" y="{BAR}">{escape(title)}</text>',
    ]
    for row, (value, peer) in enumerate(values, 1):
        top = row * (BAR + GAP)
        length = value / most * (WIDTH - LEFT - 70)
        colour = "#2a6f97" if peer.startswith("fonds") else "#b0b7bf"
        parts += [
            f'<text x="{LEFT - GAP}" y="{top + BAR - 4}" text-anchor="end">{escape(peer)}</text>',
            f'<rect x="{LEFT}" y="{top}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>',
            f'<text x="{LEFT + length + GAP:.1f}" y="{top + BAR - 4}">{value:,.0f}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"
