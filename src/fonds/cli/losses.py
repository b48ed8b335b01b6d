"""What could not be read of documents, for people and for JSON."""

from typing import TYPE_CHECKING, Any

from fonds.cli.terminal import safe, say, shown

if TYPE_CHECKING:
    from fonds.model import Loss

MOST = 5
"""The number of losses of one document that are named."""


def print_losses(outcome: Any) -> None:  # noqa: ANN401 - an IngestOutcome
    """Say on stderr, in one line, what could not be read of a document that was stored.

    That a format has no extractor is counted in the report instead: a folder may hold thousands.
    """
    losses = [loss for loss in outcome.losses if loss.kind != "no-extractor"]
    if not losses:
        return
    named = [loss_words(loss) for loss in losses[:MOST]]
    more = [f"{len(losses) - MOST} more (`fonds show`)"] if len(losses) > MOST else []
    say(f"{shown(outcome.display)}: {'; '.join(named + more)}")


def loss_words(loss: "Loss") -> str:
    """Return one loss as a line that is safe to print: how often, its kind, and what to do."""
    return safe(loss.words)


def loss_json(loss: "Loss") -> dict[str, Any]:
    """Return one loss as ``--json`` prints it."""
    return {
        "kind": loss.kind, "count": loss.count, "offset": loss.offset, "note": loss.note,
        "place": dict(loss.place),
    }  # fmt: skip
