from pathlib import Path

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "tests.database"
    label = "tests_database"
    path = str(Path(__file__).parent)
