"""Django's own commands on the product's settings, for developers: `.venv/bin/python manage.py makemigrations`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyou.project.settings")
execute_from_command_line(sys.argv)
