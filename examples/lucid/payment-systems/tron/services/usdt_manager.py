"""Manages USDT tokens."""


def routes(network):
    """Path -> function giving JSON, beside the health path."""
    return {"/transfers": lambda: {"network": network, "transfers": []}}
