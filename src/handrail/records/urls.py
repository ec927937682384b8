from django.urls import path

from handrail.records import views

urlpatterns = [
    path("records/", views.records, name="records"),
    path("records/<uuid:id_>/", views.record, name="record"),
    path("records/<uuid:id_>/case-file/", views.case_file, name="case-file"),
]
