"""Pages of django-allauth that are not offered here: nobody signs up by themselves, and a person's address is changed
on the record. They stand before allauth's own in config/urls."""

from django.urls import path

from handrail.people.views import not_offered

CLOSED = ("signup/", "email/", "confirm-email/", "confirm-email/<str:key>/", "password/set/", "login/code/confirm/")
urlpatterns = [path(address, not_offered) for address in CLOSED]
