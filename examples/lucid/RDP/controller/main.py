"""Controls RDP sessions."""
from common.http_service import serve

if __name__ == "__main__":
    serve("rdp-controller", 8092, routes={"/sessions": lambda: {"sessions": 0}})
