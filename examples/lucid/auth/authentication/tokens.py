"""HS256 tokens, small enough to read in one go."""
import base64
import hashlib
import hmac
import json
import time


def _part(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=")


def issue(subject, secret, minutes):
    """A signed token for `subject` that lives for `minutes`."""
    head = _part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = _part(json.dumps({"sub": subject, "exp": int(time.time()) + 60 * minutes}).encode())
    sign = _part(hmac.new(secret.encode(), head + b"." + body, hashlib.sha256).digest())
    return b".".join((head, body, sign)).decode()
