from django.urls import path

from handrail.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.find, name="find"),
]
