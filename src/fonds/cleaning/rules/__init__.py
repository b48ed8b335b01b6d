"""The rules of the cleaner, one module each; ``fonds.cleaning.table`` says which run when."""
