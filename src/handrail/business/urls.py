from django.urls import path

from handrail.business import views

urlpatterns = [
    path("business/", views.business, name="business"),
    path("business/business.yaml", views.as_file, name="business-file"),
    path("business/<int:number>/", views.question, name="business-question"),
]
