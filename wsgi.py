"""Where servers and the `flask` command find the application: `gunicorn wsgi:app`."""

from app import create_app

app = create_app()
