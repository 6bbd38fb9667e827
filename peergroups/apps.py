from django.apps import AppConfig


class PeergroupsConfig(AppConfig):
    name = "peergroups"

    def ready(self):
        from house.registry import registry
        from peergroups.plugin import plugin

        registry.add(plugin)
