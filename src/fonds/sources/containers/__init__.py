"""Containers: files that hold documents, such as ZIP and TAR archives and mailboxes.

The container is a document; each of its members is another, named ``container!/member``.
"""
