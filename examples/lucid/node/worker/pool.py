"""The node pool."""
MAX_NODES = 100
PAYOUT_THRESHOLD_USDT = 10


def due(balances):
    """The nodes whose balance reached the payout threshold."""
    return sorted(name for name, balance in balances.items() if balance >= PAYOUT_THRESHOLD_USDT)
