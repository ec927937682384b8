from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "handrail.inquiries"
    label = "inquiries"
