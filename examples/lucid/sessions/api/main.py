"""Session management API."""
from core.http_service import serve

try:
    import httpx  # asks the pipeline; without it the API only answers for itself
except ImportError:
    httpx = None


def pipeline():
    """The pipeline's own health answer."""
    if httpx is None:
        return {"pipeline": "unknown"}
    return httpx.get("http://session-pipeline:8083/health", timeout=2).json()


if __name__ == "__main__":
    serve("session-api", 8087, routes={"/pipeline": pipeline})
