from django.urls import path

from handrail.records import views
from handrail.records.checkpoints import views as checkpoints
from handrail.records.sets import views as sets

urlpatterns = [
    path("records/", views.records, name="records"),
    path("records/checkpoints/", checkpoints.checkpoints, name="checkpoints"),
    path("records/checkpoints/make/", checkpoints.make, name="checkpoint-make"),
    path("records/checkpoints/mail/", checkpoints.send_to, name="checkpoint-mail"),
    path("records/checkpoints/<uuid:id_>/", checkpoints.download, name="checkpoint"),
    path("records/sets/", sets.sets, name="case-file-sets"),
    path("records/sets/ask/", sets.ask, name="case-file-set-ask"),
    path("records/sets/<uuid:id_>/", sets.one, name="case-file-set"),
    path("records/<uuid:id_>/", views.record, name="record"),
    path("records/<uuid:id_>/case-file/", views.case_file, name="case-file"),
]
