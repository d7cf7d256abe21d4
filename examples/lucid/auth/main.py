"""Authentication service."""
import config
from authentication.tokens import issue
from http_service import serve

if __name__ == "__main__":
    serve(
        "auth-service",
        8089,
        routes={
            "/token/guest": lambda: {"token": issue("guest", config.SECRET, config.TOKEN_MINUTES)},
            "/capabilities": lambda: {"tron_signatures": config.VERIFY_TRON_SIGNATURES, "hardware_wallets": True},
        },
    )
