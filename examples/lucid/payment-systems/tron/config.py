"""Which TRON service this container is, and its settings."""
import os

PORTS = {
    "tron-client": 8091,
    "payout-router": 8092,
    "wallet-manager": 8093,
    "usdt-manager": 8094,
    "trx-staking": 8096,
    "payment-gateway": 8097,
}
SERVICE = os.environ.get("SERVICE_NAME", "tron-client")
NETWORK = os.environ.get("TRON_NETWORK", "mainnet")
