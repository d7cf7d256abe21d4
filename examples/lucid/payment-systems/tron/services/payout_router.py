"""Routes payouts."""


def routes(network):
    """Path -> function giving JSON, beside the health path."""
    return {"/payouts": lambda: {"network": network, "payouts": []}}
