"""The rules of the cleaner, one module each; ``fonds.clean.table`` says which run when."""
