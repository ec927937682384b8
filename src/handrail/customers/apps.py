from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "handrail.customers"
    label = "customers"
