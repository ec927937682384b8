from django.apps import AppConfig


class BusinessConfig(AppConfig):
    name = "handrail.business"
    label = "business"
