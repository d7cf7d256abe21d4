"""Admin interface."""
from pathlib import Path

from http_service import serve

PAGES = Path(__file__).with_name("static")

if __name__ == "__main__":
    serve(
        "admin-interface",
        8083,
        health="/admin/health",
        routes={"/admin/pages": lambda: sorted(page.name for page in PAGES.glob("*.html"))},
    )
