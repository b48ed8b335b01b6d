"""Where bytes live. The only code that opens the archive's files for writing.

``durable`` holds every system call that changes the disk and the order of calls that makes a
write survive a crash; ``local`` is an archive's folder; ``keys`` is the signing key beside it.
The catalogue's SQLite file is the one exception: it can be rebuilt and promises nothing.
"""
