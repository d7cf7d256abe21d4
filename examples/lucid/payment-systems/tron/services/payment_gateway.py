"""Takes payments."""


def routes(network):
    """Path -> function giving JSON, beside the health path."""
    return {"/payments": lambda: {"network": network, "payments": []}}
