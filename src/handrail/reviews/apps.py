from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "handrail.reviews"
    label = "reviews"
