"""Node management."""
from http_service import serve
from worker.pool import MAX_NODES, due

if __name__ == "__main__":
    serve("node-management", 8095, routes={"/pool": lambda: {"max": MAX_NODES, "due": due({"a": 12, "b": 3})}})
