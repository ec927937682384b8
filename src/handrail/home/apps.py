from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "handrail.home"
    label = "home"
