from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "handrail.law"
    label = "law"
