from django.apps import AppConfig


class PeergroupsConfig(AppConfig):
    name = "peergroups"

    def ready(self):
        from peergroups import plugin

        plugin.register()
