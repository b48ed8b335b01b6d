"""Keep documents: exact bytes, provenance, a reversibly cleaned text, and proof."""
