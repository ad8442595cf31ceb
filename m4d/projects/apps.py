from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "m4d.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Corridors that are opened take in the projects that were there before them."""
        # This needs loaded models, so it cannot stand at the top.
        from m4d.places import actions as places  # noqa: PLC0415

        places.register_opening("m4d.projects.actions.file_under_corridors")
