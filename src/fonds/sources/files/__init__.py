"""Files and folders as sources: walking, identifiers, sidecars, path lists."""
