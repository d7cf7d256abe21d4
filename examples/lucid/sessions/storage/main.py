"""Keeps chunks on disk."""
import os
from pathlib import Path

from core.http_service import serve

FOLDER = Path(os.environ.get("STORAGE_PATH", "/tmp/lucid-sessions"))


def state():
    """Whether chunks can be written, and how many there are."""
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        return {"writable": os.access(FOLDER, os.W_OK), "chunks": sum(1 for _ in FOLDER.iterdir())}
    except OSError as error:
        return {"writable": False, "error": str(error)}


if __name__ == "__main__":
    serve("session-storage", 8086, routes={"/storage": state})
