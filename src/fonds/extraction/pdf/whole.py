"""What is gathered of a PDF, page by page, and the losses that are counted over all of them."""

import attrs

from fonds.model import Block, ExtractionStep, Loss, MetadataValue

_LONGEST_HIDDEN = 64 * 1024


@attrs.define
class Whole:
    """What is gathered page by page."""

    parts: list[str] = attrs.field(factory=list)
    length: int = 0
    blocks: list[Block] = attrs.field(factory=list)
    steps: list[ExtractionStep] = attrs.field(factory=list)
    losses: list[Loss] = attrs.field(factory=list)
    metadata: list[MetadataValue] = attrs.field(factory=list)
    image_pages: list[int] = attrs.field(factory=list)
    layer_pages: list[int] = attrs.field(factory=list)
    nameless_pages: list[int] = attrs.field(factory=list)
    nameless: int = 0
    glyphs: int = 0

    def add(self, text: str, apart: str) -> int:
        """Append text and return where it begins."""
        if self.length:
            self.parts.append(apart)
            self.length += len(apart)
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start

    def hide(self, number: int, reason: str, texts: list[str]) -> None:
        """Keep text that no reader sees apart: named as a loss, its words sensitive."""
        if not texts:
            return
        self.losses.append(
            Loss(
                "hidden-text",
                len(texts),
                note=f"page {number} has text that a reader does not see ({reason})",
                place={"page": number, "reason": reason},
            )
        )
        value = {"page": number, "reason": reason, "text": "\n".join(texts)[:_LONGEST_HIDDEN]}
        self.metadata.append(
            MetadataValue("pdf:hidden-text", value, f"page {number}, {reason}", sensitive=True)
        )

    def reckon(self) -> None:
        """State the losses that are counted over all pages."""
        if self.image_pages:
            count = len(self.image_pages)
            said = f"{count} pages are images: words in them are not read"
            if self.layer_pages:
                layers = len(self.layer_pages)
                said = f"{count} pages are images; {layers} have a layer of text under them"
            self.losses.append(
                Loss("image-only", count, note=said, place={"pages": self.image_pages[:5000]})
            )
        if self.layer_pages:
            note = (
                "the text of scanned pages is an invisible layer, as somebody's program read them"
            )
            place: dict[str, object] = {"pages": self.layer_pages[:5000], "reason": "layer"}
            self.losses.append(Loss("hidden-text", len(self.layer_pages), note=note, place=place))
        if self.nameless:
            share = round(self.nameless / max(1, self.glyphs), 4)
            note = f"{self.nameless} glyphs have no character in the file ({share:.1%})"
            self.losses.append(
                Loss(
                    "unmapped-glyphs",
                    self.nameless,
                    note=note,
                    place={"pages": self.nameless_pages[:5000], "share": share},
                )
            )
