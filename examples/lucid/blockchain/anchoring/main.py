"""Anchors session manifests to the chain."""
from core.http_service import serve
from core.merkle import root

if __name__ == "__main__":
    serve("session-anchoring", 8085, routes={"/anchor": lambda: {"anchor": root([b"lucid", b"anchoring"])}})
