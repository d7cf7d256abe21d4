"""Validates and propagates blocks."""
from core.http_service import serve
from core.merkle import root

if __name__ == "__main__":
    serve("block-manager", 8086, routes={"/block": lambda: {"block": root([b"lucid", b"manager"])}})
