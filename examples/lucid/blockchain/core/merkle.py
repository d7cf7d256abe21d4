"""Merkle roots over session chunks."""
import hashlib


def root(leaves):
    """The Merkle root of `leaves` (bytes); an odd last node is paired with itself."""
    level = [hashlib.sha256(leaf).digest() for leaf in leaves] or [hashlib.sha256(b"").digest()]
    while len(level) > 1:
        level += level[-1:] if len(level) % 2 else []
        level = [hashlib.sha256(a + b).digest() for a, b in zip(level[::2], level[1::2])]
    return level[0].hex()
