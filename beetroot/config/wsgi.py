"""The web application; what it serves is decided by roles.enter before it is built."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beetroot.config.settings")
application = get_wsgi_application()
