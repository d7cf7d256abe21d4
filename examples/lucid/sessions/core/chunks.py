"""Cutting a recording into chunks that can be checked on their own."""
import hashlib

CHUNK_BYTES = 8 * 1024 * 1024


def cut(data, size=CHUNK_BYTES):
    """(number, digest, bytes) of every chunk of `data`."""
    for number, start in enumerate(range(0, len(data), size)):
        part = data[start : start + size]
        yield number, hashlib.sha256(part).hexdigest(), part
