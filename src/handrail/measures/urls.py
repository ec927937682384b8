from django.urls import path

from handrail.measures import views

urlpatterns = [path("measures/", views.measures, name="measures")]
