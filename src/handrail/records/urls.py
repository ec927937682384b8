from django.urls import path

from handrail.records import views
from handrail.records.checkpoints import views as checkpoints

urlpatterns = [
    path("records/", views.records, name="records"),
    path("records/checkpoints/", checkpoints.checkpoints, name="checkpoints"),
    path("records/checkpoints/make/", checkpoints.make, name="checkpoint-make"),
    path("records/checkpoints/mail/", checkpoints.send_to, name="checkpoint-mail"),
    path("records/checkpoints/<uuid:id_>/", checkpoints.download, name="checkpoint"),
    path("records/<uuid:id_>/", views.record, name="record"),
    path("records/<uuid:id_>/case-file/", views.case_file, name="case-file"),
]
