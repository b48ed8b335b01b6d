"""The body of an HTTP message: its framing and its codings undone. Pure."""
