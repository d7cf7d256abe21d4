"""Stakes TRX."""


def routes(network):
    """Path -> function giving JSON, beside the health path."""
    return {"/stakes": lambda: {"network": network, "stakes": []}}
