from django.urls import path

from handrail.law import views

urlpatterns = [
    path("law/", views.law, name="law"),
    path("law/ask/", views.ask, name="law-ask"),
    path("law/values/", views.numbers, name="law-values"),
    path("law/<str:id_>/", views.duty, name="law-duty"),
]
