"""Settings of the test run: its own data folder, nobody's `.env`, fast password hashing."""

import os
import tempfile

for name in [name for name in os.environ if name.startswith("DTP_")]:
    del os.environ[name]
os.environ["DTP_ENV_FILE"] = ""
os.environ["DTP_DATA_DIR"] = tempfile.mkdtemp(prefix="dtp-test-")

from dtp.settings import *  # noqa: E402, F403
from dtp.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["DTP_DATA_DIR"], "test.sqlite3")}  # noqa: PTH118
