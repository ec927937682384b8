from django.urls import path

from handrail.drafting import views

urlpatterns = [
    path("drafting/", views.overview, name="drafting"),
    path("drafting/ask/", views.ask, name="drafting-ask"),
    path("drafting/adopt/<uuid:id_>/", views.take, name="drafting-take"),
    path("drafting/stop/<uuid:id_>/", views.stop, name="drafting-stop"),
    path("drafting/duties/", views.duties, name="drafting-duties"),
    path("drafting/handbook.pdf", views.paper, name="drafting-paper"),
]
