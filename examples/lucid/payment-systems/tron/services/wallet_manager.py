"""Manages wallets."""


def routes(network):
    """Path -> function giving JSON, beside the health path."""
    return {"/wallets": lambda: {"network": network, "wallets": []}}
