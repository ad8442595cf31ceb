from django.apps import AppConfig


class TrailsConfig(AppConfig):
    name = "m4d.trails"
    label = "trails"
    default_auto_field = "django.db.models.BigAutoField"
