from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "handrail.drafting"
    label = "drafting"
