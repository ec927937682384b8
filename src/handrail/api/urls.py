from django.urls import path

from handrail.api import views
from handrail.api.api import api

urlpatterns = [
    path("api/", views.docs, name="api"),
    path("api/openapi.json", views.openapi, name="api-openapi"),
    path("api/", api.urls),
]
