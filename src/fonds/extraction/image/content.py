"""What an image's container says: format, size in pixels, depth."""

from fonds.extraction.image.found import ImageFacts


def say(found: ImageFacts) -> None:
    """Record format, dimensions and the container's own facts."""
    assembly = found.assembly
    evidence = f"{found.format} header" if found.format else "header"
    assembly.say("image:format", found.format, evidence)
    if found.width and found.height:
        assembly.say("image:width", found.width, evidence)
        assembly.say("image:height", found.height, evidence)
    for name, value in found.facts.items():
        assembly.say(f"image:{name}", value, evidence)
