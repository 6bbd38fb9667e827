from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from house.registry import registry
        from programs.plugin import plugin

        registry.add(plugin)
