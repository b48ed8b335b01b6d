"""Compare: versions with one another, texts by their sketches, files by their fingerprints.

Nothing here writes, and nothing is merged or left out because of what is found.
"""
