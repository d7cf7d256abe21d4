"""Where the gateway sends what it receives."""

UPSTREAMS = {
    "/api/v1/auth": "http://auth-service:8089",
    "/api/v1/chain": "http://blockchain-engine:8084",
    "/api/v1/sessions": "http://session-api:8087",
}
