"""Stores and returns chain data."""
from core.http_service import serve
from core.merkle import root

if __name__ == "__main__":
    serve("data-chain", 8087, routes={"/data": lambda: {"data": root([b"lucid", b"data"])}})
