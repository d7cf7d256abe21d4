"""Records sessions."""
from core.chunks import CHUNK_BYTES
from core.http_service import serve

if __name__ == "__main__":
    serve("session-recorder", 8084, routes={"/limits": lambda: {"chunk_bytes": CHUNK_BYTES}})
