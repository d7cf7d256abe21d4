"""One small HTTP server: a health path, a few JSON routes, a clean stop."""
import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def serve(service, port, health="/health", routes=None):
    """Answer `health` and `routes` (path -> function giving JSON) until SIGTERM."""
    answers = {health: lambda: {"status": "healthy", "service": service}, **(routes or {})}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer = answers.get(self.path.split("?", 1)[0])
            status, value = (200, answer()) if answer else (404, {"error": "not found"})
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, form, *values):
            if os.environ.get("LOG_LEVEL", "INFO") == "DEBUG":
                super().log_message(form, *values)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = (os.environ.get("HOST", "0.0.0.0"), int(os.environ.get("PORT", port)))
    print(f"{service} listens on {address[0]}:{address[1]}, health at {health}", flush=True)
    ThreadingHTTPServer(address, Handler).serve_forever()
