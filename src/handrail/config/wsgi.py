"""The door for the server."""

import os

from django.core.wsgi import get_wsgi_application

from handrail.config import extras, settling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.config.settings")
extras.activate()
application = get_wsgi_application()
settling.settle()
