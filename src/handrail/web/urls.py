from django.urls import path

from handrail.web import views

urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("keys/", views.keys, name="keys"),
    path("favicon.ico", views.favicon, name="favicon"),
]
