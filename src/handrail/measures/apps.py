from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "handrail.measures"
    label = "measures"
