"""The values that a named field of a WARC header can have.

Source: ISO 28500:2017 section 4; FORMAT.md, WARC members.
"""


def is_field_value(value: object) -> bool:
    """Whether a text is a field's value as it is: not empty, and no space at either end."""
    return isinstance(value, str) and bool(value) and value[0] != " " != value[-1]
