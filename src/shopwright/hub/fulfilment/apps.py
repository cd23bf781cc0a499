from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "shopwright.hub.fulfilment"
