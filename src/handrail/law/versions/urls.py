from django.urls import path

from handrail.law.versions import views

urlpatterns = [
    path("law/packs/", views.packs, name="law-packs"),
    path("law/packs/<uuid:id_>/", views.as_file, name="law-pack-file"),
    path("law/packs/sources/", views.sources, name="law-sources"),
]
