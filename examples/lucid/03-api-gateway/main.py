"""API gateway."""
from gateway.http_service import serve
from gateway.routes import UPSTREAMS

if __name__ == "__main__":
    serve("api-gateway", 8080, health="/api/v1/meta/health", routes={"/api/v1/meta/routes": lambda: UPSTREAMS})
