from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "house"

    def ready(self):
        from house import plugin

        plugin.register()
