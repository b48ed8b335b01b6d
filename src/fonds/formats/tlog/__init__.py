"""The transparency log's formats: tree, tiles, signed notes, proofs. Source: C2SP, RFC 9162."""
