"""The names that other stages know the cleaner by. Floor 3; imports nothing."""

RULESET = "fonds-clean/3"
"""Name and version of all rules together; part of every ledger."""

PROFILES = ("minimal", "standard", "thorough")
"""``minimal``: damage by encodings; ``standard``: leftovers too; ``thorough``: boilerplate too."""
