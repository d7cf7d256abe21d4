"""Compresses and encrypts chunks."""
from core.chunks import CHUNK_BYTES
from core.http_service import serve

if __name__ == "__main__":
    serve("chunk-processor", 8085, routes={"/limits": lambda: {"chunk_bytes": CHUNK_BYTES}})
