"""Moves a session from recorder to storage."""
from core.chunks import CHUNK_BYTES
from core.http_service import serve

if __name__ == "__main__":
    serve("session-pipeline", 8083, routes={"/limits": lambda: {"chunk_bytes": CHUNK_BYTES}})
