"""Settings of the authentication service, all from the environment."""
import os

TOKEN_MINUTES = int(os.environ.get("JWT_EXPIRE_MINUTES", "15"))
SECRET = os.environ.get("JWT_SECRET_KEY", "")
VERIFY_TRON_SIGNATURES = os.environ.get("TRON_SIGNATURE_VERIFICATION", "true") == "true"
