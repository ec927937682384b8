from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "handrail.procedures"
    label = "procedures"
