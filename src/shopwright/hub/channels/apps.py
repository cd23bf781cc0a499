from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "shopwright.hub.channels"
