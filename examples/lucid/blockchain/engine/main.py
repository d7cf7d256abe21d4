"""Blockchain engine: consensus and block creation."""
from core.http_service import serve
from core.merkle import root

if __name__ == "__main__":
    serve("blockchain-engine", 8084, routes={"/head": lambda: {"head": root([b"lucid", b"engine"])}})
